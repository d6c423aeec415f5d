"""Acts of condolence and benefits: who may, what is refused, what the trail holds."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from members.models.codes import Status
from tests.members.factories import make_member
from tests.welfare.factories import EVENT, make_campaign, make_gift, make_reason, make_visit
from union_site.findings import NotClear
from union_site.models import AuditEntry, StepEvent
from welfare import actions
from welfare.models import Gift, Visit, VisitReason

TODAY = datetime.date(2024, 11, 21)
PAID = {
    "visited_on": datetime.date(2024, 11, 13),
    "form": "money",
    "amount": Decimal(500),
    "goods": "",
    "fund_source": "union",
    "place": "区人民医院",
    "visitors": "陈晓岚、何书敏",
}
GIVEN = {
    "given_on": datetime.date(2024, 11, 3),
    "goods": "生日蛋糕卡",
    "amount": Decimal("300.00"),
    "fund_source": "union",
}
ROUND = {
    "title": "2026年中秋慰问",
    "occasion": "mid_autumn",
    "starts_on": datetime.date(2026, 9, 20),
    "ends_on": datetime.date(2026, 9, 21),
    "fund_source": "union",
    "note": "",
}


def duty(union, member=None, **changes):
    return {
        "member": member or make_member(union),
        "reason": make_reason(union),
        "relation": "self",
        "event_on": EVENT,
        "details": "阑尾炎手术",
        **changes,
    }


def sentences(refusal) -> list[str]:
    return [finding.code for finding in refusal.value.findings]


ACTS = {
    "open a duty": lambda seat, union: actions.open_duty(by=seat, today=TODAY, **duty(union)),
    "change a duty": lambda seat, union: actions.change_duty(
        visit=make_visit(union), by=seat, **duty(union)
    ),
    "pay a visit": lambda seat, union: actions.pay_visit(
        visit=make_visit(union), by=seat, today=TODAY, **PAID
    ),
    "record a visit": lambda seat, union: actions.record_visit(
        by=seat, today=TODAY, **duty(union), **PAID
    ),
    "drop a visit": lambda seat, union: actions.drop_visit(
        visit=make_visit(union), by=seat, note="已出院"
    ),
    "read details": lambda seat, union: actions.read_details(visit=make_visit(union), by=seat),
    "open a round": lambda seat, union: actions.open_campaign(by=seat, **ROUND),
    "change a round": lambda seat, union: actions.change_campaign(
        campaign=make_campaign(union), by=seat, **ROUND
    ),
    "record a round": lambda seat, union: actions.record_round(
        campaign=make_campaign(union),
        members=[make_member(union)],
        reason=make_reason(union),
        by=seat,
        today=TODAY,
        **PAID,
    ),
    "give": lambda seat, union: actions.give(
        by=seat, today=TODAY, member=make_member(union), kind="birthday", year=2026, **GIVEN
    ),
    "give cards": lambda seat, union: actions.give_birthday_cards(
        members=[make_member(union)], year=2026, by=seat, today=TODAY, **GIVEN
    ),
    "take back": lambda seat, union: actions.take_back(gift=make_gift(union), by=seat),
    "adopt reasons": lambda seat, union: actions.adopt_common_reasons(by=seat),
    "add a reason": lambda seat, union: actions.add_reason(
        by=seat, name="搬家", position=9, is_obligatory=False, is_health=False, is_active=True
    ),
    "change a reason": lambda seat, union: actions.change_reason(
        reason=make_reason(union), by=seat, name="住院"
    ),
}
# These make a row of the actor's own union; a stranger does so at home.
OWN = {"open a round", "adopt reasons", "add a reason"}
# These name a foreign member: not forbidden, but not of one's own union.
POINTING = {"open a duty", "record a visit", "give", "give cards"}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["auditor", "leader", "handler", "teacher", "district_staff"])
def test_only_chair_and_officers_write_the_ledger(request, school, act, who):
    with pytest.raises(PermissionDenied):
        ACTS[act](request.getfixturevalue(who), school)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["chair", "officer"])
def test_chair_and_officers_may(request, school, act, who):
    ACTS[act](request.getfixturevalue(who), school)
    assert AuditEntry.objects.filter(union=school).exists()


@pytest.mark.parametrize("act", sorted(set(ACTS) - OWN))
def test_a_stranger_touches_nothing_of_this_school(school, stranger, act):
    with pytest.raises(ValidationError if act in POINTING else PermissionDenied):
        ACTS[act](stranger, school)
    # The row that the act was tried on is as it was.
    assert not Visit.objects.filter(state="visited").exists()


# --- duties and visits --------------------------------------------------------------------


def test_a_duty_is_due_by_the_norm_of_the_school(chair, school):
    visit = actions.open_duty(by=chair, today=EVENT, **duty(school))
    assert visit.due_on == EVENT + datetime.timedelta(days=5)
    early = actions.open_duty(by=chair, today=EVENT, due_on=EVENT, **duty(school))
    assert early.due_on == EVENT


def test_the_same_event_is_registered_once(chair, school):
    member = make_member(school)
    first = actions.open_duty(by=chair, today=TODAY, **duty(school, member))
    with pytest.raises(ValidationError, match="这件事已经登记过了"):
        actions.open_duty(by=chair, today=TODAY, **duty(school, member))
    actions.drop_visit(visit=first, by=chair, note="登记有误")
    actions.open_duty(by=chair, today=TODAY, **duty(school, member))


def test_a_duty_is_closed_by_the_visit(chair, school):
    visit = make_visit(school)
    actions.pay_visit(visit=visit, by=chair, today=TODAY, **PAID)
    visit.refresh_from_db()
    assert (visit.state, visit.amount, visit.visitors) == (
        "visited",
        Decimal(500),
        "陈晓岚、何书敏",
    )
    assert StepEvent.objects.of(visit).get().step == "pay"


def test_of_two_who_register_the_same_visit_one_is_told(chair, officer, school):
    visit = make_visit(school)
    slower = Visit.objects.get(pk=visit.pk)
    actions.pay_visit(visit=visit, by=chair, today=TODAY, **PAID)
    with pytest.raises(ValidationError, match="不能再“登记走访”"):
        actions.pay_visit(visit=slower, by=officer, today=TODAY, **PAID)


def test_w_13_a_late_visit_is_recorded_once_the_warning_is_accepted(chair, school):
    visit = make_visit(school)
    late = {**PAID, "visited_on": datetime.date(2024, 11, 20)}
    with pytest.raises(NotClear) as refusal:
        actions.pay_visit(visit=visit, by=chair, today=TODAY, **late)
    assert sentences(refusal) == ["W-13"]
    actions.pay_visit(visit=visit, by=chair, today=TODAY, accepted=["W-13"], **late)
    entry = AuditEntry.objects.get(verb="visit.pay")
    assert [finding["code"] for finding in entry.accepted_findings] == ["W-13"]


def test_a_visit_that_is_no_obligation_is_never_late(chair, school):
    make_reason(school, "节日慰问", is_obligatory=False)
    visit = make_visit(school, reason="节日慰问")
    late = {**PAID, "visited_on": datetime.date(2024, 11, 20)}
    assert actions.pay_visit(visit=visit, by=chair, today=TODAY, **late).state == "visited"


def test_an_amount_says_where_it_comes_from(chair, school):
    with pytest.raises(ValidationError, match="经费来源"):
        actions.pay_visit(
            visit=make_visit(school), by=chair, today=TODAY, **{**PAID, "fund_source": ""}
        )


def test_a_visit_entered_by_mistake_is_void_and_no_longer_counts(chair, school):
    visit = make_visit(school, visited_on=datetime.date(2024, 11, 12))
    actions.drop_visit(visit=visit, by=chair, note="重复登记")
    visit.refresh_from_db()
    assert (visit.state, visit.visited_on) == ("dropped", None)
    with pytest.raises(ValidationError):
        actions.drop_visit(visit=visit, by=chair, note="再来一次")


def test_dropping_asks_for_a_reason(chair, school):
    with pytest.raises(ValidationError, match="需要写明理由"):
        actions.drop_visit(visit=make_visit(school), by=chair, note=" ")


# --- what is sensitive --------------------------------------------------------------------


def test_the_database_never_sees_the_details(chair, school):
    visit = actions.open_duty(by=chair, today=TODAY, **duty(school))
    with connection.cursor() as cursor:
        cursor.execute("SELECT details FROM welfare_visit WHERE id = %s", [visit.pk])
        stored = cursor.fetchone()[0]
    assert len(stored) > 40
    assert "阑尾炎" not in stored
    assert Visit.objects.get().details == "阑尾炎手术"


def test_neither_trail_nor_timeline_names_the_reason(chair, school):
    visit = actions.open_duty(by=chair, today=TODAY, **duty(school))
    actions.pay_visit(visit=visit, by=chair, today=TODAY, **PAID)
    told = [entry.object_label + entry.note for entry in AuditEntry.objects.all()]
    told += [event.label + event.note for event in StepEvent.objects.all()]
    assert len(told) == 3
    assert [text for text in told if "住院" in text or "阑尾炎" in text] == []


def test_reading_the_details_is_recorded(chair, school):
    visit = make_visit(school, details="阑尾炎手术")
    assert actions.read_details(visit=visit, by=chair) == "阑尾炎手术"
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.seat, entry.object_id) == (
        "visit.read_details",
        chair,
        str(visit.pk),
    )


def test_correcting_the_rest_leaves_the_details_as_they_were(chair, school):
    visit = make_visit(school, details="阑尾炎手术")
    actions.change_duty(visit=visit, by=chair, relation="parent", details="")
    visit.refresh_from_db()
    assert (visit.relation, visit.details) == ("parent", "阑尾炎手术")


# --- rounds -------------------------------------------------------------------------------


def test_a_round_comes_to_each_member_once(chair, school):
    campaign, members = make_campaign(school), [make_member(school, n) for n in ("周敏", "吴越")]
    given = {"campaign": campaign, "reason": make_reason(school), "by": chair, "today": TODAY}
    made = actions.record_round(members=members, **given, **PAID)
    assert [visit.member for visit in made] == members
    assert {visit.campaign for visit in made} == {campaign}
    with pytest.raises(NotClear) as refusal:
        actions.record_round(members=members[:1], **given, **PAID)
    assert sentences(refusal) == ["V-04"]
    assert "周敏已登记在这一批慰问中" in str(refusal.value)


def test_a_round_names_all_of_whom_it_warns(chair, school):
    retired = [make_member(school, name, status=Status.RETAINED) for name in ("何守正", "罗春梅")]
    given = {"campaign": make_campaign(school), "reason": make_reason(school), "by": chair}
    with pytest.raises(NotClear) as refusal:
        actions.record_round(members=retired, today=TODAY, **given, **PAID)
    assert sentences(refusal) == ["W-11"]
    assert "何守正（保留会籍）、罗春梅（保留会籍）" in str(refusal.value)
    actions.record_round(members=retired, today=TODAY, accepted=["W-11"], **given, **PAID)
    assert Visit.objects.visited().count() == 2


def test_w_02_a_round_for_no_public_holiday_is_questioned(chair):
    with pytest.raises(NotClear) as refusal:
        actions.open_campaign(by=chair, **{**ROUND, "occasion": "other"})
    assert sentences(refusal) == ["W-02"]


def test_a_round_of_a_time_without_rules_gets_a_sentence(chair):
    long_ago = datetime.date(1999, 9, 20)
    with pytest.raises(ValidationError, match="1999年9月20日没有可用的标准"):
        actions.open_campaign(by=chair, **{**ROUND, "starts_on": long_ago})


# --- gifts --------------------------------------------------------------------------------


def test_w_04_the_database_refuses_a_second_birthday_gift_of_the_year(school):
    gift = make_gift(school)
    again = Gift(
        union=school,
        member=gift.member,
        kind="birthday",
        year=gift.year,
        given_on=gift.given_on,
        goods="生日蛋糕卡",
        amount=300,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    again.year += 1
    again.save()


def test_w_04_the_act_says_so_in_words(chair, school):
    gift = make_gift(school)
    with pytest.raises(ValidationError, match="本年度的生日慰问已经发放"):
        actions.give(by=chair, today=TODAY, member=gift.member, kind="birthday", year=2026, **GIVEN)


def test_w_06_a_keepsake_on_retirement_is_given_once_ever(chair, school):
    member = make_member(school)
    given = {"by": chair, "today": TODAY, "member": member, "kind": "retirement"}
    actions.give(year=2025, **given, **GIVEN)
    with pytest.raises(ValidationError, match="退休纪念品已经发放"):
        actions.give(year=2026, **given, **GIVEN)


def test_nobody_gets_a_card_when_one_of_them_has_had_it(chair, school):
    gift, other = make_gift(school), make_member(school)
    with pytest.raises(NotClear) as refusal:
        actions.give_birthday_cards(
            members=[other, gift.member], year=2026, by=chair, today=TODAY, **GIVEN
        )
    assert sentences(refusal) == ["W-04"]
    assert Gift.objects.count() == 1


def test_another_amount_than_the_norms_is_accepted_by_name(chair, school):
    given = {"members": [make_member(school)], "year": 2026, "by": chair, "today": TODAY}
    more = {**GIVEN, "amount": Decimal(350)}
    with pytest.raises(NotClear) as refusal:
        actions.give_birthday_cards(**given, **more)
    assert sentences(refusal) == ["W-04a"]
    made = actions.give_birthday_cards(accepted=["W-04a"], **given, **more)
    assert [gift.amount for gift in made] == [Decimal(350)]


# --- reasons ------------------------------------------------------------------------------


def test_adopting_the_common_reasons_twice_changes_nothing(chair):
    assert actions.adopt_common_reasons(by=chair) == 7
    assert actions.adopt_common_reasons(by=chair) == 0
    assert VisitReason.objects.filter(is_obligatory=True).count() == 5


def test_a_reason_without_a_place_goes_to_the_end(chair):
    actions.adopt_common_reasons(by=chair)
    reason = actions.add_reason(
        by=chair, name="搬家", position=None, is_obligatory=False, is_health=False, is_active=True
    )
    assert reason.position == 8
