"""Acts on delegates: adding, changing, ending, replacing, all staff at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from congress.actions.acting import hold, lock, require, write
from congress.actions.makeup import rules_on
from congress.checks import delegate_elections as results
from congress.models import CongressTerm, Delegate
from congress.models.delegates import Category, EndReason, Kind, Origin
from members.models import Member
from members.models.codes import PostCategory, Status
from union_site import audit
from union_site.findings import require_clear
from union_site.models import Seat

_CATEGORIES = {PostCategory.STAFF: Category.STAFF, PostCategory.WORKER: Category.WORKER}


def category_of(member: Member) -> Category:
    """What a delegate works as, by the roster; a manager of a school is a teacher first."""
    return _CATEGORIES.get(PostCategory(member.post_category or "teacher"), Category.TEACHER)


def is_leader(member: Member) -> bool:
    return member.post_category == PostCategory.MANAGER


def follow(term: CongressTerm) -> None:
    """Keeps the number of the term what it is: after the first credentials check it follows the
    delegates in office. Before that the number that was decided stands, since delegates are
    entered constituency by constituency.
    """
    if not term.sessions.filter(roll_frozen_on__isnull=False).exists():
        return
    number = term.delegates.in_office().full().count()
    if number and number != term.full_delegates:
        term.full_delegates = number
        term.save(update_fields=["full_delegates"])


@transaction.atomic
def add_delegate(*, term: CongressTerm, by: Seat, today: datetime.date, **written: Any) -> Delegate:
    """Registers one delegate: by hand, as 补选 (with `replaces`), as 增补, or as a guest.

    `written`: kind, member or name, category, is_leader, constituency, delegation, post, votes,
    since, origin, replaces.
    """
    require(by, term.union_id)
    lock(term)
    delegate = Delegate(union=term.union, term=term)
    write(delegate, _fitting(written))
    _refuse(delegate, today)
    delegate.full_clean()
    delegate.save()
    follow(term)
    label = f"登记{delegate.get_kind_display()}"
    note = f"{delegate.get_origin_display()}"
    if delegate.replaces is not None:
        note += f"，接替{delegate.replaces}"
    audit.record(verb="congress.add_delegate", label=label, by=by, thing=delegate, note=note)
    return delegate


@transaction.atomic
def change_delegate(
    *, delegate: Delegate, by: Seat, today: datetime.date, **written: Any
) -> Delegate:
    """Corrects what was written; rolls that were frozen keep what they say."""
    require(by, delegate.union_id)
    hold(delegate)
    write(delegate, _fitting(written, of=delegate))
    _refuse(delegate, today, is_new=False)
    delegate.full_clean()
    delegate.save()
    follow(delegate.term)
    audit.record(verb="congress.change_delegate", label="修改代表", by=by, thing=delegate)
    return delegate


def _fitting(written: dict[str, Any], of: Delegate | None = None) -> dict[str, Any]:
    """What belongs to the kind: a guest has no votes and no category, and is invited."""
    kind = written.get("kind", of.kind if of else Kind.FULL)
    if written.get("member") is not None:
        written = {**written, "name": written["member"].name}
    if kind == Kind.FULL:
        member = written.get("member", of.member if of else None)
        category = written.get("category") or (category_of(member) if member else "")
        return {**written, "category": category}
    return {
        **written,
        "origin": Origin.ASKED,
        "category": "",
        "is_leader": False,
        "votes": None,
        "constituency": None,
        "role": "",
    }


def _refuse(delegate: Delegate, today: datetime.date, *, is_new: bool = True) -> None:
    member, former = delegate.member, delegate.replaces
    if delegate.since > today:
        raise ValidationError({"since": "当选（确定）日期不能晚于今天。"})
    if member is None and not delegate.name.strip():
        raise ValidationError({"name": "请选择会员，或填写姓名。"})
    if delegate.kind == Kind.FULL and member is None:
        raise ValidationError({"member": "正式代表须从在册会员中选择。"})
    if is_new and delegate.kind == Kind.FULL and member and member.status != Status.ACTIVE:
        raise ValidationError({"member": f"{member.name}不是在职会员，不能担任正式代表。"})
    if former is not None and (former.ended_on is None or former.term_id != delegate.term_id):
        raise ValidationError({"replaces": f"{former}还没有终止代表资格，不能补选。"})
    if former is not None and former.ended_on and delegate.since < former.ended_on:
        raise ValidationError({"since": f"补选日期不能早于{former}终止的日期。"})


@transaction.atomic
def end_delegate(
    *,
    delegate: Delegate,
    by: Seat,
    today: datetime.date,
    ended_on: datetime.date,
    end_reason: str,
    end_note: str = "",
    recall_votes: int | None = None,
    accepted: Iterable[str] = (),
) -> Delegate:
    """Ends a delegate. A recall is decided by the constituency (art. 12; the share is a norm)."""
    require(by, delegate.union_id)
    hold(delegate)
    if delegate.ended_on is not None:
        raise ValidationError(f"{delegate}的代表资格已经终止，可能有人刚刚办理过。")
    if ended_on > today:
        raise ValidationError({"ended_on": "终止日期不能晚于今天。"})
    is_recall = end_reason == EndReason.RECALLED
    found = []
    if is_recall and delegate.constituency is not None:
        found = results.recall(
            votes_for=recall_votes,
            staff=delegate.constituency.staff_count,
            rule=rules_on(delegate.union, ended_on).recall,
        )
    agreed = require_clear(found, accepted=accepted)
    delegate.ended_on, delegate.end_reason, delegate.end_note = ended_on, end_reason, end_note
    delegate.recall_votes = recall_votes if is_recall else None
    delegate.full_clean()
    delegate.save()
    follow(delegate.term)
    audit.record(
        verb="congress.end_delegate",
        label="终止代表资格",
        by=by,
        thing=delegate,
        note=f"{delegate.get_end_reason_display()}：{end_note}".rstrip("："),
        accepted=agreed,
    )
    return delegate


@transaction.atomic
def fill_from_roster(*, term: CongressTerm, by: Seat, today: datetime.date) -> list[Delegate]:
    """教职工大会: every member in service is a full delegate. Done again it adds who is new."""
    require(by, term.union_id)
    lock(term)
    if not term.is_staff or term.form != CongressTerm.Form.ASSEMBLY:
        raise ValidationError("只有教职工大会由全体教职工参加；代表大会的代表由选区选举产生。")
    there = term.delegates.in_office().filter(member__isnull=False).values("member")
    since = min(max(term.starts_on, datetime.date(1950, 1, 1)), today)
    missing = Member.objects.of_union(term.union).active().exclude(pk__in=there)
    rows = missing.order_by("stroke_order", "pk")
    new = [_on_the_staff(term, member, since) for member in rows]
    if not new:
        raise ValidationError("名册上的在职会员都已列入，没有需要补充的人。")
    for delegate in new:
        delegate.clean()
    Delegate.objects.bulk_create(new)
    term.full_delegates = term.delegates.in_office().full().count()
    term.save(update_fields=["full_delegates"])
    note = f"{len(new)} 人"
    audit.record(
        verb="congress.fill_from_roster", label="按名册列入全体教职工", by=by, thing=term, note=note
    )
    return new


def _on_the_staff(term: CongressTerm, member: Member, since: datetime.date) -> Delegate:
    return Delegate(
        union=term.union,
        term=term,
        member=member,
        name=member.name,
        category=category_of(member),
        is_leader=is_leader(member),
        origin=Origin.STAFF,
        since=since,
    )


@transaction.atomic
def match_number(*, term: CongressTerm, by: Seat) -> CongressTerm:
    """Writes the number of full delegates in office as that of the term."""
    require(by, term.union_id)
    number = term.delegates.in_office().full().count()
    if not number:
        raise ValidationError("还没有登记正式代表。")
    former, term.full_delegates = term.full_delegates, number
    term.full_clean()
    term.save(update_fields=["full_delegates"])
    note = f"{former} 人改为 {number} 人"
    audit.record(
        verb="congress.match_number", label="更新正式代表人数", by=by, thing=term, note=note
    )
    return term
