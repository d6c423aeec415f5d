"""Acts on bodies and their terms: setting up, renewing, postponing, ending."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from members.actions import register
from members.actions.posts import end_roles, extend_roles, follow_posts
from members.checks import organisation as checks
from members.checks import standing
from members.checks.standing import Standing
from members.models import Body, BodyTerm, Post
from members.models.organisation import CameBy, EndReason, Kind
from union_site import audit, notifications
from union_site.calendar import DAY, official_date
from union_site.findings import require_clear
from union_site.models import Seat

MANAGE = "organisation.manage"


def _require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can(MANAGE):
        raise PermissionDenied


# --- bodies -------------------------------------------------------------------------------


@transaction.atomic
def add_body(*, by: Seat, kind: str, name: str = "") -> Body:
    """Sets up a body; without a name it is called by its kind."""
    _require(by, by.union_id)
    body = Body(union=by.union, kind=kind, name=name.strip() or Kind(kind).label)
    if kind == Kind.OTHER and not name.strip():
        raise ValidationError({"name": "请填写机构名称。"})
    body.full_clean()
    body.save()
    audit.record(verb="organisation.add_body", label="设立机构", by=by, thing=body)
    return body


@transaction.atomic
def rename_body(*, body: Body, by: Seat, name: str) -> Body:
    _require(by, body.union_id)
    former, body.name = body.name, name.strip()
    body.full_clean()
    body.save(update_fields=["name"])
    note = f"原名：{former}"
    audit.record(verb="organisation.rename_body", label="机构改名", by=by, thing=body, note=note)
    return body


# --- terms --------------------------------------------------------------------------------


def _locked_body(body: Body) -> Body:
    """Makes two people who open a term at the same moment wait for each other."""
    return Body.objects.select_for_update().select_related("union").get(pk=body.pk)


def _locked(term: BodyTerm) -> BodyTerm:
    _locked_body(term.body)
    return BodyTerm.objects.select_related("body", "union").get(pk=term.pk)


def _open(term: BodyTerm) -> BodyTerm:
    """The term, locked; raises ValidationError where it has ended."""
    locked = _locked(term)
    if not locked.is_current:
        raise ValidationError(f"{locked}已经结束，不能再办理。可能有人刚刚办理过，请刷新页面查看。")
    return locked


@transaction.atomic
def open_term(
    *,
    body: Body,
    after: int | None,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **written: Any,
) -> BodyTerm:
    """换届: opens the next term; the one in office ends the day before.

    `after` is the term in office that the form was filled from, None where there was none: of
    two people who open a term at once one wins, and the other is told. `written` are fields of
    a term. Raises NotClear for what the rules say, ValidationError, PermissionDenied.
    """
    _require(by, body.union_id)
    body = _locked_body(body)
    former = body.terms.current().first()
    if (former.pk if former else None) != after:
        raise ValidationError(
            f"在您填写期间，别人已登记“{former}”，本次没有保存。请返回查看，不要重复换届。"
            if former
            else "在您填写期间，上一届已由别人办理结束，本次没有保存。请返回查看后再填。"
        )
    _refuse_dates(written, today=today, former=former)
    term = _new(body, written)
    agreed = require_clear(
        standing.of_opening(term, Standing.of(body.union, today=today)), accepted=accepted
    )
    if former is not None:
        _close(former, on=term.starts_on - DAY, reason="换届")
    term.full_clean()
    term.save()
    audit.record(
        verb="organisation.open_term", label="登记换届", by=by, thing=term, accepted=agreed
    )
    _tell_register(term, by)
    return term


def _new(body: Body, written: dict[str, Any]) -> BodyTerm:
    term = BodyTerm(union=body.union, body=body, **written)
    term.planned_end = checks.term_end(term.starts_on, term.term_years)
    return term


def _refuse_dates(
    written: dict[str, Any], *, today: datetime.date, former: BodyTerm | None
) -> None:
    starts_on, elected_on = written["starts_on"], written.get("elected_on")
    if starts_on > today:
        raise ValidationError({"starts_on": "任期起不能晚于今天；请在新一届就任后登记。"})
    if elected_on and elected_on > starts_on:
        raise ValidationError({"elected_on": "选举日期不能晚于任期起。"})
    if former is not None and starts_on <= former.starts_on:
        day = official_date(former.starts_on)
        raise ValidationError(
            {"starts_on": f"应晚于上一届的任期起（{day}）；补登往届请用“补登往届”。"}
        )


def _close(term: BodyTerm, *, on: datetime.date, reason: str) -> list[Post]:
    """Ends a term and every post that is held in it; returns these posts."""
    held = list(term.posts.current().select_for_update())
    for post in held:
        post.until = max(on, post.since)
        post.end_reason = EndReason.TERM_OVER
    Post.objects.bulk_update(held, ["until", "end_reason"])
    term.ended_on, term.end_reason = max(on, term.starts_on), reason
    term.full_clean()
    term.save(update_fields=["ended_on", "end_reason"])
    follow_posts(post.member_id for post in held)
    return held


@transaction.atomic
def record_past_term(
    *, body: Body, by: Seat, today: datetime.date, ended_on: datetime.date, **written: Any
) -> BodyTerm:
    """Writes a term down that is over, for the history; nobody's post or right changes."""
    _require(by, body.union_id)
    body = _locked_body(body)
    if ended_on > today:
        raise ValidationError({"ended_on": "往届的结束日期不能晚于今天。"})
    starts_on = written["starts_on"]
    for other in body.terms.all():
        if other.starts_on <= ended_on and starts_on <= (other.ended_on or today):
            raise ValidationError({"starts_on": f"任期与{other}重叠，请核对日期。"})
    term = _new(body, {**written, "ended_on": ended_on, "end_reason": "换届"})
    term.full_clean()
    term.save()
    audit.record(verb="organisation.record_past_term", label="补登往届", by=by, thing=term)
    return term


@transaction.atomic
def change_term(
    *,
    term: BodyTerm,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
    **written: Any,
) -> BodyTerm:
    """Corrects what was written of a term, or adds the approval of the union above."""
    _require(by, term.union_id)
    term = _locked(term)
    for name, value in written.items():
        setattr(term, name, value)
    if term.starts_on > today:
        raise ValidationError({"starts_on": "任期起不能晚于今天。"})
    term.planned_end = checks.term_end(term.starts_on, term.term_years)
    found = []
    if term.is_current:
        found = standing.of_opening(term, Standing.of(term.union, today=today))
    agreed = require_clear(found, accepted=accepted)
    term.full_clean()
    term.save()
    audit.record(
        verb="organisation.change_term", label="修改任期", by=by, thing=term, accepted=agreed
    )
    _tell_register(term, by)
    return term


@transaction.atomic
def postpone_term(
    *,
    term: BodyTerm,
    until: datetime.date,
    reason: str,
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
) -> BodyTerm:
    """延期换届: the term in office lasts longer, for a reason; rights given for it do too."""
    _require(by, term.union_id)
    term = _open(term)
    rule = Standing.of(term.union, today=today).rules.postponement
    found = checks.postponement(planned_end=term.planned_end, until=until, rule=rule)
    agreed = require_clear(found, accepted=accepted)
    former, term.postponed_until, term.postpone_reason = term.due_on, until, reason.strip()
    term.full_clean()
    term.save(update_fields=["postponed_until", "postpone_reason"])
    extend_roles(term, former=former)
    audit.record(
        verb="organisation.postpone_term",
        label="延期换届",
        by=by,
        thing=term,
        note=f"延至{official_date(until)}：{term.postpone_reason}",
        accepted=agreed,
    )
    _tell_register(term, by)
    return term


@transaction.atomic
def end_term(
    *, term: BodyTerm, ended_on: datetime.date, reason: str, by: Seat, today: datetime.date
) -> BodyTerm:
    """Ends a term that no other follows: the body is dissolved or joined to another."""
    _require(by, term.union_id)
    term = _open(term)
    if ended_on > today:
        raise ValidationError({"ended_on": "结束日期不能晚于今天。"})
    if ended_on < term.starts_on:
        raise ValidationError({"ended_on": "结束日期不能早于任期起。"})
    held = _close(term, on=ended_on, reason=reason.strip())
    end_roles([post.member_id for post in held], by=by, today=today)
    audit.record(
        verb="organisation.end_term", label="结束任期", by=by, thing=term, note=term.end_reason
    )
    _tell_register(term, by)
    return term


def _tell_register(term: BodyTerm, by: Seat) -> None:
    """The one place where the union above learns of a term of the committee.

    Its register is brought up to date and its staff are told that the committee was renewed,
    postponed or ended and until when it is in office: dates of the union, nothing of persons.
    """
    above = by.union.parent_id
    if term.body.kind != Kind.COMMITTEE or above is None:
        return
    fact = f"任期至{official_date(term.due_on)}"
    if term.ended_on is not None:
        fact = f"已于{official_date(term.ended_on)}结束"
    elif term.elected_on is not None:
        register.note_election(
            union=by.union, elected_on=term.elected_on, due_on=term.due_on, by=by
        )
    notifications.tell(
        seats=notifications.those_with("registry.view", union_id=above),
        sentence=f"{by.union.name}：{term}{fact}。",
    )


# --- the result of an election ------------------------------------------------------------


@transaction.atomic
def enter_result(
    *,
    term: BodyTerm,
    posts: Iterable[dict[str, Any]],
    by: Seat,
    today: datetime.date,
    accepted: Iterable[str] = (),
) -> list[Post]:
    """Who was elected into a term that has nobody yet: all of them at once.

    `posts` holds member, label, votes, is_full_time of each. Whoever held a post in the term
    before and is not elected again loses the role that went with it.
    """
    _require(by, term.union_id)
    term = _open(term)
    if term.posts.exists():
        raise ValidationError("本届已登记过选举结果，可能有人刚刚登记过。增减委员请用“补选”。")
    new = [
        Post(
            union=term.union,
            term=term,
            order=place,
            since=term.starts_on,
            came_by=CameBy.ELECTED,
            **values,
        )
        for place, values in enumerate(posts, start=1)
    ]
    for post in new:
        post.clean()
    now = Standing.of(term.union, today=today)
    agreed = require_clear(standing.of_posts(term, new, now), accepted=accepted)
    for post in new:
        post.full_clean()
        post.save()
    follow_posts(post.member_id for post in new)
    end_roles(_before(term), by=by, today=today)
    audit.record(
        verb="organisation.enter_result",
        label="登记选举结果",
        by=by,
        thing=term,
        note="、".join(f"{post.label}{post.member.name}" for post in new),
        accepted=agreed,
    )
    _tell_register(term, by)
    return new


def _before(term: BodyTerm) -> list[int]:
    """Who held a post at the end of the term before this one."""
    former = term.body.terms.filter(starts_on__lt=term.starts_on).order_by("-starts_on").first()
    if former is None:
        return []
    return list(
        former.posts.filter(end_reason=EndReason.TERM_OVER).values_list("member_id", flat=True)
    )
