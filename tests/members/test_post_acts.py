"""Acts on posts: results of elections, vacancies, recalls, the roles that go with them."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from members.actions import organisation as actions
from members.actions import posts as post_actions
from members.models import BodyTerm, Member, Post
from tests.factories import make_seat
from tests.members.elections import codes, post_of, result, written
from tests.members.factories import make_group, make_member, make_post, make_term
from union_site.findings import NotClear
from union_site.models import Grant

DAY = datetime.timedelta(days=1)


@pytest.fixture
def people(school) -> list[Member]:
    return [make_member(school, name) for name in ("甲", "乙", "丙", "丁", "戊", "己")]


@pytest.fixture
def term(school, people) -> BodyTerm:
    return make_term(school, electors_expected=6, electors_present=6, seats=3)


# --- the result, and the roster that follows ----------------------------------------------


def test_the_result_is_entered_at_once_and_the_roster_follows(chair, term, people, today):
    rows = result((people[0], "主席", 6), (people[1], "组织委员", 5), (people[2], "女工委员", 4))
    made = actions.enter_result(term=term, posts=rows, by=chair, today=today, accepted=["O-02"])
    assert [(post.rank, post.since) for post in made] == [
        ("chair", term.starts_on),
        ("member", term.starts_on),
        ("member", term.starts_on),
    ]
    assert [post_of(member) for member in people[:4]] == ["主席", "组织委员", "女工委员", ""]
    assert Member.objects.get(pk=people[0].pk).revision == 2
    with pytest.raises(ValidationError, match="已登记过选举结果"):
        actions.enter_result(term=term, posts=rows, by=chair, today=today)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([(0, "主席", 6), (1, "主席", 5)], "O-19"),
        ([(0, "委员", 6)], "O-19"),
        ([(0, "主席", 3)], "O-18"),
        ([(0, "主席", 7)], "O-17"),
        ([(0, "主席", 6), (1, "委员", 6), (2, "委员", 6), (3, "委员", 6)], "O-20"),
    ],
)
def test_a_result_against_the_rules_is_refused(chair, term, people, today, rows, code):
    posts = result(*((people[place], label, votes) for place, label, votes in rows))
    with pytest.raises(NotClear) as refusal:
        actions.enter_result(term=term, posts=posts, by=chair, today=today)
    assert code in codes(refusal)
    assert Post.objects.count() == 0


def test_who_is_retained_is_not_elected_m_05(chair, school, term, today):
    retired = make_member(school, "退休的", status="retained")
    with pytest.raises(NotClear) as refusal:
        actions.enter_result(term=term, posts=result((retired, "主席", 6)), by=chair, today=today)
    assert codes(refusal) == {"M-05"}


@pytest.mark.parametrize("label", ["主席", "财务委员"])
def test_chair_and_treasurer_do_not_sit_on_the_audit_committee(
    chair, school, term, people, today, label
):
    make_post(term, people[0], label)
    audit = make_term(school, "audit")
    with pytest.raises(NotClear) as refusal:
        post_actions.add_post(
            term=audit, member=people[0], label="主任", since=today, by=chair, today=today
        )
    assert "O-07" in codes(refusal)
    other = {"term": audit, "member": people[1], "label": "主任", "since": today}
    assert post_actions.add_post(**other, by=chair, today=today).rank == "chair"


def test_an_auditor_does_not_become_chair_either(chair, school, term, people, today):
    make_post(make_term(school, "audit"), people[0], "委员")
    with pytest.raises(NotClear) as refusal:
        actions.enter_result(term=term, posts=result((people[0], "主席", 6)), by=chair, today=today)
    assert codes(refusal) == {"O-07"}


def test_posts_in_several_bodies_stand_side_by_side_on_the_roster(school, people):
    make_post(make_term(school, "women"), people[0], "主任")
    make_post(make_term(school, "mediation"), people[0], "调解员")
    make_group(school, "低年级组", head=people[0])
    post_actions.follow_posts([people[0].pk])
    assert post_of(people[0]) == "女职工委员会主任、调解委员会调解员、工会小组长"


def test_the_roster_cuts_no_post_in_two(school, people):
    for kind in ("committee", "women", "mediation", "democratic"):
        make_post(make_term(school, kind), people[0], "副主任、职务很长很长的委员")
    post_actions.follow_posts([people[0].pk])
    assert post_of(people[0]) == (
        "副主任、职务很长很长的委员、女职工委员会副主任、职务很长很长的委员"
    )


# --- vacancies ----------------------------------------------------------------------------


def test_a_vacancy_is_filled_up_to_the_seats_of_the_term(chair, term, people, today):
    for member, label in zip(people, ("主席", "委员", "委员"), strict=False):
        make_post(term, member, label)
    given = {"term": term, "label": "委员", "since": today, "by": chair, "today": today}
    with pytest.raises(NotClear) as refusal:
        post_actions.add_post(member=people[3], **given)
    assert codes(refusal) == {"O-20"}
    leaving = Post.objects.get(member=people[2])
    post_actions.end_post(post=leaving, until=today, end_reason="resigned", by=chair, today=today)
    assert post_of(people[2]) == ""
    made = post_actions.add_post(member=people[3], **given)
    assert (made.came_by, post_of(people[3])) == ("by_election", "委员")


def test_nobody_holds_two_posts_in_one_term(chair, term, people, today):
    make_post(term, people[0], "主席")
    with pytest.raises(ValidationError, match="在本届已有职务"):
        post_actions.add_post(
            term=term, member=people[0], label="委员", since=today, by=chair, today=today
        )


def test_a_post_ends_once(chair, term, people, today):
    post = make_post(term, people[0], "主席")
    given = {"post": post, "until": today, "end_reason": "left", "by": chair, "today": today}
    post_actions.end_post(**given)
    with pytest.raises(ValidationError, match="卸任，可能有人刚刚办理过"):
        post_actions.end_post(**given)


@pytest.mark.parametrize(
    ("label", "electors", "votes", "passes"),
    [
        ("主席", 58, 29, False),
        ("主席", 58, 30, True),
        ("副主席", 58, 29, False),
        ("主席", None, None, False),
        ("委员", None, None, True),
    ],
)
def test_chair_and_deputies_are_recalled_by_more_than_half_of_all_article_18(
    chair, term, people, today, label, electors, votes, passes
):
    post = make_post(term, people[0], label)
    given = {"post": post, "until": today, "end_reason": "recalled", "by": chair, "today": today}
    numbers = {"recall_electors": electors, "recall_votes": votes}
    if passes:
        assert post_actions.end_post(**given, **numbers).recall_votes == votes
    else:
        with pytest.raises(NotClear):
            post_actions.end_post(**given, **numbers)
        assert Post.objects.current().count() == 1


def test_a_post_is_corrected_without_a_second_chair(chair, term, people, today):
    first, second = make_post(term, people[0], "主席"), make_post(term, people[1])
    given = {"by": chair, "today": today}
    changed = post_actions.change_post(post=first, votes=5, label="主席", **given)
    assert changed.votes == 5
    with pytest.raises(NotClear) as refusal:
        post_actions.change_post(post=second, label="主席", **given)
    assert codes(refusal) == {"O-19"}


# --- roles --------------------------------------------------------------------------------


@pytest.fixture
def seated(school, people):
    """A member whose seat is a plain member's."""
    people[0].seat = make_seat(school, "member", name="甲")
    people[0].save()
    return people[0]


@pytest.mark.parametrize(
    ("kind", "label", "role", "area"),
    [
        ("committee", "组织委员", "officer", "organisation"),
        ("committee", "女工委员", "officer", "women"),
        ("committee", "副主席", "officer", ""),
        ("audit", "主任", "auditor", ""),
    ],
)
def test_a_role_is_given_until_the_end_of_the_term(
    chair, school, seated, today, kind, label, role, area
):
    post = make_post(make_term(school, kind), seated, label)
    grant = post_actions.grant_role(post=post, by=chair, today=today)
    assert (grant.role, grant.area, grant.given_by) == (role, area, chair)
    assert (grant.valid_from, grant.valid_until) == (today, post.term.due_on)
    with pytest.raises(ValidationError, match="已有"):
        post_actions.grant_role(post=post, by=chair, today=today)


def test_a_chairs_role_lasts_as_long_as_the_election_can_be_put_off(chair, term, seated, today):
    from members.checks.organisation import add_months

    post = make_post(term, seated, "主席")
    grant = post_actions.grant_role(post=post, by=chair, today=today)
    assert (grant.role, grant.valid_until) == ("chair", add_months(term.planned_end, 12))


@pytest.mark.parametrize("kind", ["women", "mediation", "democratic"])
def test_other_bodies_carry_no_role(chair, school, seated, today, kind):
    post = make_post(make_term(school, kind), seated, "主任")
    with pytest.raises(ValidationError, match="没有对应的系统角色"):
        post_actions.grant_role(post=post, by=chair, today=today)


def test_who_has_no_account_is_given_no_role(chair, term, people, today):
    with pytest.raises(ValidationError, match="还没有账号"):
        post_actions.grant_role(post=make_post(term, people[1]), by=chair, today=today)


@pytest.mark.parametrize("who", ["officer", "auditor", "teacher", "stranger", "district_staff"])
def test_nobody_but_the_chair_gives_roles(request, term, seated, today, who):
    post = make_post(term, seated, "主席")
    with pytest.raises(PermissionDenied):
        post_actions.grant_role(post=post, by=request.getfixturevalue(who), today=today)
    assert not Grant.objects.filter(seat=seated.seat, role="chair").exists()


def test_the_role_of_a_term_that_is_over_is_not_given(chair, school, seated, today):
    old = make_term(school, starts_on=today - 2000 * DAY)
    post = make_post(old, seated, "组织委员")
    with pytest.raises(ValidationError, match="请先换届或登记延期"):
        post_actions.grant_role(post=post, by=chair, today=today)


def test_the_role_ends_with_the_post(chair, term, seated, today):
    post = make_post(term, seated, "组织委员")
    grant = post_actions.grant_role(post=post, by=chair, today=today - 3 * DAY)
    post_actions.end_post(post=post, until=today, end_reason="left", by=chair, today=today)
    grant.refresh_from_db()
    assert grant.valid_until == today - DAY
    assert seated.seat.roles_on(today) == {"member"}


def test_a_role_that_another_post_carries_stays(chair, school, term, seated, today):
    make_post(make_term(school, "audit"), seated, "委员")
    post = make_post(make_term(school, "women"), seated, "主任")
    audit = Post.objects.get(term__body__kind="audit")
    post_actions.grant_role(post=audit, by=chair, today=today - DAY)
    post_actions.end_post(post=post, until=today, end_reason="moved", by=chair, today=today)
    assert "auditor" in seated.seat.roles_on(today)


def test_the_unions_last_chair_stays_until_there_is_a_new_one(
    chair, school, term, seated, people, today
):
    """The old chair registers the election she lost, and hands over."""
    old = make_member(school, "陈晓岚", seat=chair)
    make_post(term, old, "主席")
    made = actions.open_term(body=term.body, after=term.pk, by=chair, today=today, **written(today))
    actions.enter_result(term=made, posts=result((seated, "主席", 5)), by=chair, today=today)
    assert "chair" in chair.roles_on(today + DAY)
    post_actions.grant_role(post=made.posts.get(), by=chair, today=today)
    chair = type(chair).objects.get(pk=chair.pk)
    assert "chair" in chair.roles_on(today)
    assert chair.roles_on(today + DAY) == {"member"}
    assert "chair" in seated.seat.roles_on(today)


def test_who_is_not_elected_again_loses_the_role(chair, school, term, seated, people, today):
    post = make_post(term, seated, "组织委员")
    post_actions.grant_role(post=post, by=chair, today=today - DAY)
    made = actions.open_term(body=term.body, after=term.pk, by=chair, today=today, **written(today))
    assert "officer" in seated.seat.roles_on(today)
    actions.enter_result(term=made, posts=result((people[1], "主席", 5)), by=chair, today=today)
    assert type(seated.seat).objects.get(pk=seated.seat_id).roles_on(today) == {"member"}


def test_a_postponed_term_keeps_its_officers(chair, term, seated, today):
    post = make_post(term, seated, "组织委员")
    grant = post_actions.grant_role(post=post, by=chair, today=today)
    until = term.planned_end + 90 * DAY
    actions.postpone_term(term=term, until=until, reason="搬迁", by=chair, today=today)
    grant.refresh_from_db()
    assert grant.valid_until == until
