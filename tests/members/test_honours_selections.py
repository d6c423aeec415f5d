"""Selections: nominating, consent, quota, public notice, report, result."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from members.actions import selections as actions
from members.checks import selections as checks
from members.models import Award, Nominee, Selection
from members.workflow.selections import SELECTION
from tests.members.factories import make_member, make_nominee, make_selection, make_title
from union_site.findings import NotClear
from union_site.models import AuditEntry, Norm
from union_site.norms import norm

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 16)  # a Monday
NOTICE = {
    "notice_from": datetime.date(2026, 11, 16),
    "notice_until": datetime.date(2026, 11, 20),
    "notice_place": "校务公开栏",
}
REPORT = {"reported_on": TODAY, "reported_to": "区教育工会", "objections": "未收到异议"}
RESULT = {"result_on": TODAY, "issuer": "区教育工会", "level_label": "区级"}


def told(refusal) -> list[str]:
    return [finding.code for finding in refusal.value.findings]


@pytest.fixture
def people(school):
    return [make_member(school, name) for name in ("李强", "赵磊", "孙悦")]


@pytest.fixture
def opened(school):
    return make_selection(school)


def steps_of(selection, seat):
    return [step.name for step in SELECTION.open_to(selection, seat)]


# --- rules --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreed", "expected", "passes"),
    [
        (80, 100, True),
        (79, 100, False),
        (47, 58, True),
        (46, 58, False),
        (0, 1, False),
        (1, 1, True),
    ],
)
def test_consent_is_eighty_of_a_hundred_of_all_who_were_to_vote(agreed, expected, passes):
    """常教工〔2014〕22号."""
    assert checks.has_consent(agreed, expected, 80) is passes


@given(st.integers(1, 5000), st.integers(0, 5000), st.integers(1, 100))
def test_consent_never_rounds_in_anybodys_favour(expected, agreed, percent):
    share = Fraction(agreed, expected)
    assert checks.has_consent(agreed, expected, percent) is (share >= Fraction(percent, 100))


@pytest.mark.parametrize(
    ("counted", "wrong"),
    [
        ((58, 56, 50), 0),
        ((58, 58, 58), 0),
        ((58, 59, 50), 1),
        ((58, 56, 57), 1),
        ((0, 0, 0), 1),
        ((10, 12, 13), 2),
    ],
)
def test_there_are_no_more_ballots_than_voters_nor_votes_than_ballots(counted, wrong):
    assert len(checks.votes(checks.Votes("李强", *counted))) == wrong


@pytest.mark.parametrize(
    ("chosen", "allowed", "codes"), [(0, 1, ["S-03"]), (1, 1, []), (2, 2, []), (3, 2, ["S-03"])]
)
def test_nobody_is_put_forward_beyond_the_quota(chosen, allowed, codes):
    assert [finding.code for finding in checks.quota(chosen, allowed=allowed)] == codes


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        ("2026-11-16", "2026-11-20", []),  # Monday to Friday
        ("2026-11-16", "2026-11-19", ["S-05"]),
        ("2026-11-18", "2026-11-23", ["S-05"]),  # a weekend within: four working days
        ("2026-11-18", "2026-11-24", []),
        ("2026-09-30", "2026-10-06", ["S-05"]),  # the National Day week
        ("2026-11-20", "2026-11-16", ["S-05"]),
    ],
)
def test_a_public_notice_lasts_five_working_days(first, last, codes, school):
    days = [datetime.date.fromisoformat(day) for day in (first, last)]
    rule = norm(actions.NOTICE, union=school, on=TODAY)
    assert [f.code for f in checks.notice_period(*days, rule=rule)] == codes


@given(st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 11, 1)), st.integers(1, 15))
def test_the_earliest_end_of_a_notice_is_the_first_that_is_long_enough(first, days):
    last = checks.earliest_end(first, days)
    between = checks.working_days_between
    assert between(first - checks.DAY, last) == days
    assert last == first or between(first - checks.DAY, last - checks.DAY) < days


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("工作 踏实\n认真。", 7), ("　", 0), ("a b", 2)]
)
def test_deeds_are_counted_without_white_space(text, length):
    """docs/decisions/0005."""
    assert checks.characters(text) == length


# --- nominating ---------------------------------------------------------------------------


def test_opening_takes_the_length_of_deeds_from_the_norm(officer, school):
    given = {"year": 2026, "quota": 1, "opens_on": TODAY, "closes_on": TODAY}
    made = actions.open_selection(by=officer, today=TODAY, honour_title=make_title(school), **given)
    assert (made.deeds_limit, made.state) == (600, "nominating")


def test_an_honour_is_selected_for_once_a_year_unless_called_off(officer, opened):
    given = {"year": 2026, "quota": 1, "opens_on": TODAY, "closes_on": TODAY}
    given |= {"by": officer, "today": TODAY, "honour_title": opened.honour_title}
    with pytest.raises(ValidationError, match="本年度已有评选推荐"):
        actions.open_selection(**given)
    actions.cancel(selection=opened, by=officer, note="上级取消")
    actions.open_selection(**given)


@pytest.mark.parametrize(("length", "codes"), [(600, []), (601, ["S-01"]), (0, ["S-01"])])
def test_deeds_have_at_most_six_hundred_characters(length, codes, officer, opened, people):
    """常教工〔2014〕22号."""
    given = {"member": people[0], "recommended_by": "语文组", "deeds": "实 " * length}
    act = {"selection": opened, "by": officer, "today": TODAY, **given}
    if codes:
        with pytest.raises(NotClear) as refusal:
            actions.nominate(**act)
        assert told(refusal) == codes
    else:
        assert actions.nominate(**act).state == "nominated"


def test_the_same_member_is_put_up_once_and_again_after_a_withdrawal(officer, opened, people):
    given = {"member": people[0], "recommended_by": "语文组", "deeds": "踏实"}
    act = {"selection": opened, "by": officer, "today": TODAY, **given}
    nominee = actions.nominate(**act)
    with pytest.raises(ValidationError, match="已在推荐名单中"):
        actions.nominate(**act)
    actions.withdraw_nominee(nominee=nominee, by=officer, note="本人意愿")
    actions.nominate(**act)


def test_of_two_who_correct_the_deeds_at_once_the_second_is_told(officer, chair, opened, people):
    nominee = make_nominee(opened, people[0])
    same = Nominee.objects.get(pk=nominee.pk)
    given = {"revision": 1, "today": TODAY, "recommended_by": "语文组"}
    actions.change_nominee(nominee=nominee, by=officer, deeds="踏实", **given)
    with pytest.raises(ValidationError, match="别人修改了这名推荐对象"):
        actions.change_nominee(nominee=same, by=chair, deeds="认真", **given)
    assert Nominee.objects.get().deeds == "踏实"


def test_a_team_is_put_up_by_its_name(officer, school):
    title = make_title(school, "工人先锋号", "team")
    nominee = make_nominee(make_selection(school, honour_title=title), "英语教研组")
    assert (nominee.shown, nominee.selection.is_of_persons) == ("英语教研组", False)


# --- the whole way ------------------------------------------------------------------------


@pytest.fixture
def appraised(school, people):
    selection = make_selection(school, state="appraising", quota=1)
    for member, votes in zip(people, ((58, 56, 50), (58, 56, 48), (58, 56, 46)), strict=True):
        make_nominee(selection, member, votes)
    return selection


def nominees(selection):
    return list(selection.nominees.order_by("pk"))


def test_a_selection_goes_its_way_and_ends_in_an_honour(officer, opened, people, school):
    for member in people[:2]:
        given = {"member": member, "recommended_by": "语文组", "deeds": "踏实"}
        actions.nominate(selection=opened, by=officer, today=TODAY, **given)
    first, second = nominees(opened)
    actions.begin_appraisal(selection=opened, by=officer)
    counted = {first.pk: (58, 56, 50), second.pk: (58, 56, 30)}
    given = {"by": officer, "today": TODAY}
    actions.count_votes(selection=opened, counted=counted, appraised_on=TODAY, **given)
    actions.publish(selection=opened, chosen=[first], **given, **NOTICE)
    later = datetime.date(2026, 11, 23)
    given["today"] = later
    actions.report(selection=opened, **given, **REPORT | {"reported_on": later})
    result = RESULT | {"result_on": later}
    done = actions.conclude(selection=opened, winners=[first], **given, **result)
    assert (done.state, [n.state for n in nominees(opened)]) == (
        "concluded",
        ["awarded", "passed_over"],
    )
    award = Award.objects.get()
    assert (award.title, award.kind, award.level_rank, award.selection_id) == (
        "优秀工会积极分子",
        "honour",
        4,
        opened.pk,
    )
    assert [holder.member for holder in award.holders.all()] == people[:1]


@pytest.mark.parametrize(
    ("picked", "codes"),
    [
        ([0], []),
        ([1], []),
        ([2], ["S-04"]),
        ([0, 1], ["S-03"]),
        ([0, 2], ["S-03", "S-04"]),
        ([], ["S-03"]),
    ],
)
def test_quota_and_consent_stand_before_the_notice(picked, codes, appraised, officer):
    """常教工〔2014〕22号: eighty of a hundred agree; the places are counted."""
    chosen = [nominees(appraised)[place] for place in picked]
    act = {"selection": appraised, "chosen": chosen, "by": officer, "today": TODAY, **NOTICE}
    if not codes:
        assert actions.publish(**act).state == "noticed"
        return
    with pytest.raises(NotClear) as refusal:
        actions.publish(**act)
    assert told(refusal) == codes
    assert [n.state for n in nominees(appraised)] == ["nominated"] * 3
    if "S-04" in codes:
        assert "常教工〔2014〕22号" in " ".join(refusal.value.messages)


def test_a_school_may_set_another_share(appraised, officer, school):
    Norm.objects.create(
        key=actions.CONSENT,
        label="x",
        value=90,
        unit="%",
        scope="school",
        union=school,
        valid_from=datetime.date(2026, 1, 1),
        document="校工会〔2026〕1号",
    )
    chosen = nominees(appraised)[:1]
    with pytest.raises(NotClear, match="校工会〔2026〕1号"):
        actions.publish(selection=appraised, chosen=chosen, by=officer, today=TODAY, **NOTICE)


def test_who_was_not_voted_on_is_not_put_forward(officer, school, people):
    selection = make_selection(school, state="appraising")
    nominee = make_nominee(selection, people[0])
    with pytest.raises(NotClear, match="还没有登记民主测评结果"):
        actions.publish(selection=selection, chosen=[nominee], by=officer, today=TODAY, **NOTICE)


def test_more_ballots_than_voters_are_refused_and_nothing_is_kept(appraised, officer):
    first = nominees(appraised)[0]
    with pytest.raises(NotClear, match="多于应参加的 58 人"):
        actions.count_votes(
            selection=appraised,
            counted={first.pk: (58, 60, 50)},
            appraised_on=TODAY,
            by=officer,
            today=TODAY,
        )
    first.refresh_from_db()
    assert first.votes_returned == 56


@pytest.mark.parametrize(("day", "is_over"), [(6, False), (7, True)])
def test_nothing_goes_up_before_the_notice_has_ended(day, is_over, officer, school, people):
    selection = make_selection(school, state="noticed")  # until 6 November
    make_nominee(selection, people[0], (58, 56, 50), state="chosen")
    on = datetime.date(2026, 11, day)
    act = {"selection": selection, "by": officer, "today": on, **REPORT | {"reported_on": on}}
    if is_over:
        assert actions.report(**act).state == "reported"
    else:
        with pytest.raises(NotClear, match="期满后才能上报"):
            actions.report(**act)


def test_an_objection_may_take_somebody_out_of_the_notice(officer, school, people):
    selection = make_selection(school, state="noticed")
    nominee = make_nominee(selection, people[0], (58, 56, 50), state="chosen")
    actions.withdraw_nominee(nominee=nominee, by=officer, note="异议属实")
    with pytest.raises(NotClear) as refusal:
        actions.report(selection=selection, by=officer, today=TODAY, **REPORT)
    assert told(refusal) == ["S-03"]
    actions.retract(selection=selection, by=officer, note="重新推荐")
    assert Selection.objects.get().state == "appraising"


def test_retracting_lets_everybody_stand_again(appraised, officer):
    act = {"by": officer, "today": TODAY}
    actions.publish(selection=appraised, chosen=nominees(appraised)[:1], **act, **NOTICE)
    actions.retract(selection=appraised, by=officer, note="重新推荐")
    assert {n.state for n in nominees(appraised)} == {"nominated"}
    found = Selection.objects.get()
    assert (found.notice_from, found.notice_until) == (None, None)


def test_only_who_was_put_forward_can_have_won(officer, school, people):
    selection = make_selection(school, state="reported")
    make_nominee(selection, people[0], (58, 56, 50), state="chosen")
    other = make_nominee(selection, people[1], (58, 56, 49), state="passed_over")
    with pytest.raises(NotClear, match="只能是已推荐上报"):
        actions.conclude(selection=selection, winners=[other], by=officer, today=TODAY, **RESULT)
    assert Award.objects.count() == 0


def test_where_nobody_has_won_no_honour_is_entered(officer, school, people):
    selection = make_selection(school, state="reported")
    nominee = make_nominee(selection, people[0], (58, 56, 50), state="chosen")
    actions.conclude(selection=selection, winners=[], by=officer, today=TODAY, **RESULT)
    nominee.refresh_from_db()
    assert (Award.objects.count(), nominee.state) == (0, "not_awarded")


@pytest.mark.parametrize(
    ("name", "subject", "given_to", "recipient"),
    [("工人先锋号", "team", "team", "英语教研组"), ("模范职工之家", "unit", "unit", "本校工会")],
)
def test_a_team_or_a_unit_gets_its_honour_too(name, subject, given_to, recipient, officer, school):
    selection = make_selection(
        school, state="reported", honour_title=make_title(school, name, subject)
    )
    nominee = make_nominee(selection, recipient, (58, 56, 50), state="chosen")
    actions.conclude(selection=selection, winners=[nominee], by=officer, today=TODAY, **RESULT)
    award = Award.objects.get()
    assert (award.subject, award.recipient, award.holders.count()) == (given_to, recipient, 0)


# --- states and seats ---------------------------------------------------------------------

STEPS = {
    "nominating": ["appraise", "cancel"],
    "appraising": ["reopen", "publish", "cancel"],
    "noticed": ["retract", "report", "cancel"],
    "reported": ["conclude", "cancel"],
    "concluded": [],
    "cancelled": [],
}


@pytest.mark.parametrize(
    "who",
    ["chair", "officer", "auditor", "leader", "handler", "teacher", "stranger", "district_staff"],
)
@pytest.mark.parametrize("state", STEPS)
def test_which_steps_are_open_to_whom(state, who, school, request):
    selection = make_selection(school, state=state)
    expected = STEPS[state] if who in ("chair", "officer") else []
    assert steps_of(selection, request.getfixturevalue(who)) == expected


def acts(selection, nominee, seat):
    given = {"selection": selection, "by": seat, "today": TODAY}
    return {
        "appraise": lambda: actions.begin_appraisal(selection=selection, by=seat),
        "reopen": lambda: actions.reopen_nominations(selection=selection, by=seat),
        "publish": lambda: actions.publish(chosen=[nominee], **given, **NOTICE),
        "retract": lambda: actions.retract(selection=selection, by=seat, note="x"),
        "report": lambda: actions.report(**given, **REPORT),
        "conclude": lambda: actions.conclude(winners=[nominee], **given, **RESULT),
        "cancel": lambda: actions.cancel(selection=selection, by=seat, note="x"),
    }


EVERY_STEP = sorted({step for steps in STEPS.values() for step in steps})
OTHERS = ("auditor", "leader", "handler", "teacher", "stranger", "district_staff")
STANDING = {"noticed": "chosen", "reported": "chosen", "concluded": "awarded"}


def staged(school, member, state):
    selection = make_selection(school, state=state)
    standing = STANDING.get(state, "nominated")
    return selection, make_nominee(selection, member, (58, 56, 50), state=standing)


@pytest.mark.parametrize(
    "step", ["appraise", "reopen", "publish", "retract", "report", "conclude", "cancel"]
)
@pytest.mark.parametrize("state", STEPS)
def test_each_step_is_taken_from_its_states_alone(state, step, school, officer, people):
    selection, nominee = staged(school, people[0], state)
    act = acts(selection, nominee, officer)[step]
    if step in STEPS[state]:
        act()
        assert Selection.objects.get().state != state
        return
    with pytest.raises(ValidationError):
        act()
    assert Selection.objects.get().state == state


@pytest.mark.parametrize("step", ["publish", "report", "conclude"])
def test_of_two_at_once_one_takes_the_step(step, school, officer, chair, people):
    state = {"publish": "appraising", "report": "noticed", "conclude": "reported"}[step]
    selection, nominee = staged(school, people[0], state)
    same = Selection.objects.select_related("honour_title", "union").get(pk=selection.pk)
    other = Nominee.objects.get(pk=nominee.pk)
    acts(selection, nominee, officer)[step]()
    with pytest.raises(ValidationError, match="可能有人刚刚办理过"):
        acts(same, other, chair)[step]()
    assert Award.objects.count() == (1 if step == "conclude" else 0)


@pytest.mark.parametrize(
    "who", ["auditor", "leader", "handler", "teacher", "stranger", "district_staff"]
)
@pytest.mark.parametrize("state", ["nominating", "appraising", "noticed", "reported"])
def test_others_take_no_step(state, who, school, people, request):
    selection, nominee = staged(school, people[0], state)
    seat = request.getfixturevalue(who)
    for step in STEPS[state]:
        with pytest.raises(PermissionDenied):
            acts(selection, nominee, seat)[step]()
    for act in (
        lambda: actions.nominate(selection=selection, by=seat, today=TODAY, member=people[1]),
        lambda: actions.withdraw_nominee(nominee=nominee, by=seat, note="x"),
        lambda: actions.change_selection(selection=selection, by=seat, quota=9),
        lambda: actions.count_votes(
            selection=selection, counted={}, appraised_on=TODAY, by=seat, today=TODAY
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "to_members"),
    [
        ("nominating", False),
        ("appraising", False),
        ("noticed", True),
        ("reported", True),
        ("concluded", True),
        ("cancelled", False),
    ],
)
def test_members_see_a_selection_from_its_public_notice_on(
    state, to_members, school, teacher, officer, auditor, people, stranger
):
    selection, chosen = staged(school, people[0], state)
    make_nominee(selection, people[1], (58, 56, 40), state="passed_over")
    seen = lambda model, seat: model.objects.visible_to(seat).count()  # noqa: E731
    assert seen(Selection, teacher) == to_members
    assert list(Nominee.objects.visible_to(teacher)) == ([chosen] if to_members else [])
    assert (seen(Nominee, officer), seen(Nominee, auditor), seen(Nominee, stranger)) == (2, 2, 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"votes_expected": 5},
        {"votes_expected": 5, "votes_returned": 6, "votes_for": 1},
        {"votes_expected": 5, "votes_returned": 4, "votes_for": 5},
        {"votes_expected": 0, "votes_returned": 0, "votes_for": 0},
        {"state": "lost"},
        {"member": None},
    ],
)
def test_the_table_itself_refuses_votes_that_cannot_be(fields, opened, people):
    nominee = make_nominee(opened, people[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Nominee.objects.filter(pk=nominee.pk).update(**fields)
