"""Opening and closing ballots: quorum, base, secrecy, who may vote, what is recorded."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from congress.actions import attendance, ballots, casting, counting, counts, voiding
from congress.checks import ballots as checks
from congress.checks.shares import Rules
from congress.models import Ballot, Elector, Turnout, Urn
from tests.congress.factories import (
    make_agenda_item,
    make_ballot,
    make_delegate,
    make_entry,
    make_roll,
    make_session,
    make_sitting,
    make_term,
)
from tests.congress.voting import FEW, NOW, codes, make_hall, open_in, sheet_of, sign_in
from tests.members.factories import make_member
from union_site.findings import NotClear
from union_site.models import AuditEntry, StepEvent

pytestmark = pytest.mark.django_db

DRAFT = {
    "title": "绩效工资分配办法",
    "kind": "resolution",
    "method": "secret_ballot",
    "medium": "phone",
}


def sitting_with(school, *, n: int, present: int):
    session = make_session(make_term(school, n=n))
    entries = make_roll(session, n)
    return session, make_sitting(session, present=entries[:present])


# --- opening ------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "needed"), [(3, 2), (29, 20), (30, 20), (31, 21)])
def test_a_ballot_opens_with_two_thirds_of_all_full_delegates_present_art_19(
    chair, school, n, needed
):
    session, short = sitting_with(school, n=n, present=needed - 1)
    ballot = make_ballot(session, sitting=short)
    with pytest.raises(NotClear) as refusal:
        ballots.open_ballot(ballot=ballot, by=chair, now=NOW)
    assert codes(refusal) == {"C-04"}
    full = make_sitting(session, present=list(session.roll.full()[:needed]))
    ballot.sitting = full
    ballot.save()
    ballots.open_ballot(ballot=ballot, by=chair, now=NOW)
    assert (ballot.state, ballot.n, ballot.present) == ("open", n, needed)
    assert ballot.electors.count() == needed


@pytest.mark.parametrize(("n", "needed"), [(57, 38), (65, 44), (80, 54), (2000, 1334)])
def test_the_quorum_of_a_vote_is_counted_of_all_full_delegates_art_19(school, n, needed):
    rules = Rules.in_force(union=school, on=NOW.date())
    assert checks.quorum(n=n, present=needed, rules=rules) == []
    assert [f.code for f in checks.quorum(n=n, present=needed - 1, rules=rules)] == ["C-04"]


def test_a_sitting_that_is_not_open_and_a_roll_that_is_not_frozen_stand_in_the_way(chair, school):
    session = make_session(make_term(school, n=3))
    ballot = make_ballot(session)
    with pytest.raises(NotClear) as refusal:
        ballots.open_ballot(ballot=ballot, by=chair, now=NOW)
    assert codes(refusal) == {"C-04r"}
    make_roll(session, 3)
    ballot.sitting = make_sitting(session)
    ballot.save()
    with pytest.raises(NotClear) as refusal:
        ballots.open_ballot(ballot=ballot, by=chair, now=NOW)
    assert codes(refusal) == {"C-04s"}
    assert Elector.objects.count() == Urn.objects.count() == 0


def test_observers_and_the_invited_who_are_present_are_never_electors_art_19(chair, school):
    hall = make_hall(school, 3)
    guest = make_delegate(
        hall.session.term, kind="observer", name="列席", member=make_member(school)
    )
    entry = make_entry(hall.session, guest)
    hall.sitting.presences.create(
        union=school, sitting=hall.sitting, entry=entry, way="desk", at=NOW
    )
    for electorate in ("delegates", "all_delegates"):
        ballot = open_in(hall, chair, electorate=electorate)
        assert set(ballot.electors.values_list("entry", flat=True)) == {e.pk for e in hall.entries}
    assert [f.code for f in checks.only_full(["full", "observer"])] == ["C-15"]


def test_who_may_vote_is_fixed_when_the_ballot_opens(chair, school):
    hall = make_hall(school, 2, n=3)
    ballot = open_in(hall, chair)
    late = hall.session.roll.exclude(pk__in=[e.pk for e in hall.entries]).get()
    hall.sitting.presences.create(
        union=school, sitting=hall.sitting, entry=late, way="desk", at=NOW
    )
    assert (ballot.n, ballot.present, ballot.electors.count()) == (3, 2, 2)


def test_all_delegates_and_all_members_vote_where_the_draft_says_so(chair, school):
    hall = make_hall(school, 2, n=3)
    everybody = open_in(hall, chair, electorate="all_delegates")
    assert (everybody.n, everybody.present, everybody.electors.count()) == (3, 2, 3)
    make_member(school)
    poll = make_ballot(None, union=school, kind="poll", electorate="members")
    ballots.open_ballot(ballot=poll, by=chair, now=NOW)
    assert (poll.n, poll.electors.count()) == (4, 4)


def test_staff_interests_voted_on_openly_are_warned_of_and_the_warning_is_recorded_art_7(
    chair, school
):
    hall = make_hall(school, 3)
    item = make_agenda_item(hall.session, matter="staff_interest", treatment="adopt")
    ballot = make_ballot(hall.session, sitting=hall.sitting, agenda_item=item, method="open_ballot")
    with pytest.raises(NotClear) as refusal:
        ballots.open_ballot(ballot=ballot, by=chair, now=NOW)
    assert codes(refusal) == {"C-09"}
    ballots.open_ballot(ballot=ballot, by=chair, now=NOW, accepted=["C-09"])
    entry = AuditEntry.objects.get(verb="congress_ballot.open")
    assert [found["code"] for found in entry.accepted_findings] == ["C-09"]


@pytest.mark.parametrize(
    ("kind", "base", "electorate", "found"),
    [
        ("resolution", "all", "delegates", []),
        ("resolution", "present", "delegates", ["C-05b"]),
        ("election", "valid", "all_delegates", ["C-05b"]),
        ("poll", "valid", "delegates", []),
        ("resolution", "valid", "members", []),
    ],
)
def test_another_base_than_all_full_delegates_is_warned_of_art_21(
    school, kind, base, electorate, found
):
    rule = Rules.in_force(union=school, on=NOW.date()).adoption
    said = checks.base(kind=kind, base=base, electorate=electorate, rule=rule)
    assert [finding.code for finding in said] == found


# --- drafting -----------------------------------------------------------------------------


def test_a_draft_is_changed_and_removed_until_it_opens(chair, school):
    hall = make_hall(school, 3)
    ballot = ballots.draft_ballot(session=hall.session, by=chair, **DRAFT, sitting=hall.sitting)
    assert [item.title for item in ballot.items.all()] == ["绩效工资分配办法"]
    ballots.change_ballot(ballot=ballot, by=chair, items=["甲办法", "乙办法"], **DRAFT)
    assert [item.title for item in ballot.items.all()] == ["甲办法", "乙办法"]
    other = ballots.draft_ballot(session=hall.session, by=chair, **DRAFT)
    assert (ballot.position, other.position) == (1, 2)
    ballots.remove_ballot(ballot=other, by=chair)
    assert list(Ballot.objects.all()) == [ballot]
    ballots.open_ballot(ballot=ballot, by=chair, now=NOW)
    for act in (ballots.change_ballot, ballots.remove_ballot):
        with pytest.raises(ValidationError, match="已经开始"):
            act(ballot=ballot, by=chair, **(DRAFT if act == ballots.change_ballot else {}))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"items": ["甲", "甲"]}, "写了不止一次"),
        ({"kind": "election"}, "应选名额"),
        ({"method": "show_of_hands"}, "举手和鼓掌由现场清点"),
        ({"scale": [["yes", "是"], ["no", "否"]]}, "须有“同意”"),
    ],
)
def test_a_draft_that_could_not_be_voted_on_is_refused(chair, school, changes, sentence):
    session = make_session(make_term(school))
    with pytest.raises(ValidationError, match=sentence):
        ballots.draft_ballot(session=session, by=chair, **{**DRAFT, **changes})


def test_a_sitting_of_another_session_is_refused(chair, school):
    term = make_term(school)
    elsewhere = make_sitting(make_session(term, 2))
    with pytest.raises(ValidationError, match="不属于本次会议"):
        ballots.draft_ballot(session=make_session(term), by=chair, sitting=elsewhere, **DRAFT)


ACTS = {
    "open": lambda ballot, seat: ballots.open_ballot(ballot=ballot, by=seat, now=NOW),
    "close": lambda ballot, seat: ballots.close_ballot(
        ballot=ballot, by=seat, now=NOW, accepted=FEW
    ),
    "void": lambda ballot, seat: voiding.void_ballot(ballot=ballot, by=seat, note="重投"),
    "change": lambda ballot, seat: ballots.change_ballot(ballot=ballot, by=seat, **DRAFT),
    "remove": lambda ballot, seat: ballots.remove_ballot(ballot=ballot, by=seat),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "who", ["officer", "auditor", "leader", "teacher", "stranger", "district_staff"]
)
def test_only_the_chair_of_the_union_runs_ballots(request, school, chair, who, act):
    hall = make_hall(school, 3)
    if act in ("close", "void"):
        ballot = open_in(hall, chair)
    else:
        ballot = make_ballot(hall.session, sitting=hall.sitting)
    seat = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        ACTS[act](ballot, seat)
    ACTS[act](ballot, chair)


# --- closing ------------------------------------------------------------------------------


@pytest.mark.parametrize(("votes_for", "is_adopted"), [(2, False), (3, True)])
def test_more_than_half_of_all_full_delegates_adopt_not_of_those_present_art_21(
    chair, school, votes_for, is_adopted
):
    """n = 4, three are there: two of three are not more than half of four."""
    hall = make_hall(school, 3, n=4)
    ballot = open_in(hall, chair)
    for number, seat in enumerate(hall.seats):
        code = "for" if number < votes_for else "against"
        casting.cast(ballot=ballot, by=seat, sheet=sheet_of(ballot, code))
    ballots.close_ballot(ballot=ballot, by=chair, now=NOW, accepted=FEW)
    ballot.refresh_from_db()
    result = ballot.result
    assert (result["needed"], result["is_adopted"], result["returned"]) == (3, is_adopted, 3)
    counts = {"for": votes_for, "against": 3 - votes_for, "abstain": 0}
    assert result["items"][0]["counts"] == counts


@pytest.mark.parametrize(
    ("splits", "entitled", "voted", "level"),
    [
        (True, 24, 1, "block"),
        (True, 24, 4, "block"),
        (True, 24, 5, "warn"),
        (True, 24, 15, "warn"),
        (True, 24, 16, None),
        (False, 24, 1, "warn"),
        (True, 5, 4, "block"),
        (True, 4, 1, "warn"),
        (True, 4, 4, None),
    ],
)
def test_c_13t_a_result_of_a_few_sheets_would_tell_who_marked_what(splits, entitled, voted, level):
    found = checks.turnout(
        splits=splits, entitled=entitled, voted=voted, least=5, share=Fraction(2, 3)
    )
    assert [finding.level for finding in found] == ([level] if level else [])


def test_c_13t_one_vote_of_six_is_not_published_whoever_accepts(chair, school):
    hall = make_hall(school, 6)
    ballot = open_in(hall, chair)
    casting.cast(ballot=ballot, by=hall.seats[0], sheet=sheet_of(ballot, "for"))
    with pytest.raises(NotClear, match="暴露个人选择"):
        ballots.close_ballot(ballot=ballot, by=chair, now=NOW, accepted=FEW)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.result) == ("open", {})


def test_closing_records_figures_and_nothing_of_anybody(chair, school):
    hall = make_hall(school, 3)
    ballot = open_in(hall, chair)
    before = AuditEntry.objects.count(), StepEvent.objects.count()
    casting.cast(ballot=ballot, by=hall.seats[0], sheet=sheet_of(ballot, "for"))
    assert (AuditEntry.objects.count(), StepEvent.objects.count()) == before
    ballots.close_ballot(ballot=ballot, by=chair, now=NOW, accepted=FEW)
    entry = AuditEntry.objects.get(verb="congress_ballot.close")
    assert (entry.seat, entry.note) == (chair, "应投 3 人，已投 1 人")
    assert [found["code"] for found in entry.accepted_findings] == ["C-13t"]
    with pytest.raises(ValidationError, match="已公布结果"):
        ballots.close_ballot(ballot=ballot, by=chair, now=NOW, accepted=FEW)


def test_an_urn_with_another_number_of_sheets_than_voters_closes_nothing(chair, school):
    hall = make_hall(school, 3)
    ballot = open_in(hall, chair)
    casting.cast(ballot=ballot, by=hall.seats[0], sheet=sheet_of(ballot, "for"))
    other = ballot.electors.exclude(member__seat=hall.seats[0]).first()
    Turnout.objects.create(union=school, elector=other)
    with pytest.raises(ValidationError, match="两者不符"):
        ballots.close_ballot(ballot=ballot, by=chair, now=NOW, accepted=FEW)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.result) == ("open", {})


def test_a_void_ballot_needs_a_reason_and_its_sheets_are_gone(chair, school):
    hall = make_hall(school, 3)
    ballot = open_in(hall, chair)
    casting.cast(ballot=ballot, by=hall.seats[0], sheet=sheet_of(ballot, "for"))
    with pytest.raises(ValidationError, match="理由"):
        voiding.void_ballot(ballot=ballot, by=chair, note="  ")
    ballot.refresh_from_db()
    voiding.void_ballot(ballot=ballot, by=chair, note="票面有误")
    ballot.refresh_from_db()
    assert (ballot.state, ballot.urn.sheets) == ("void", "")


def test_a_ballot_that_is_repeated_leaves_no_sheet_in_its_urn(chair, school):
    hall = make_hall(school, 3)
    ballot = open_in(hall, chair)
    casting.cast(ballot=ballot, by=hall.seats[0], sheet=sheet_of(ballot, "for"))
    counts.repeat_ballot(ballot=ballot, by=chair, note="票面有误")
    ballot.refresh_from_db()
    assert (ballot.state, ballot.urn.sheets) == ("void", "")


@pytest.mark.parametrize("fields", [{}, {"kind": "election", "seats": 1}])
def test_all_members_do_not_decide_in_the_place_of_the_delegates_arts_19_21(chair, school, fields):
    hall = make_hall(school, 3)
    with pytest.raises(NotClear) as refusal:
        open_in(hall, chair, electorate="members", **fields)
    assert codes(refusal) == {"C-15m"}


def test_in_an_assembly_all_members_vote_at_a_sitting_with_the_quorum_art_19(chair, school):
    hall = make_hall(school, 1, n=3)
    type(hall.session.term).objects.update(form="assembly")
    ballot = make_ballot(hall.session, electorate="members")
    for sitting, found in ((None, {"C-04s"}), (hall.sitting, {"C-04"})):
        ballot.sitting = sitting
        ballot.save()
        with pytest.raises(NotClear) as refusal:
            ballots.open_ballot(ballot=ballot, by=chair, now=NOW)
        assert codes(refusal) == found
    late = hall.session.roll.exclude(pk=hall.entries[0].pk).first()
    sign_in(hall, late)
    ballots.open_ballot(ballot=ballot, by=chair, now=NOW)
    assert (ballot.state, ballot.electors.count()) == ("open", 3)


@pytest.mark.parametrize(("series", "found"), [("staff", {"C-05b"}), ("union", set())])
def test_order_32_is_held_against_its_own_congress_alone(chair, school, series, found):
    hall = make_hall(school, 3)
    type(hall.session.term).objects.update(series=series)
    ballot = make_ballot(hall.session, sitting=hall.sitting, base="present")
    ballot.refresh_from_db()
    assert {f.code for f in ballots.opening_findings(ballot, on=NOW.date())} == found


def test_the_norms_are_those_of_the_series_of_meetings(school):
    session = make_session(make_term(school, n=3, series="union"))
    ballot = make_ballot(session, state="open", opened_at=NOW, n=3, present=3)
    own = Rules.in_force(union=school, on=NOW.date(), series="union")
    assert counting.rules_for(ballot, NOW.date()) == own
    assert attendance.quorum_rule(make_sitting(session)) == own.quorum
    assert own != Rules.in_force(union=school, on=NOW.date())


@pytest.mark.parametrize("kind", ["appraisal", "poll"])
def test_appraisals_and_polls_are_drafted_as_secret_ballots_alone(chair, school, kind):
    session = make_session(make_term(school, n=3))
    given = {**DRAFT, "kind": kind, "method": "open_ballot"}
    with pytest.raises(ValidationError, match="无记名"):
        ballots.draft_ballot(session=session, by=chair, **given)
