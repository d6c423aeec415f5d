"""Acts on bodies and terms: who may, renewal, postponement."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from members.actions import organisation as actions
from members.actions import posts as post_actions
from members.models import BodyTerm, Member, Post
from tests.members.elections import codes, result, written
from tests.members.factories import make_body, make_member, make_post, make_term
from union_site.findings import NotClear
from union_site.models import AuditEntry, Notification

DAY = datetime.timedelta(days=1)


@pytest.fixture
def people(school) -> list[Member]:
    return [make_member(school, name) for name in ("甲", "乙", "丙", "丁", "戊", "己")]


@pytest.fixture
def term(school, people) -> BodyTerm:
    return make_term(school, electors_expected=6, electors_present=6, seats=3)


# --- who ----------------------------------------------------------------------------------

WHO = [
    ("chair", True),
    ("officer", False),
    ("auditor", False),
    ("leader", False),
    ("teacher", False),
    ("stranger", False),
    ("district_staff", False),
]
ACTS = {
    "rename_body": lambda term, by, day: actions.rename_body(body=term.body, by=by, name="委员会"),
    "open_term": lambda term, by, day: actions.open_term(
        body=term.body, after=term.pk, by=by, today=day, **written(day)
    ),
    "record_past_term": lambda term, by, day: actions.record_past_term(
        body=term.body,
        by=by,
        today=day,
        ended_on=day - 500 * DAY,
        **written(day, starts_on=day - 1500 * DAY),
    ),
    "change_term": lambda term, by, day: actions.change_term(
        term=term, by=by, today=day, approval_no="区工〔2026〕3号", seats=1
    ),
    "postpone_term": lambda term, by, day: actions.postpone_term(
        term=term, until=term.planned_end + 30 * DAY, reason="搬迁", by=by, today=day
    ),
    "end_term": lambda term, by, day: actions.end_term(
        term=term, ended_on=day, reason="合并", by=by, today=day
    ),
    "enter_result": lambda term, by, day: actions.enter_result(
        term=term,
        posts=result((Member.objects.of_union(term.union).first(), "主席", 5)),
        by=by,
        today=day,
    ),
    "add_post": lambda term, by, day: post_actions.add_post(
        term=term,
        member=Member.objects.of_union(term.union).first(),
        label="主席",
        since=day,
        by=by,
        today=day,
    ),
}


@pytest.mark.parametrize(("who", "may"), WHO)
@pytest.mark.parametrize("name", ACTS)
def test_only_the_unions_own_chair_changes_its_bodies(request, term, today, name, who, may):
    by = request.getfixturevalue(who)
    before = AuditEntry.objects.count()
    if may:
        ACTS[name](term, by, today)
        assert AuditEntry.objects.count() == before + 1
    else:
        with pytest.raises(PermissionDenied):
            ACTS[name](term, by, today)
        assert AuditEntry.objects.count() == before


# --- bodies -------------------------------------------------------------------------------


def test_a_body_is_called_by_its_kind_and_there_is_one_of_each(chair):
    assert actions.add_body(by=chair, kind="women").name == "女职工委员会"
    with pytest.raises(ValidationError, match="已登记过这一类机构"):
        actions.add_body(by=chair, kind="women", name="另一个")


def test_other_bodies_may_be_many_and_have_names(chair):
    actions.add_body(by=chair, kind="other", name="教工之家管理委员会")
    actions.add_body(by=chair, kind="other", name="膳食监督委员会")
    with pytest.raises(ValidationError, match="请填写机构名称"):
        actions.add_body(by=chair, kind="other")


# --- renewal ------------------------------------------------------------------------------


def test_a_new_term_ends_the_one_before_the_day_before(chair, term, people, today):
    post = make_post(term, people[0], "主席")
    made = actions.open_term(body=term.body, after=term.pk, by=chair, today=today, **written(today))
    term.refresh_from_db()
    post.refresh_from_db()
    assert (term.ended_on, term.end_reason) == (today - DAY, "换届")
    assert (post.until, post.end_reason) == (today - DAY, "term_over")
    assert BodyTerm.objects.current_committee().get() == made
    assert (made.planned_end + DAY).year == today.year + 3


def test_of_two_who_open_a_term_at_once_one_wins_and_the_other_is_told(chair, term, today):
    given = {"body": term.body, "after": term.pk, "by": chair, "today": today}
    actions.open_term(**given, **written(today))
    with pytest.raises(ValidationError, match="别人已登记“第二届工会委员会”"):
        actions.open_term(**given, **written(today))
    assert list(BodyTerm.objects.order_by("pk").values_list("term_no", flat=True)) == [1, 2]


def test_of_two_who_open_the_first_term_at_once_one_wins(chair, school, people, today):
    body = make_body(school)
    given = {"body": body, "after": None, "by": chair, "today": today}
    actions.open_term(**given, **written(today, term_no=1))
    with pytest.raises(ValidationError, match="别人已登记“第一届工会委员会”"):
        actions.open_term(**given, **written(today, term_no=1))
    assert BodyTerm.objects.count() == 1


def test_the_database_itself_holds_one_open_term_and_one_chair(school, term, people):
    copy = BodyTerm.objects.get(pk=term.pk)
    copy.pk, copy.term_no = None, 9
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
    make_post(term, people[0], "主席")
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            union=school,
            term=term,
            member=people[1],
            label="主席",
            rank="chair",
            since=term.starts_on,
        )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": 1}, "starts_on"),
        ({"starts_on": -365}, "starts_on"),
        ({"starts_on": 0, "elected_on": 1}, "elected_on"),
    ],
)
def test_a_term_begins_after_the_one_before_and_not_in_the_future(
    chair, term, today, changes, field
):
    days = {name: today + days * DAY for name, days in changes.items()}
    with pytest.raises(ValidationError) as refusal:
        actions.open_term(
            body=term.body, after=term.pk, by=chair, today=today, **written(today, **days)
        )
    assert list(refusal.value.message_dict) == [field]
    assert BodyTerm.objects.get().ended_on is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"term_years": 4}, "O-10"),
        ({"electors_present": 3}, "O-13"),
        ({"candidates": 1}, "O-16"),
    ],
)
def test_a_term_against_the_law_is_refused_and_nothing_has_ended(chair, term, today, changes, code):
    with pytest.raises(NotClear) as refusal:
        actions.open_term(
            body=term.body, after=term.pk, by=chair, today=today, **written(today, **changes)
        )
    assert code in codes(refusal)
    assert BodyTerm.objects.get().ended_on is None


def test_a_warning_that_was_accepted_is_recorded(chair, term, today):
    given = {"body": term.body, "after": term.pk, "by": chair, "today": today}
    with pytest.raises(NotClear) as refusal:
        actions.open_term(**given, **written(today, seats=2, candidates=3))
    assert codes(refusal) == {"O-02", "O-03"}
    actions.open_term(**given, **written(today, seats=2, candidates=3), accepted=["O-02", "O-03"])
    entry = AuditEntry.objects.get(verb="organisation.open_term")
    assert [row["code"] for row in entry.accepted_findings] == ["O-02", "O-03"]


def test_the_union_above_is_told_of_the_committee_and_of_no_other_body(
    chair, school, district_staff, term, today
):
    actions.open_term(body=term.body, after=term.pk, by=chair, today=today, **written(today))
    told = Notification.objects.get(seat=district_staff)
    assert told.sentence.startswith("滨海区实验小学工会：第二届工会委员会任期至")
    actions.open_term(
        body=make_body(school, "audit"),
        after=None,
        by=chair,
        today=today,
        **written(today, term_no=1),
    )
    assert Notification.objects.count() == 1


def test_a_past_term_may_not_overlap_another(chair, term, today):
    given = {"body": term.body, "by": chair, "today": today}
    early = written(today, term_no=9, starts_on=term.starts_on - 1000 * DAY)
    with pytest.raises(ValidationError, match="任期与第一届工会委员会重叠"):
        actions.record_past_term(**given, ended_on=term.starts_on, **early)
    made = actions.record_past_term(**given, ended_on=term.starts_on - DAY, **early)
    assert not made.is_current
    assert BodyTerm.objects.current_committee().get() == term


@pytest.mark.parametrize(("months", "passes"), [(12, True), (13, False)])
def test_a_postponement_lasts_a_year_at_most(chair, term, today, months, passes):
    from members.checks.organisation import add_months

    until = add_months(term.planned_end, months)
    given = {"term": term, "until": until, "reason": "搬迁", "by": chair, "today": today}
    if passes:
        assert actions.postpone_term(**given).due_on == until
    else:
        with pytest.raises(NotClear):
            actions.postpone_term(**given)


def test_a_term_that_has_ended_is_ended_once(chair, term, today):
    given = {"term": term, "reason": "学校合并", "by": chair, "today": today}
    actions.end_term(**given, ended_on=today)
    with pytest.raises(ValidationError, match="已经结束"):
        actions.end_term(**given, ended_on=today)
