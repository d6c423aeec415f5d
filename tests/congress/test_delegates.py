"""Acts on delegates: constituencies, elections, replacement, delegations, all staff at once."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from congress.actions import delegates as acts
from congress.actions import delegations, quotas, results
from congress.actions.makeup import Standing, term_findings
from congress.models import Constituency, Delegate, Delegation
from congress.models.delegates import Category, EndReason, Kind, Origin
from tests.congress.factories import make_delegate, make_roll, make_session, make_term
from tests.members.factories import make_group, make_member
from union_site.findings import NotClear
from union_site.models import AuditEntry

DAY = datetime.date(2026, 3, 6)


@pytest.fixture
def term(school):
    return make_term(school, n=10)


def constituency(term, name="语文组", **fields) -> Constituency:
    given = {"staff_count": 30, "seats": 2, "position": 1}
    row = Constituency(union=term.union, term=term, name=name, **{**given, **fields})
    row.full_clean()
    row.save()
    return row


def share_out(term, seat, total=3):
    return quotas.share_out_seats(term=term, total=total, by=seat, today=DAY)


def enter(row, seat, *members, **facts):
    given = {"elected_on": DAY, "method": "competitive", "voters": 25, "candidates": 3}
    elected = [
        {"member": one, "votes": 20, "category": Category.TEACHER, "is_leader": False}
        for one in members
    ]
    given = {**given, "elected": elected, **facts}
    return results.enter_result(constituency=row, by=seat, today=DAY, **given)


def end(delegate, seat, reason=EndReason.LEFT, **fields):
    given = {"ended_on": DAY, "end_reason": reason}
    return acts.end_delegate(delegate=delegate, by=seat, today=DAY, **{**given, **fields})


# --- who may ------------------------------------------------------------------------------


ACTS = {
    "lay": lambda s, t, d: quotas.lay_constituencies(term=t, by=s),
    "constituency": lambda s, t, d: quotas.add_constituency(
        term=t, by=s, name="英语组", staff_count=9, seats=1
    ),
    "seats": lambda s, t, d: share_out(t, s),
    "result": lambda s, t, d: enter(
        t.constituencies.get(), s, make_member(t.union), make_member(t.union)
    ),
    "add": lambda s, t, d: acts.add_delegate(
        term=t, by=s, today=DAY, member=make_member(t.union), since=DAY
    ),
    "change": lambda s, t, d: acts.change_delegate(delegate=d, by=s, today=DAY, post="组长"),
    "end": lambda s, t, d: end(d, s),
    "match": lambda s, t, d: acts.match_number(term=t, by=s),
    "delegation": lambda s, t, d: delegations.add_delegation(
        term=t, by=s, name="第一代表团", delegates=[d], head=d
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("chair", True),
        ("officer", False),
        ("teacher", False),
        ("leader", False),
        ("stranger", False),
        ("district_staff", False),
    ],
)
def test_only_the_chair_of_the_union_changes_delegates(request, term, school, act, who, may):
    constituency(term)
    make_group(school, "一年级组")
    make_member(school, group=make_group(school, "二年级组"))
    delegate, seat = make_delegate(term), request.getfixturevalue(who)
    before = AuditEntry.objects.count()
    if not may:
        with pytest.raises(PermissionDenied):
            ACTS[act](seat, term, delegate)
        return
    ACTS[act](seat, term, delegate)
    assert AuditEntry.objects.count() == before + 1


# --- constituencies -----------------------------------------------------------------------


def test_article_10_union_groups_become_constituencies_with_their_members_in_service(
    term, school, chair
):
    chinese, empty = make_group(school, "语文组", order=1), make_group(school, "空组", order=2)
    for _ in range(3):
        make_member(school, group=chinese)
    make_member(school, group=chinese, status="retained")
    make_member(school)
    quotas.lay_constituencies(term=term, by=chair)
    rows = term.constituencies.order_by("position").values_list("name", "staff_count")
    assert list(rows) == [("语文组", 3), (quotas.UNGROUPED, 1)]
    with pytest.raises(ValidationError, match="没有变化"):
        quotas.lay_constituencies(term=term, by=chair)
    make_member(school, group=empty)
    make_member(school, group=chinese)
    changed = quotas.lay_constituencies(term=term, by=chair)
    assert sorted((row.name, row.staff_count) for row in changed) == [("空组", 1), ("语文组", 4)]


def test_the_chosen_number_is_shared_out_and_is_the_number_of_the_term(term, chair):
    constituency(term, "语文组", staff_count=31, seats=0)
    constituency(term, "数学组", staff_count=20, seats=0, position=2)
    share_out(term, chair, 16)
    term.refresh_from_db()
    assert list(term.constituencies.order_by("position").values_list("seats", flat=True)) == [10, 6]
    assert term.full_delegates == 16


@pytest.mark.parametrize(
    ("fields", "total", "sentence"),
    [
        ({"staff_count": 0}, 3, "还没有选区"),
        ({"staff_count": 2}, 3, "不能多于各选区教职工总数 2 人"),
        ({"elected_on": DAY}, 3, "已登记选举结果"),
    ],
)
def test_seats_that_cannot_be_shared_out(term, chair, fields, total, sentence):
    constituency(term, **{"seats": 0, **fields})
    with pytest.raises(ValidationError, match=sentence):
        share_out(term, chair, total)


def test_a_constituency_goes_only_while_nobody_was_elected_there(term, chair):
    row = constituency(term)
    delegate = make_delegate(term, constituency=row)
    with pytest.raises(ValidationError, match="已有代表"):
        quotas.remove_constituency(constituency=row, by=chair)
    Delegate.objects.filter(pk=delegate.pk).delete()
    quotas.remove_constituency(constituency=row, by=chair)
    assert term.constituencies.count() == 0


# --- elections ----------------------------------------------------------------------------


def test_a_result_makes_the_delegates_of_a_constituency(term, school, chair):
    row, first, second = constituency(term), make_member(school), make_member(school)
    enter(row, chair, first, second)
    delegates = row.delegates.order_by("member")
    assert [(d.member, d.votes, d.kind, d.origin, d.since) for d in delegates] == [
        (first, 20, Kind.FULL, Origin.ELECTED, DAY),
        (second, 20, Kind.FULL, Origin.ELECTED, DAY),
    ]


def test_a_warning_of_an_election_is_accepted_and_recorded(term, school, chair):
    row, member = constituency(term, seats=1), make_member(school)
    with pytest.raises(NotClear) as refusal:
        enter(row, chair, member, voters=19)
    # 20 votes of 19 voters cannot be; that is no warning.
    assert [f.code for f in refusal.value.findings] == ["C-23", "C-13"]
    assert row.delegates.count() == 0
    enter(row, chair, member, voters=20, candidates=1, accepted=["C-25"])
    assert AuditEntry.objects.order_by("pk").last().accepted_findings[0]["code"] == "C-25"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"elected_on": DAY + datetime.timedelta(days=1)}, "不能晚于今天"),
        ({"voters": 31}, "不能多于选区教职工人数"),
    ],
)
def test_a_result_that_cannot_be(term, school, chair, facts, sentence):
    with pytest.raises(ValidationError, match=sentence):
        enter(constituency(term), chair, make_member(school), **facts)


def test_who_is_retained_is_not_elected(term, school, chair):
    retired = make_member(school, status="retained")
    with pytest.raises(ValidationError, match="不是在职会员"):
        enter(constituency(term), chair, retired)


def test_a_second_result_corrects_the_facts_and_adds_nobody(term, school, chair):
    row = constituency(term, seats=1)
    enter(row, chair, make_member(school))
    with pytest.raises(ValidationError, match="已登记当选代表"):
        enter(row, chair, make_member(school))
    enter(row, chair, voters=30)
    row.refresh_from_db()
    assert (row.voters, row.delegates.count()) == (30, 1)


# --- delegates ----------------------------------------------------------------------------


def add(term, seat, **written):
    return acts.add_delegate(term=term, by=seat, today=DAY, **{"since": DAY, **written})


@pytest.mark.parametrize(
    ("post_category", "category"),
    [("teacher", "teacher"), ("", "teacher"), ("manager", "teacher"), ("staff", "staff")],
)
def test_the_category_of_a_delegate_comes_from_the_roster(
    term, school, chair, post_category, category
):
    member = make_member(school, post_category=post_category)
    assert add(term, chair, member=member).category == category


def test_a_guest_may_stand_on_no_roster_and_has_nothing_a_delegate_has(term, chair):
    written = {"kind": Kind.INVITED, "name": "退休校长", "votes": 9, "category": "teacher"}
    guest = add(term, chair, **written, is_leader=True)
    assert (guest.name, guest.origin, guest.category, guest.votes, guest.is_leader) == (
        "退休校长",
        Origin.ASKED,
        "",
        None,
        False,
    )


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"kind": Kind.FULL, "name": "无名册者"}, "须从在册会员中选择"),
        ({"kind": Kind.OBSERVER, "name": ""}, "请选择会员，或填写姓名"),
        ({"kind": Kind.INVITED, "name": "客", "since": DAY + datetime.timedelta(1)}, "晚于今天"),
    ],
)
def test_a_delegate_who_cannot_be(term, chair, written, sentence):
    with pytest.raises(ValidationError, match=sentence):
        add(term, chair, **written)


def test_nobody_is_a_delegate_of_a_term_twice(term, chair):
    there = make_delegate(term)
    with pytest.raises(ValidationError, match="已是本届代表"):
        add(term, chair, member=there.member)


def test_article_12_who_left_is_ended_and_somebody_follows_in_the_place(term, school, chair):
    former = make_delegate(term)
    with pytest.raises(ValidationError, match="还没有终止"):
        add(term, chair, member=make_member(school), replaces=former)
    end(former, chair, EndReason.RETIRED)
    heir = add(term, chair, member=make_member(school), replaces=former, origin=Origin.BY_ELECTION)
    assert former.replaced_by == heir
    with pytest.raises(ValidationError):
        add(term, chair, member=make_member(school), replaces=former)
    with pytest.raises(ValidationError, match="已经终止"):
        end(former, chair)


@pytest.mark.parametrize(("votes", "is_enough"), [(15, False), (16, True)])
def test_article_12_a_recall_needs_more_than_half_of_all_staff_of_the_constituency(
    term, chair, votes, is_enough
):
    delegate = make_delegate(term, constituency=constituency(term, staff_count=30))
    given = {"reason": EndReason.RECALLED, "recall_votes": votes}
    if not is_enough:
        with pytest.raises(NotClear) as refusal:
            end(delegate, chair, **given)
        assert [f.code for f in refusal.value.findings] == ["C-26"]
        given["accepted"] = ["C-26"]
    end(delegate, chair, **given)
    delegate.refresh_from_db()
    assert (delegate.end_reason, delegate.recall_votes) == ("recalled", votes)


# --- the number of the term ---------------------------------------------------------------


def test_before_the_first_check_the_number_decided_stands_and_a_finding_says_so(term, chair):
    make_delegate(term)
    add(term, chair, member=make_member(term.union))
    term.refresh_from_db()
    assert term.full_delegates == 10
    found = term_findings(term, Standing.of(term, today=DAY))
    assert [f.sentence.partition("。")[0] for f in found if f.code == "C-19"] == [
        "本届登记的正式代表为 10 人，在任正式代表 2 人"
    ]
    acts.match_number(term=term, by=chair)
    assert term.full_delegates == 2


def test_after_the_first_check_the_number_follows_who_is_in_office(term, chair):
    entries = make_roll(make_session(term), 3)
    end(entries[0].delegate, chair)
    term.refresh_from_db()
    assert term.full_delegates == 2


# --- 教职工大会 ---------------------------------------------------------------------------


def test_article_15_of_an_assembly_every_member_in_service_is_a_full_delegate(school, chair):
    assembly = make_term(school, n=1, form="assembly")
    make_member(school, post_category="worker")
    make_member(school, status="retained")
    there = make_delegate(assembly)
    acts.fill_from_roster(term=assembly, by=chair, today=DAY)
    assert assembly.full_delegates == 2
    assert assembly.delegates.exclude(pk=there.pk).get().category == "worker"
    with pytest.raises(ValidationError, match="都已列入"):
        acts.fill_from_roster(term=assembly, by=chair, today=DAY)


def test_the_delegates_of_a_congress_are_elected_and_not_filled_in(term, chair):
    with pytest.raises(ValidationError, match="由选区选举产生"):
        acts.fill_from_roster(term=term, by=chair, today=DAY)


# --- delegations --------------------------------------------------------------------------


def keep(delegation, seat, people, head=None, deputies=()):
    return delegations.change_delegation(
        delegation=delegation, by=seat, delegates=people, head=head, deputies=deputies
    )


def test_a_delegation_has_one_head_and_a_new_one_takes_the_office_over(term, chair):
    one, two, three = (make_delegate(term) for _ in range(3))
    given = {"name": "第一代表团", "delegates": [one, two], "head": one, "deputies": [two]}
    made = delegations.add_delegation(term=term, by=chair, **given)
    keep(made, chair, [two, three], head=two)
    rows = term.delegates.order_by("pk").values_list("delegation", "role")
    assert list(rows) == [(None, ""), (made.pk, "head"), (made.pk, "")]


def test_who_heads_a_delegation_is_in_it(term, chair):
    one, two = make_delegate(term), make_delegate(term)
    made = Delegation.objects.create(union=term.union, term=term, name="第一代表团")
    with pytest.raises(ValidationError, match="须是本团代表"):
        keep(made, chair, [one], head=two)
    with pytest.raises(ValidationError, match="不能兼任"):
        keep(made, chair, [one], head=one, deputies=[one])


def test_whole_constituencies_move_and_offices_elsewhere_are_given_up(term, chair):
    row, rest = constituency(term), constituency(term, "数学组")
    old, new = (
        Delegation.objects.create(union=term.union, term=term, name=name) for name in "甲乙"
    )
    mover = make_delegate(term, constituency=row, delegation=old, role="head")
    stays = make_delegate(term, constituency=rest, delegation=old)
    assert delegations.assign_constituencies(term=term, by=chair, places={row: new}) == 1
    mover.refresh_from_db()
    stays.refresh_from_db()
    assert [(mover.delegation, mover.role), (stays.delegation, stays.role)] == [
        (new, ""),
        (old, ""),
    ]
    with pytest.raises(ValidationError, match="没有需要调整"):
        delegations.assign_constituencies(term=term, by=chair, places={row: new})
    with pytest.raises(ValidationError, match="还有代表"):
        delegations.remove_delegation(delegation=old, by=chair)


def test_article_15_a_congress_of_a_school_of_few_is_spoken_of(term, school):
    school.staff_count = 66
    found = term_findings(term, Standing.of(term, today=DAY))
    assert [(f.code, f.level.value) for f in found] == [("C-01", "warn")]
