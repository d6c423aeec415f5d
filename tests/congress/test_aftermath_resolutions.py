"""Resolutions out of ballots: figures that stay, numbers in one row, later ones."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from congress import actions
from congress.actions import deciding, numbering
from congress.actions.resolutions import correct_text, supersede
from congress.actions.sessions import count_findings
from congress.models import Ballot, Resolution
from tests.congress.factories import make_ballot, make_held, make_resolution, make_term
from union_site.models import AuditEntry, Norm

DAY = datetime.date(2026, 3, 6)
TODAY = datetime.date(2026, 11, 21)


def decided(session, *votes, n=29, present=27, **fields) -> Ballot:
    """A ballot with a result; `votes` are (title, for, against, abstain)."""
    at = timezone.now()
    given = {"state": "decided", "opened_at": at, "n": n, "present": present, **fields}
    ballot = make_ballot(session, *[vote[0] for vote in votes], **given)
    needed = n // 2 + 1
    rows = [
        {
            "item": item.pk,
            "title": item.title,
            "counts": {"for": vote[1], "against": vote[2], "abstain": vote[3]},
            "is_adopted": vote[1] >= needed,
        }
        for item, vote in zip(ballot.items.order_by("position"), votes, strict=True)
    ]
    ballot.result = {"n": n, "present": present, "needed": needed, "items": rows, "named": []}
    ballot.result |= {"issued": present, "returned": present, "valid": present, "invalid": 0}
    ballot.save()
    return ballot


@pytest.fixture
def held(school):
    return make_held(make_term(school, n=29), present=27)


def test_c_13_of_a_vote_of_all_delegates_is_bound_by_those_entitled(held, chair):
    ballot = decided(held, ("绩效办法", 20, 9, 0), n=29, present=20)
    ballot.electorate = "all_delegates"
    ballot.result |= {"issued": 29, "returned": 29, "valid": 29}
    ballot.save()
    (made,) = deciding.resolve_from_ballot(ballot=ballot, by=chair)
    assert (made.votes_cast, made.is_adopted) == (29, True)
    found = count_findings(held, expected=29, present=20)
    assert "C-13" not in {finding.code for finding in found}


def test_a_vote_of_all_members_becomes_no_resolution_of_a_congress(held, chair):
    ballot = decided(held, ("绩效办法", 20, 9, 0), n=29, present=29)
    ballot.electorate = "members"
    ballot.save()
    with pytest.raises(ValidationError, match="全体会员"):
        deciding.resolve_from_ballot(ballot=ballot, by=chair)


@pytest.mark.parametrize(
    ("n", "votes_for", "is_adopted"),
    [
        (3, 1, False),
        (3, 2, True),
        (29, 14, False),
        (29, 15, True),
        (30, 15, False),
        (30, 16, True),
        (31, 16, True),
        (57, 28, False),
        (57, 29, True),
        (65, 33, True),
        (80, 40, False),
        (80, 41, True),
        (2000, 1000, False),
        (2000, 1001, True),
    ],
)
def test_the_verdict_and_the_figures_are_those_of_the_ballot_order_32_art_21(
    school, chair, n, votes_for, is_adopted
):
    session = make_held(make_term(school, n=n))
    ballot = decided(session, ("绩效办法", votes_for, n - votes_for, 0), n=n, present=n)
    (made,) = deciding.resolve_from_ballot(ballot=ballot, by=chair)
    made.refresh_from_db()
    figures = (made.votes_for, made.votes_against, made.votes_abstain, made.needed)
    assert figures == (votes_for, n - votes_for, 0, n // 2 + 1)
    assert (made.is_adopted, bool(made.document_no)) == (is_adopted, is_adopted)
    assert made.ballot == ballot


def test_several_matters_on_one_sheet_make_a_resolution_each(held, chair):
    ballot = decided(held, ("甲办法", 20, 7, 0), ("乙办法", 9, 10, 8))
    made = deciding.resolve_from_ballot(ballot=ballot, by=chair)
    assert [(r.title, r.is_adopted, r.position, r.document_no) for r in made] == [
        ("甲办法", True, 1, "教代会决议〔2026〕1号"),
        ("乙办法", False, 2, ""),
    ]
    assert [r.item_id for r in made] == list(ballot.items.values_list("pk", flat=True))
    assert [r.is_of_ballot for r in made] == [True, True]


def test_a_ballot_is_resolved_once(held, chair):
    ballot = decided(held, ("甲办法", 20, 7, 0), ("乙办法", 20, 7, 0))
    deciding.resolve_from_ballot(ballot=ballot, by=chair)
    with pytest.raises(ValidationError, match="已经形成决议"):
        deciding.resolve_from_ballot(ballot=ballot, by=chair)
    assert Resolution.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "counting"}, "还没有公布"),
        ({"kind": "appraisal"}, "不形成决议"),
        ({"kind": "election", "seats": 1}, "不形成决议"),
        ({"method": "acclamation", "medium": "counted"}, "没有票数"),
    ],
)
def test_what_is_no_decided_vote_on_a_matter_makes_no_resolution(held, chair, fields, sentence):
    ballot = decided(held, ("甲办法", 20, 7, 0), **fields)
    with pytest.raises(ValidationError, match=sentence):
        deciding.resolve_from_ballot(ballot=ballot, by=chair)


@pytest.mark.parametrize("who", ["officer", "teacher", "stranger", "district_staff"])
def test_only_the_chair_of_the_union_makes_resolutions(request, held, who):
    ballot = decided(held, ("甲办法", 20, 7, 0))
    seat = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        deciding.resolve_from_ballot(ballot=ballot, by=seat)


def test_the_figures_of_a_ballot_are_never_changed_and_its_words_are(held, chair):
    (made,) = deciding.resolve_from_ballot(ballot=decided(held, ("甲办法", 20, 7, 0)), by=chair)
    with pytest.raises(ValidationError, match="须重新表决"):
        actions.change_resolution(resolution=made, by=chair, votes_for=27)
    with pytest.raises(ValidationError, match="不能删去"):
        actions.remove_resolution(resolution=made, by=chair)
    correct_text(resolution=made, by=chair, text="会议通过甲办法。", note="错字")
    made.refresh_from_db()
    assert (made.votes_for, made.text) == (20, "会议通过甲办法。")
    assert AuditEntry.objects.filter(verb="congress.resolution_text").get().note == "错字"


def test_a_corrected_head_count_leaves_what_a_ballot_decided(held, chair):
    (made,) = deciding.resolve_from_ballot(ballot=decided(held, ("甲办法", 15, 7, 0)), by=chair)
    typed = make_resolution(held, 2, votes_for=15)
    counted = {"expected": 31, "present": 27, "observers": 0, "proposals_received": 0}
    actions.hold_session(
        session=held,
        by=chair,
        today=TODAY,
        held_on=DAY,
        place="",
        summary="",
        accepted=["C-04n"],
        **counted,
    )
    made.refresh_from_db()
    typed.refresh_from_db()
    assert (made.needed, made.is_adopted) == (15, True)
    assert (typed.needed, typed.is_adopted) == (16, False)


# --- numbers --------------------------------------------------------------------------------


def test_numbers_go_on_through_the_year_and_begin_anew_in_the_next(school, chair):
    term = make_term(school, n=29)
    days = [datetime.date(2026, 3, 6), datetime.date(2026, 9, 4), datetime.date(2027, 1, 8)]
    numbers = []
    for place, day in enumerate(days, start=1):
        session = make_held(term, place, held_on=day)
        make_resolution(session, 1)
        make_resolution(session, 2, votes_for=3)
        numbers += [r.document_no for r in numbering.number_resolutions(session=session, by=chair)]
    assert numbers == [
        "教代会决议〔2026〕1号",
        "教代会决议〔2026〕2号",
        "教代会决议〔2027〕1号",
    ]


def test_a_school_writes_its_numbers_in_its_own_form(school, held, chair):
    Norm.objects.create(
        key="congress.resolution_number",
        label="编号",
        value="滨实教代〔{year}〕第{serial}号",
        scope=Norm.Scope.SCHOOL,
        union=school,
        valid_from=datetime.date(2026, 1, 1),
        document="校发",
    )
    make_resolution(held)
    (made,) = numbering.number_resolutions(session=held, by=chair)
    assert made.document_no == "滨实教代〔2026〕第1号"


def test_a_number_that_was_typed_is_not_given_again(held, chair):
    vote = {"matter": "other", "method": "show_of_hands", "votes_for": 27}
    vote |= {"votes_against": 0, "votes_abstain": 0, "text": ""}
    typed = actions.record_resolution(
        session=held, by=chair, title="甲", document_no="教代会决议〔2026〕4号", **vote
    )
    assert (typed.year, typed.serial) == (2026, 4)
    make_resolution(held, 2)
    (made,) = numbering.number_resolutions(session=held, by=chair)
    assert made.document_no == "教代会决议〔2026〕5号"
    with pytest.raises(ValidationError, match="已经用于另一项决议"):
        actions.record_resolution(
            session=held, by=chair, title="丙", document_no="教代会决议〔2026〕5号", **vote
        )


def test_the_database_refuses_the_same_number_twice(held):
    first, second = make_resolution(held, 1), make_resolution(held, 2)
    numbered = {"year": 2026, "serial": 1}
    Resolution.objects.filter(pk=first.pk).update(document_no="甲1", **numbered)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=second.pk).update(document_no="甲2", **numbered)


@given(year=st.integers(1990, 2199), serial=st.integers(1, 9999))
def test_what_is_written_as_a_number_is_read_as_the_same_number(year, serial):
    for pattern in ("教代会决议〔{year}〕{serial}号", "{year}-{serial}", "实(教){serial}.{year}"):
        text = numbering.written(pattern, year, serial)
        assert numbering.read(pattern, text) == (year, serial)
    assert numbering.read("教代会决议〔{year}〕{serial}号", "校发〔2026〕3号") is None


# --- general and later ones -----------------------------------------------------------------

GENERAL = {
    "title": "会议决议",
    "method": "show_of_hands",
    "votes_for": 27,
    "votes_against": 0,
    "votes_abstain": 0,
    "document_no": "",
    "text": "",
}


def test_a_general_resolution_gathers_matters_and_is_no_matter_itself(held, chair):
    parts = [make_resolution(held, 1), make_resolution(held, 2)]
    general = deciding.record_general(session=held, by=chair, parts=parts, **GENERAL)
    assert list(general.parts.order_by("position")) == parts
    assert general.text == "会议审议通过《第1项办法》。\n会议审议通过《第2项办法》。"
    assert general.document_no == "教代会决议〔2026〕1号"
    assert set(Resolution.objects.all().of_matters()) == set(parts)


def test_what_was_not_adopted_or_is_gathered_already_enters_no_general_resolution(held, chair):
    adopted, failed = make_resolution(held, 1), make_resolution(held, 2, votes_for=3)
    other = make_resolution(held, 3)
    for parts, sentence in (([adopted], "两项以上"), ([adopted, failed], "未通过")):
        with pytest.raises(ValidationError, match=sentence):
            deciding.record_general(session=held, by=chair, parts=parts, **GENERAL)
    deciding.record_general(session=held, by=chair, parts=[adopted, other], **GENERAL)
    with pytest.raises(ValidationError, match="已列入"):
        deciding.record_general(session=held, by=chair, parts=[adopted, other], **GENERAL)


def test_a_later_resolution_supersedes_an_earlier_one_and_never_the_reverse(school, chair):
    term = make_term(school, n=29)
    old = make_resolution(make_held(term, 1))
    new = make_resolution(make_held(term, 2, held_on=datetime.date(2026, 9, 4)))
    with pytest.raises(ValidationError, match="以前"):
        supersede(resolution=old, earlier=new, by=chair)
    supersede(resolution=new, earlier=old, by=chair)
    assert list(old.superseded_by.all()) == [new]
    third = make_resolution(make_held(term, 3, held_on=datetime.date(2026, 10, 9)))
    with pytest.raises(ValidationError, match="已被其他决议替代"):
        supersede(resolution=third, earlier=old, by=chair)
    with pytest.raises(ValidationError, match="引用"):
        actions.remove_resolution(resolution=old, by=chair)


def test_only_what_was_adopted_supersedes(school, chair):
    term = make_term(school, n=29)
    old = make_resolution(make_held(term, 1))
    failed = make_resolution(make_held(term, 2, held_on=datetime.date(2026, 9, 4)), votes_for=3)
    with pytest.raises(ValidationError, match="只有通过的决议"):
        supersede(resolution=failed, earlier=old, by=chair)
