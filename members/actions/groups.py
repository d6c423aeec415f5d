"""Acts on union groups: setting up, naming, heading, moving members, ending."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max

from members.actions.posts import follow_posts
from members.models import GroupHead, Member, UnionGroup
from members.models.codes import Status
from union_site import audit
from union_site.models import Seat

MANAGE = "organisation.manage"


def _require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can(MANAGE):
        raise PermissionDenied


def _locked(group: UnionGroup) -> UnionGroup:
    locked = UnionGroup.objects.select_for_update().get(pk=group.pk)
    if locked.ended_on is not None:
        raise ValidationError(f"“{locked}”已经撤销，请刷新页面查看。")
    return locked


@transaction.atomic
def open_group(*, by: Seat, name: str, order: int | None = None) -> UnionGroup:
    """Sets up a group; one that has ended under the same name is taken up again."""
    _require(by, by.union_id)
    groups = UnionGroup.objects.of_union(by.union)
    if order is None:
        order = (groups.aggregate(last=Max("order"))["last"] or 0) + 1
    ended = groups.filter(name=name.strip(), ended_on__isnull=False).first()
    group = ended or UnionGroup(union=by.union, name=name.strip())
    group.order, group.ended_on = order, None
    group.full_clean()
    group.save()
    label = "恢复工会小组" if ended else "新建工会小组"
    audit.record(verb="organisation.open_group", label=label, by=by, thing=group)
    return group


@transaction.atomic
def change_group(*, group: UnionGroup, by: Seat, name: str, order: int) -> UnionGroup:
    _require(by, group.union_id)
    group = _locked(group)
    former, group.name, group.order = group.name, name.strip(), order
    group.full_clean()
    group.save(update_fields=["name", "order"])
    note = f"原名：{former}" if former != group.name else f"顺序：{order}"
    audit.record(
        verb="organisation.change_group", label="修改工会小组", by=by, thing=group, note=note
    )
    return group


@transaction.atomic
def change_head(
    *,
    group: UnionGroup,
    member: Member | None,
    since: datetime.date,
    by: Seat,
    today: datetime.date,
) -> UnionGroup:
    """Gives a group its head, or takes the head away; the former one goes into the history."""
    _require(by, group.union_id)
    group = _locked(group)
    if since > today:
        raise ValidationError({"since": "任职日期不能晚于今天。"})
    if member is not None:
        _refuse_as_head(member, group)
    former = group.head_id
    _end_headship(group, on=since)
    group.head = member
    group.full_clean()
    group.save(update_fields=["head"])
    if member is not None:
        row = GroupHead(union=group.union, group=group, member=member, since=since)
        row.full_clean()
        row.save()
    follow_posts(pk for pk in (former, member.pk if member else None) if pk)
    note = f"组长：{member.name if member else '空缺'}"
    audit.record(verb="organisation.change_head", label="更换小组长", by=by, thing=group, note=note)
    return group


def _refuse_as_head(member: Member, group: UnionGroup) -> None:
    if member.group_id != group.pk:
        raise ValidationError({"member": f"{member}不在“{group}”，请先编入本组。"})
    if member.status != Status.ACTIVE:
        sentence = f"{member}现为“{member.get_status_display()}”，不能担任组长。"
        raise ValidationError({"member": sentence})
    if member.pk == group.head_id:
        raise ValidationError({"member": f"{member}已是本组组长。"})


def _end_headship(group: UnionGroup, *, on: datetime.date) -> None:
    for row in group.heads.filter(until__isnull=True):
        if row.since is not None and on < row.since:
            raise ValidationError(
                {"since": f"不能早于现任组长的任职日期（{row.since:%Y-%m-%d}）。"}
            )
        row.until = on
        row.full_clean()
        row.save(update_fields=["until"])


@transaction.atomic
def move_members(*, members: Iterable[Member], to: UnionGroup, by: Seat) -> list[Member]:
    """Puts members into a group, wherever they were; returns those who moved.

    A head does not leave the group behind: the group is given another one first.
    """
    _require(by, to.union_id)
    to = _locked(to)
    wanted = [member.pk for member in members]
    rows = Member.objects.of_union(to.union).on_roll().filter(pk__in=wanted)
    moving = list(rows.exclude(group=to).select_for_update(of=("self",)).in_order("pinyin"))
    _refuse_heads(moving)
    if not moving:
        raise ValidationError("请选择要调整的会员（已在该组的不用再选）。")
    Member.objects.filter(pk__in=[member.pk for member in moving]).update(
        group=to, revision=F("revision") + 1
    )
    names = "、".join(member.name for member in moving)
    audit.record(
        verb="organisation.move_members", label="调整工会小组", by=by, thing=to, note=names
    )
    for member in moving:
        member.group = to
    return moving


def _refuse_heads(moving: Collection[Member]) -> None:
    headed = UnionGroup.objects.filter(head__in=[member.pk for member in moving])
    if heads := [f"{group.head}（{group}）" for group in headed.select_related("head")]:
        raise ValidationError(f"{'、'.join(heads)}是组长，请先更换组长再调整。")


@transaction.atomic
def end_group(
    *,
    group: UnionGroup,
    on: datetime.date,
    by: Seat,
    today: datetime.date,
    move_to: UnionGroup | None = None,
) -> UnionGroup:
    """Ends a group. Who is in it moves to `move_to`; without one it must be empty."""
    _require(by, group.union_id)
    group = _locked(group)
    if on > today:
        raise ValidationError({"on": "撤销日期不能晚于今天。"})
    staying = list(group.members.on_roll())
    if staying and move_to is None:
        raise ValidationError({"move_to": f"本组还有 {len(staying)} 名会员，请选择并入哪个小组。"})
    if move_to is not None and move_to.pk == group.pk:
        raise ValidationError({"move_to": "请选择另一个小组。"})
    former = group.head_id
    _end_headship_by(group, on)
    group.head = None
    group.save(update_fields=["head"])
    if staying and move_to is not None:
        move_members(members=staying, to=move_to, by=by)
    group.ended_on = on
    group.full_clean()
    group.save(update_fields=["ended_on"])
    if former:
        follow_posts([former])
    audit.record(verb="organisation.end_group", label="撤销工会小组", by=by, thing=group)
    return group


def _end_headship_by(group: UnionGroup, on: datetime.date) -> None:
    """Ends the headship on that day, or on its first where it began later."""
    for row in group.heads.filter(until__isnull=True):
        row.until = on if row.since is None else max(on, row.since)
        row.save(update_fields=["until"])
