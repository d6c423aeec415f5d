"""Acts of the congress: who may, what is refused, what is recorded."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from congress import actions
from congress.models import CongressTerm, Resolution, Session
from tests.congress.factories import make_held, make_resolution, make_session, make_term
from union_site.findings import NotClear
from union_site.models import AuditEntry, StepEvent

TODAY = datetime.date(2026, 11, 21)
DAY = datetime.date(2026, 3, 6)
TERM = {
    "term_no": 5,
    "form": "congress",
    "starts_on": datetime.date(2025, 12, 1),
    "ends_on": datetime.date(2028, 11, 30),
    "full_delegates": 57,
    "note": "",
}
PLAN = {
    "session_no": 1,
    "kind": "first",
    "initiator": "",
    "signers": None,
    "held_on": DAY,
    "place": "报告厅",
    "agenda": "听取学校工作报告",
}
COUNT = {
    "held_on": DAY,
    "place": "报告厅",
    "expected": 57,
    "present": 40,
    "observers": 3,
    "proposals_received": 4,
    "summary": "会议顺利。",
}
VOTE = {
    "title": "绩效工资分配办法",
    "matter": "staff_interest",
    "method": "secret_ballot",
    "votes_for": 30,
    "votes_against": 6,
    "votes_abstain": 4,
    "document_no": "",
    "text": "",
}


def hold(session, seat, **changes):
    return actions.hold_session(session=session, by=seat, today=TODAY, **{**COUNT, **changes})


def sentences(refusal) -> list[str]:
    return [finding.code for finding in refusal.value.findings]


ACTS = {
    "open a term": lambda seat, term, session, held: actions.open_term(by=seat, **TERM),
    "change a term": lambda seat, term, session, held: actions.change_term(
        term=term, by=seat, **TERM
    ),
    "plan a session": lambda seat, term, session, held: actions.plan_session(
        by=seat, term=term, **PLAN
    ),
    "change a session": lambda seat, term, session, held: actions.change_session(
        session=session, by=seat, today=TODAY, term=term, **PLAN
    ),
    "record a session": lambda seat, term, session, held: hold(session, seat),
    "cancel a session": lambda seat, term, session, held: actions.cancel_session(
        session=session, by=seat, note="改期"
    ),
    "record a vote": lambda seat, term, session, held: actions.record_resolution(
        session=held, by=seat, **VOTE
    ),
    "change a vote": lambda seat, term, session, held: actions.change_resolution(
        resolution=make_resolution(held), by=seat, **VOTE
    ),
    "remove a vote": lambda seat, term, session, held: actions.remove_resolution(
        resolution=make_resolution(held), by=seat
    ),
}


@pytest.mark.parametrize("state", ["cancelled", "planned"])
def test_what_became_of_a_session_meanwhile_is_not_written_over(school, chair, state):
    stale = make_session(make_term(school))
    now = Session.objects.filter(pk=stale.pk)
    now.update(state=state, roll_frozen_on=DAY, expected=57)
    change = {"session": stale, "by": chair, "today": TODAY, "held_on": stale.held_on}
    if state == "cancelled":
        with pytest.raises(ValidationError, match="已取消"):
            actions.change_session(place="礼堂", **change)
    else:
        actions.change_session(place="礼堂", **change)
        assert now.get().place == "礼堂"
    kept = now.get()
    assert (kept.state, kept.roll_frozen_on, kept.expected) == (state, DAY, 57)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "who", ["officer", "auditor", "leader", "handler", "teacher", "district_staff", "stranger"]
)
def test_nobody_but_the_chair_writes_of_the_congress(request, school, act, who):
    term = make_term(school)
    planned, held = make_session(term, 1), make_held(term, 2)
    seat = request.getfixturevalue(who)
    if act == "open a term" and who == "stranger":
        # In her own union she may; the row is hers and not this school's.
        assert actions.open_term(by=seat, **TERM).union == seat.union
        return
    # A stranger's own row would point at this school's term: refused as foreign, not as forbidden.
    refusals = (PermissionDenied, ValidationError) if act == "plan a session" else PermissionDenied
    with pytest.raises(refusals):
        ACTS[act](seat, term, planned, held)


def test_a_term_is_opened_with_an_entry_in_the_trail(chair):
    term = actions.open_term(by=chair, **TERM)
    assert str(term) == "第五届教职工代表大会"
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.seat, entry.object_id) == ("congress.term_open", chair, str(term.pk))


def test_a_warning_is_accepted_by_its_code_and_kept_in_the_trail(chair):
    four_years = {**TERM, "ends_on": datetime.date(2029, 11, 30)}
    with pytest.raises(NotClear) as refusal:
        actions.open_term(by=chair, **four_years)
    assert sentences(refusal) == ["C-08"]
    assert CongressTerm.objects.count() == 0
    actions.open_term(by=chair, accepted=["C-08"], **four_years)
    assert [f["code"] for f in AuditEntry.objects.get().accepted_findings] == ["C-08"]


def test_the_same_term_is_registered_once(chair):
    actions.open_term(by=chair, **TERM)
    with pytest.raises(ValidationError, match="这一届已经登记过了"):
        actions.open_term(by=chair, **TERM)


def test_terms_that_overlap_are_refused_even_when_accepted(chair):
    actions.open_term(by=chair, **TERM)
    with pytest.raises(NotClear) as refusal:
        actions.open_term(by=chair, accepted=["C-08o"], **{**TERM, "term_no": 6})
    assert sentences(refusal) == ["C-08o"]


def test_sessions_are_numbered_within_their_term(chair, school):
    term = make_term(school)
    first = actions.plan_session(by=chair, term=term, **PLAN)
    assert (first.title, first.short_title) == (
        "第五届教职工代表大会第一次会议",
        "五届一次教代会",
    )
    with pytest.raises(ValidationError, match="本届的这一次会议已经登记过了"):
        actions.plan_session(by=chair, term=term, accepted=["C-16"], **PLAN)
    later = {**PLAN, "session_no": 3, "kind": "annual"}
    with pytest.raises(NotClear) as refusal:
        actions.plan_session(by=chair, term=term, **later)
    assert sentences(refusal) == ["C-16"]


def test_the_number_of_a_cancelled_session_is_free_again(chair, school):
    term = make_term(school)
    first = actions.plan_session(by=chair, term=term, **PLAN)
    actions.cancel_session(session=first, by=chair, note="台风停课")
    again = actions.plan_session(by=chair, term=term, **PLAN)
    assert again.session_no == 1
    assert StepEvent.objects.of(first).get().note == "台风停课"


def test_an_assembly_of_all_staff_is_named_as_one(school):
    session = make_session(make_term(school, form="assembly", term_no=2))
    assert (session.title, session.short_title) == (
        "第二届教职工大会第一次会议",
        "二届一次教职工大会",
    )


def test_article_19_a_session_below_the_quorum_cannot_be_recorded(chair, school):
    session = make_session(make_term(school, n=57))
    with pytest.raises(NotClear) as refusal:
        hold(session, chair, present=37, accepted=["C-04"])
    assert sentences(refusal) == ["C-04"]
    session.refresh_from_db()
    assert session.state == "planned"
    assert hold(session, chair, present=38).state == "held"


def test_a_session_of_tomorrow_has_not_met_yet(chair, school):
    session = make_session(make_term(school))
    tomorrow = TODAY + datetime.timedelta(days=1)
    with pytest.raises(ValidationError, match="还没有召开"):
        hold(session, chair, held_on=tomorrow)


def test_of_two_who_record_at_once_the_second_corrects_nothing_unseen(chair, school):
    """Both have read the planned session; the slower one is told."""
    session = make_session(make_term(school))
    slower = Session.objects.get(pk=session.pk)
    hold(session, chair)
    with pytest.raises(ValidationError, match="不能再“登记会议情况”"):
        hold(slower, chair, present=57)
    session.refresh_from_db()
    assert session.present == 40


def test_a_corrected_roll_counts_the_resolutions_anew(chair, school):
    """29 of 57 adopt; when the roll turns out to be 60, they do not (art. 21)."""
    held = make_held(make_term(school, n=57))
    resolution = make_resolution(held, votes_for=29)
    assert resolution.is_adopted is True
    hold(held, chair, expected=60, present=57, accepted=["C-04n"])
    resolution.refresh_from_db()
    assert (resolution.needed, resolution.is_adopted) == (31, False)


def test_a_head_count_cannot_be_corrected_below_the_votes_cast(chair, school):
    held = make_held(make_term(school, n=57))
    make_resolution(held, votes_for=50)
    with pytest.raises(NotClear) as refusal:
        hold(held, chair, present=49)
    assert sentences(refusal) == ["C-13"]


@pytest.mark.parametrize(("votes_for", "adopted"), [(28, False), (29, True)])
def test_article_21_the_verdict_is_worked_out_and_not_typed(chair, school, votes_for, adopted):
    held = make_held(make_term(school, n=57), present=40)
    vote = {**VOTE, "votes_for": votes_for, "votes_against": 0, "votes_abstain": 0}
    resolution = actions.record_resolution(session=held, by=chair, **vote)
    assert (resolution.needed, resolution.is_adopted) == (29, adopted)


def test_the_database_itself_refuses_a_verdict_against_the_votes(school):
    resolution = make_resolution(make_held(make_term(school)), votes_for=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=resolution.pk).update(is_adopted=True)


def test_there_is_no_vote_before_the_session_met(chair, school):
    with pytest.raises(ValidationError, match="先登记会议情况"):
        actions.record_resolution(session=make_session(make_term(school)), by=chair, **VOTE)


def test_votes_are_numbered_in_their_order(chair, school):
    held = make_held(make_term(school), present=40)
    made = [actions.record_resolution(session=held, by=chair, **VOTE) for _ in range(3)]
    assert [resolution.position for resolution in made] == [1, 2, 3]


def test_a_vote_that_is_removed_stays_in_the_trail(chair, school):
    resolution = make_resolution(make_held(make_term(school)), title="误登")
    actions.remove_resolution(resolution=resolution, by=chair)
    assert Resolution.objects.count() == 0
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.object_label) == ("congress.resolution_remove", "误登")


def test_a_session_belongs_to_the_union_of_its_term(chair, other_school):
    foreign = make_term(other_school)
    with pytest.raises(ValidationError):
        actions.plan_session(by=chair, term=foreign, **PLAN)


def test_a_day_before_the_regulation_gets_a_sentence(chair, school):
    term = make_term(
        school, starts_on=datetime.date(2009, 1, 1), ends_on=datetime.date(2011, 12, 31)
    )
    with pytest.raises(ValidationError, match="2010年3月6日没有可用的教代会规则"):
        actions.plan_session(by=chair, term=term, **{**PLAN, "held_on": datetime.date(2010, 3, 6)})
