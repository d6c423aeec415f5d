"""Demonstration organisations: heads of groups, bodies with terms and posts, letters."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from members.actions.letters import from_post
from members.actions.posts import follow_posts
from members.checks.organisation import add_months, term_end
from members.models import (
    AppointmentLetter,
    Body,
    BodyTerm,
    GroupHead,
    LetterSeries,
    Member,
    Post,
    UnionGroup,
)
from members.models.organisation import CameBy, Electors, EndReason, Kind, Method
from union_site.calendar import DAY
from union_site.demo import Stage
from union_site.models import Seat, Union

COMMITTEE = ("主席", "组织委员", "副主席、宣传委员", "女工委员", "文体委员")
AUDIT = ("主任", "委员", "委员")
WOMEN = ("主任", "委员", "委员")
MEDIATION = ("主任", "调解员", "调解员")
DEMOCRATIC = ("主任", "委员", "委员", "委员", "委员")
PROPOSALS = ("主任", "副主任", "委员", "委员", "委员")
# How many months each school's term still has: some are near, one is over.
MONTHS_LEFT = (4, 21, 9, -2, 30, 3, 14, 26, 11, 0, 18, 33)
# Posts outside the bodies that somebody is appointed to, of whom one is no member.
FREE_LETTERS = (
    ("法律咨询服务中心主任", "顾明理"),
    ("教工合唱团指导老师", ""),
    ("心理健康服务中心指导老师", "温若水"),
    ("教工羽毛球俱乐部教练", ""),
)


def load(stage: Stage) -> None:
    """Brings every school its bodies; what is there already stays as it is."""
    for place, school in enumerate(stage.schools):
        _heads(school, stage)
        if not Body.objects.of_union(school).exists():
            _bodies(stage, school, MONTHS_LEFT[place % len(MONTHS_LEFT)])
    if not AppointmentLetter.objects.of_union(stage.rich).exists():
        _letters(stage)


def _heads(school: Union, stage: Stage) -> None:
    """The heads as a history; in the rich school two groups had another one before."""
    day = add_months(stage.today, -14)
    rows = UnionGroup.objects.of_union(school).filter(head__isnull=False, heads__isnull=True)
    groups = list(rows.select_related("head"))
    for place, group in enumerate(groups):
        since = add_months(day, -place)
        if school == stage.rich and place in (1, 4):
            former = group.members.active().exclude(pk=group.head_id).in_order("strokes").first()
            GroupHead.objects.create(
                union=school,
                group=group,
                member=former,
                since=add_months(since, -36),
                until=since,
            )
        GroupHead.objects.create(union=school, group=group, member=group.head, since=since)
    follow_posts(group.head_id for group in groups if group.head_id)


def _people(stage: Stage, school: Union) -> list[Member]:
    """The chair first, then who has an officer's seat, then those without an account."""
    members = list(Member.objects.of_union(school).active().in_order("strokes"))
    stage.dice("organisation", school.code).shuffle(members)
    chairs, officers = (_seats(stage, school, role) for role in ("chair", "officer"))
    auditors = _seats(stage, school, "auditor")

    def rank(member: Member) -> int:
        if member.seat_id is None:
            return 2
        return 0 if member.seat_id in chairs else 1 if member.seat_id in officers else 3

    return sorted((one for one in members if one.seat_id not in auditors), key=rank)


def _seats(stage: Stage, school: Union, role: str) -> set[int]:
    rows = Seat.objects.filter(union=school).holding(role, stage.today)
    return set(rows.values_list("pk", flat=True))


def _bodies(stage: Stage, school: Union, months: int) -> None:
    people = _people(stage, school)
    count = len(people)
    labels: Sequence[str] = COMMITTEE
    if count <= 25:
        labels = (COMMITTEE[0], COMMITTEE[1], COMMITTEE[3])
    # Who speaks for the women is one of them.
    if "女工委员" in labels:
        place = labels.index("女工委员")
        woman = next(one for one in people[2:] if one.sex == "female")
        people.remove(woman)
        people.insert(place, woman)
    posts = _body(stage, school, Kind.COMMITTEE, labels, people, months)
    rest = people[len(labels) :]
    auditors = Member.objects.of_union(school).filter(seat__in=_seats(stage, school, "auditor"))
    posts += _body(stage, school, Kind.AUDIT, AUDIT, [*auditors, *rest], months)
    women = [member for member in people[len(labels) - 2 :] if member.sex == "female"]
    if len(women) >= 10:
        posts += _body(stage, school, Kind.WOMEN, WOMEN, women, months)
    if school == stage.rich:
        posts += _body(stage, school, Kind.MEDIATION, MEDIATION, rest[8:], 17)
        posts += _body(stage, school, Kind.DEMOCRATIC, DEMOCRATIC, rest[14:], 29)
        posts += _body(
            stage, school, Kind.PROPOSALS, PROPOSALS, _proposal_committee(stage, rest), 29
        )
        _vacancy(stage, posts, rest[22])
    follow_posts(post.member_id for post in posts)


def _proposal_committee(stage: Stage, rest: Sequence[Member]) -> list[Member]:
    """Headed by the officer, so that one of the eight accounts can show its work."""
    officers = Member.objects.of_union(stage.rich).filter(
        seat__in=_seats(stage, stage.rich, "officer")
    )
    return [*officers, *(one for one in rest[16:] if one.seat_id)]


def _body(
    stage: Stage,
    school: Union,
    kind: Kind,
    labels: Sequence[str],
    people: Sequence[Member],
    months: int,
) -> list[Post]:
    body = Body.objects.create(union=school, kind=kind, name=kind.label)
    starts_on = add_months(stage.today, months - 36)
    number = 5 if school == stage.rich else 2
    former_start = add_months(starts_on, -36)
    _term(body, number - 1, former_start, len(labels), people, ended_on=starts_on - DAY)
    term = _term(body, number, starts_on, len(labels), people)
    if months < 0:
        term.postponed_until = add_months(term.planned_end, 6)
        term.postpone_reason = "学校校舍搬迁，经区教育工会同意延期"
        term.save()
    first = 1 if kind == Kind.COMMITTEE else 3
    _posts(body.terms.get(term_no=number - 1), labels, people[first:], is_over=True)
    return _posts(term, labels, people)


def _term(
    body: Body,
    number: int,
    starts_on: datetime.date,
    seats: int,
    people: Sequence[Member],
    *,
    ended_on: datetime.date | None = None,
) -> BodyTerm:
    is_elected = body.kind in (Kind.COMMITTEE, Kind.AUDIT, Kind.WOMEN)
    expected = len(people) if is_elected else None
    return BodyTerm.objects.create(
        union=body.union,
        body=body,
        term_no=number,
        starts_on=starts_on,
        term_years=3,
        planned_end=term_end(starts_on, 3),
        ended_on=ended_on,
        end_reason="换届" if ended_on else "",
        elected_on=starts_on - 3 * DAY,
        method=Method.COMPETITIVE if is_elected else Method.CHOSEN,
        electors=Electors.ASSEMBLY if is_elected else "",
        electors_expected=expected,
        electors_present=expected - expected // 12 if expected else None,
        candidates=seats + 1 if is_elected else None,
        seats=seats,
        approval_no=f"滨教工〔{starts_on.year}〕{8 + body.pk % 40}号" if is_elected else "",
        approved_on=starts_on if is_elected else None,
    )


def _posts(
    term: BodyTerm, labels: Sequence[str], people: Sequence[Member], *, is_over: bool = False
) -> list[Post]:
    present = term.electors_present
    made = []
    for place, (label, member) in enumerate(zip(labels, people, strict=False), start=1):
        post = Post(
            union=term.union,
            term=term,
            member=member,
            label=label,
            order=place,
            since=term.starts_on,
            votes=present - place + 1 if present else None,
            until=term.ended_on if is_over else None,
            end_reason=EndReason.TERM_OVER if is_over else "",
        )
        post.clean()
        made.append(post)
    return Post.objects.bulk_create(made)


def _vacancy(stage: Stage, posts: list[Post], successor: Member) -> None:
    """One of the committee resigned in mid-term and was replaced in a by-election."""
    post = next(post for post in posts if post.label == "文体委员")
    until = add_months(stage.today, -10)
    Post.objects.filter(pk=post.pk).update(
        until=until, end_reason=EndReason.RESIGNED, end_note="本人申请，另有教学任务"
    )
    made = Post(
        union=post.union,
        term=post.term,
        member=successor,
        label=post.label,
        order=post.order,
        since=until + 14 * DAY,
        came_by=CameBy.BY_ELECTION,
        votes=(post.votes or 40) - 3,
    )
    made.full_clean()
    made.save()
    posts.append(made)


def _letters(stage: Stage) -> None:
    """Letters for the mediators, and for posts of all kinds; one was taken back."""
    school, today = stage.rich, stage.today
    LetterSeries.objects.get_or_create(union=school)
    mediators = Post.objects.of_union(school).current().of_kind(Kind.MEDIATION)
    day = today.replace(month=1, day=8)
    numbered = [_letter(school, day, post=post, **from_post(post)) for post in mediators.for_list()]
    members = list(Member.objects.of_union(school).active().in_order("pinyin")[:9])
    for place, (words, outsider) in enumerate(FREE_LETTERS):
        member = None if outsider else members[place * 2]
        numbered.append(
            _letter(
                school,
                add_months(day, place),
                member=member,
                person_name=outsider,
                post_text=words,
                starts_on=add_months(day, place),
                ends_on=term_end(add_months(day, place), 2),
                basis="工会委员会会议决定",
            )
        )
    for number, letter in enumerate(numbered, start=1):
        letter.number = number
    last = numbered[-1]
    last.state, last.revoked_on = AppointmentLetter.State.REVOKED, today
    last.revoke_reason = "本人调离，俱乐部另聘教练"
    AppointmentLetter.objects.bulk_create(numbered)


def _letter(
    school: Union,
    issued_on: datetime.date,
    *,
    member: Member | None,
    person_name: str = "",
    **values: object,
) -> AppointmentLetter:
    return AppointmentLetter(
        union=school,
        prefix="工聘",
        year=issued_on.year,
        member=member,
        person_name=member.name if member else person_name,
        address="老师",
        issued_on=issued_on,
        **values,
    )
