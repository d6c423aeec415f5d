"""Selections: nominating, consent, quota, public notice, report, result."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from members.actions import selections as actions
from members.models import Award, Nominee, Selection
from tests.members.factories import make_member, make_nominee, make_selection, make_title
from union_site.findings import NotClear
from union_site.models import Norm

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
