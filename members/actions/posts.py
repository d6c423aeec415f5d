"""Acts on posts: filling a vacancy, ending, giving the seat its role; the roster follows."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F

from members.checks import organisation as checks
from members.checks import standing
from members.checks.standing import Standing
from members.models import BodyTerm, Member, Post, UnionGroup
from members.models.organisation import CameBy, EndReason, Kind, Rank
from union_site import audit, notifications, permissions
from union_site.calendar import DAY, official_date
from union_site.findings import Finding, require_clear
from union_site.models import Grant, Seat

MANAGE = "organisation.manage"
HEAD_OF_GROUP = "工会小组长"
# A word in the label → the officer's field of work.
AREAS = {
    "组织": "organisation",
    "宣传": "publicity",
    "女": "women",
    "生活": "welfare",
    "福利": "welfare",
    "文体": "sports",
    "财务": "finance",
}


def _require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can(MANAGE):
        raise PermissionDenied


def _locked_term(term: BodyTerm) -> BodyTerm:
    rows = BodyTerm.objects.select_for_update(of=("self",)).select_related("body", "union")
    locked = rows.get(pk=term.pk)
    if not locked.is_current:
        raise ValidationError(f"{locked}已经结束，不能再办理。")
    return locked


@transaction.atomic
def add_post(
    *,
    term: BodyTerm,
    member: Member,
    label: str,
    since: datetime.date,
    by: Seat,
    today: datetime.date,
    came_by: str = CameBy.BY_ELECTION,
    votes: int | None = None,
    is_full_time: bool = False,
    accepted: Iterable[str] = (),
) -> Post:
    """补选 or 增补: fills a vacancy in a term that is in office."""
    _require(by, term.union_id)
    term = _locked_term(term)
    if since > today:
        raise ValidationError({"since": "任职日期不能晚于今天。"})
    if since < term.starts_on:
        raise ValidationError({"since": f"不能早于本届任期起（{official_date(term.starts_on)}）。"})
    post = Post(
        union=term.union,
        term=term,
        member=member,
        label=label,
        since=since,
        came_by=came_by,
        votes=votes,
        is_full_time=is_full_time,
        order=term.posts.count() + 1,
    )
    post.clean()
    # Of a by-election only the votes are kept: it was another meeting than the term's.
    counted = Post(member=member, rank=post.rank, label=label, term=term)
    now = Standing.of(term.union, today=today)
    agreed = require_clear(standing.of_posts(term, [counted], now), accepted=accepted)
    post.full_clean()
    post.save()
    follow_posts([member.pk])
    audit.record(
        verb="organisation.add_post",
        label=CameBy(came_by).label,
        by=by,
        thing=post,
        accepted=agreed,
    )
    return post


@transaction.atomic
def end_post(
    *,
    post: Post,
    until: datetime.date,
    end_reason: str,
    by: Seat,
    today: datetime.date,
    end_note: str = "",
    recall_electors: int | None = None,
    recall_votes: int | None = None,
    accepted: Iterable[str] = (),
) -> Post:
    """Ends a post in the middle of a term; the role that went with it ends as well."""
    _require(by, post.union_id)
    post = _locked_post(post)
    if until > today:
        raise ValidationError({"until": "卸任日期不能晚于今天。"})
    post.until, post.end_reason, post.end_note = until, end_reason, end_note.strip()
    if end_reason == EndReason.RECALLED:
        post.recall_electors, post.recall_votes = recall_electors, recall_votes
    agreed = require_clear(_recall_findings(post, today), accepted=accepted)
    post.full_clean()
    post.save()
    follow_posts([post.member_id])
    end_roles([post.member_id], by=by, today=today)
    audit.record(
        verb="organisation.end_post",
        label=f"卸任（{post.get_end_reason_display()}）",
        by=by,
        thing=post,
        accepted=agreed,
    )
    return post


@transaction.atomic
def change_post(
    *, post: Post, by: Seat, today: datetime.date, accepted: Iterable[str] = (), **written: Any
) -> Post:
    """Corrects a post that is held. `written`: label, order, since, votes, is_full_time."""
    _require(by, post.union_id)
    post = _locked_post(post)
    for name, value in written.items():
        setattr(post, name, value)
    if post.since > today:
        raise ValidationError({"since": "任职日期不能晚于今天。"})
    post.clean()
    now = Standing.of(post.union, today=today)
    now.posts[post.term.body_id][:] = [
        other for other in now.posts[post.term.body_id] if other.pk != post.pk
    ]
    agreed = require_clear(standing.of_posts(post.term, [post], now), accepted=accepted)
    post.full_clean()
    post.save()
    follow_posts([post.member_id])
    audit.record(
        verb="organisation.change_post", label="修改任职", by=by, thing=post, accepted=agreed
    )
    return post


def _locked_post(post: Post) -> Post:
    rows = Post.objects.select_for_update(of=("self",))
    locked = rows.select_related("term__body", "member__seat", "union").get(pk=post.pk)
    if locked.until is not None:
        raise ValidationError(
            f"{locked.member}已于{official_date(locked.until)}卸任，可能有人刚刚办理过。"
        )
    return locked


def _recall_findings(post: Post, today: datetime.date) -> list[Finding]:
    """Chair and deputies are recalled by more than half of all (工会法 art. 18)."""
    if post.end_reason != EndReason.RECALLED or not post.needs_recall_vote:
        return []
    rule = Standing.of(post.union, today=today).rules.recall
    return checks.recall(electors=post.recall_electors, votes=post.recall_votes, rule=rule)


# --- the roster follows -------------------------------------------------------------------


def follow_posts(member_ids: Iterable[int]) -> None:
    """Writes on the roster which posts these members hold now (工会职务)."""
    wanted = set(member_ids)
    held: dict[int, list[str]] = defaultdict(list)
    posts = Post.objects.current().filter(member__in=wanted).select_related("term__body")
    for post in sorted(posts, key=lambda post: Kind.values.index(post.term.body.kind)):
        held[post.member_id].append(post.on_roster)
    for head_id in UnionGroup.objects.filter(head__in=wanted).values_list("head_id", flat=True):
        if head_id is not None and HEAD_OF_GROUP not in held[head_id]:
            held[head_id].append(HEAD_OF_GROUP)
    for member in Member.objects.filter(pk__in=wanted).only("pk", "union_post"):
        text = _joined(held[member.pk])
        if text != member.union_post:
            Member.objects.filter(pk=member.pk).update(union_post=text, revision=F("revision") + 1)


def _joined(parts: list[str]) -> str:
    """As many of the posts as the column holds, none cut in two."""
    text = ""
    for part in parts:
        longer = f"{text}、{part}" if text else part
        if len(longer) > 40:
            break
        text = longer
    return text


# --- the seat's role ----------------------------------------------------------------------


def role_of(post: Post) -> tuple[str, str]:
    """The role and the area that go with a post; ("", "") where none does."""
    kind = post.term.body.kind
    if kind == Kind.AUDIT:
        return "auditor", ""
    if kind != Kind.COMMITTEE:
        return "", ""
    if post.rank == Rank.CHAIR:
        return "chair", ""
    area = next((area for word, area in AREAS.items() if word in post.label), "")
    return "officer", area


@transaction.atomic
def grant_role(*, post: Post, by: Seat, today: datetime.date) -> Grant:
    """Gives the seat of who holds a post the role of it, from today to the end of the term.

    A chair's right lasts as long as the election can be put off: a union whose election is
    late must still be able to register it. Former chairs lose theirs once there is a new one.
    """
    _require(by, post.union_id)
    post = _locked_post(post)
    role, area = role_of(post)
    seat = post.member.seat
    if not role:
        raise ValidationError("这项任职没有对应的系统角色，不需要授权。")
    if seat is None:
        raise ValidationError(f"{post.member}还没有账号，请先在“会员账号”里开通。")
    if role in seat.roles_on(today):
        raise ValidationError(f"{post.member}已有“{permissions.ROLES[role][0]}”权限。")
    grant = Grant(
        seat=seat,
        role=role,
        area=area,
        valid_from=today,
        valid_until=_role_until(post, role, today),
        given_by=by,
    )
    grant.full_clean()
    grant.save()
    if role == "chair":
        end_roles(_former_chairs(post), by=by, today=today)
    label = permissions.ROLES[role][0]
    until = official_date(grant.valid_until) if grant.valid_until else ""
    notifications.tell(seats=[seat], sentence=f"您已获得“{label}”权限，有效至{until}。")
    note = f"{label}，至{until}"
    audit.record(verb="organisation.grant_role", label="按任职授权", by=by, thing=post, note=note)
    return grant


def _role_until(post: Post, role: str, today: datetime.date) -> datetime.date:
    until = post.term.due_on
    if role == "chair":
        rules = Standing.of(post.union, today=today).rules
        until = checks.add_months(post.term.planned_end, rules.postponement.number)
        until = max(until, post.term.due_on)
    if until < today:
        sentence = f"本届已于{official_date(until)}届满，请先换届或登记延期，再授权。"
        raise ValidationError(sentence)
    return until


def _former_chairs(post: Post) -> list[int]:
    ended = Post.objects.of_union(post.union).of_kind(Kind.COMMITTEE)
    rows = ended.filter(rank=Rank.CHAIR, until__isnull=False).exclude(member=post.member_id)
    return list(rows.values_list("member_id", flat=True))


def end_roles(member_ids: Iterable[int], *, by: Seat, today: datetime.date) -> list[Grant]:
    """Ends the roles that no post of these members carries any more; returns what was ended.

    From today on, for one's own seat from tomorrow on. The union's last chair stays until
    another seat is given the role, or nobody could go on.
    """
    members = Member.objects.filter(pk__in=set(member_ids), seat__isnull=False)
    ended = []
    for member in members.select_related("seat").prefetch_related("seat__grants"):
        posts = member.posts.current().select_related("term__body")
        carried = {role_of(post)[0] for post in posts}
        for grant in _in_force(member.seat, today):
            if grant.role not in ("chair", "officer", "auditor") or grant.role in carried:
                continue
            if grant.role == "chair" and not _another_chair(member.seat, today):
                continue
            is_own = member.seat_id == by.pk
            grant.valid_until = today if is_own else max(grant.valid_from, today - DAY)
            grant.save(update_fields=["valid_until"])
            ended.append(grant)
    for grant in ended:
        note = f"{grant.seat.name}：{grant.get_role_display()}"
        audit.record(verb="organisation.end_role", label="收回权限", by=by, note=note)
    return ended


def _in_force(seat: Any, today: datetime.date) -> list[Grant]:
    return [
        grant
        for grant in seat.grants.all()
        if grant.valid_from <= today and (grant.valid_until is None or grant.valid_until >= today)
    ]


def _another_chair(seat: Seat, today: datetime.date) -> bool:
    chairs = Seat.objects.filter(union=seat.union_id).holding("chair", today + DAY)
    return chairs.exclude(pk=seat.pk).exists()


def extend_roles(term: BodyTerm, *, former: datetime.date) -> None:
    """Roles that were given until the former end of a term last until its new one."""
    seats = term.posts.current().filter(member__seat__isnull=False).values("member__seat")
    rows = Grant.objects.filter(seat__in=seats, role__in=["officer", "auditor"])
    rows.filter(valid_until=former).update(valid_until=term.due_on)
