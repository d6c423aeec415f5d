"""Acts on double entries: making one row of two, or saying that they are two people."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from members.actions.posts import follow_posts
from members.models import EventKind, Member, MembershipEvent, NotSame
from members.models.codes import Status
from union_site import audit
from union_site.masking import Personal, covered
from union_site.models import Seat

# Fields that only make sense together are taken from one row together.
TOGETHER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("证件号码、性别和出生日期", ("id_number", "id_kind", "sex", "birth_date")),
    (
        "会籍和就业状况",
        ("status", "membership_change", "changed_on", "change_reason", "employment_status"),
    ),
)
_BUNDLED = {name for _, names in TOGETHER for name in names}
_NOT_CHOSEN = {"id", "union", "seat", "merged_into", "brought_by", "revision"}


@dataclass(frozen=True)
class Choice:
    """Something of which the two rows hold different values; one of them stays."""

    key: str  # the first of the fields
    label: str
    fields: tuple[str, ...]


@dataclass
class Moved:
    """What became of the rows that pointed at the row that went."""

    count: int = 0
    left: list[str] = field(default_factory=list)  # what the kept row has already


def choices(first: Member, second: Member) -> list[Choice]:
    """Where the two rows differ, in the order of the table."""
    single = [
        Choice(column.name, str(column.verbose_name), (column.name,))
        for column in Member._meta.concrete_fields
        if column.editable and column.name not in _NOT_CHOSEN | _BUNDLED
    ]
    bundles = [Choice(names[0], label, names) for label, names in TOGETHER]
    return [
        choice
        for choice in (single[:1] + bundles + single[1:])
        if any(getattr(first, name) != getattr(second, name) for name in choice.fields)
    ]


@transaction.atomic
def merge(
    *,
    kept: Member,
    other: Member,
    revisions: Mapping[int, int],
    from_other: tuple[str, ...],
    by: Seat,
    today: datetime.date,
) -> tuple[Member, Moved]:
    """Makes one row of two. What points at `other` anywhere points at `kept` afterwards.

    `from_other` names the choices (by their key) of which the other row's value stays;
    `revisions` are those that were looked at, by member. A row that the kept member has already,
    and of which there can be one only, stays where it is and is named in the result. Raises
    ValidationError where somebody was faster or the other row's account holds an office.
    """
    if not by.can("members.manage") or {kept.union_id, other.union_id} != {by.union_id}:
        raise PermissionDenied
    kept, other = _locked(kept, other, revisions)
    values = _chosen(kept, other, from_other)
    note_on_account = _settle_accounts(kept, other)
    moved = _move(other, kept)
    # The other row goes first: two rows on the roll cannot hold one number.
    other.status, other.merged_into = Status.MERGED, kept
    other.revision += 1
    other.save(update_fields=["status", "merged_into", "seat", "revision"])
    for name, value in values.items():
        setattr(kept, name, value)
    kept.revision += 1
    kept.full_clean()
    kept.save()
    MembershipEvent.objects.create(
        union_id=kept.union_id,
        member=kept,
        kind=EventKind.MERGED,
        on=today,
        status=kept.status,
        reason=f"并入“{other.name}”的重复记录",
        by=by,
    )
    follow_posts([kept.pk])
    note = "；".join(filter(None, [_note(other, moved), note_on_account]))
    audit.record(verb="members.merge", label="合并重复会员", by=by, thing=kept, note=note)
    return kept, moved


def _locked(kept: Member, other: Member, revisions: Mapping[int, int]) -> tuple[Member, Member]:
    """Both rows as they are now, held; refuses where they are not what was looked at."""
    if kept.pk == other.pk:
        raise ValidationError("同一条记录不能与自己合并。")
    rows = Member.objects.select_for_update().filter(pk__in=[kept.pk, other.pk])
    now = {member.pk: member for member in rows.order_by("pk")}
    if any(member.status == Status.MERGED for member in now.values()):
        raise ValidationError("其中一条记录刚刚已由别人合并，请回到列表查看。")
    if any(member.revision != revisions.get(pk) for pk, member in now.items()):
        raise ValidationError("在您核对期间，别人修改了其中一条记录。请看过新的内容后再合并。")
    return now[kept.pk], now[other.pk]


def _chosen(kept: Member, other: Member, from_other: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: getattr(other, name)
        for choice in choices(kept, other)
        if choice.key in from_other
        for name in choice.fields
    }


def _settle_accounts(kept: Member, other: Member) -> str:
    """One person, one account: the other row's goes over, or is closed where both have one."""
    if other.seat is None:
        return ""
    seat = other.seat
    if kept.seat is None:
        other.seat = None
        Member.objects.filter(pk=other.pk).update(seat=None)
        kept.seat = seat
        return f"账号 {seat.user.username} 随之转来"
    if seat.roles - {"member"}:
        raise ValidationError(
            f"两条记录都有账号，而“{seat.user.username}”这个账号还担任职务（{seat.role_label}）。"
            "请改为保留有职务的那一条，或先由系统管理员调整职务。"
        )
    Seat.objects.filter(pk=seat.pk).update(is_active=False)
    return f"账号 {seat.user.username} 已停用，保留 {kept.seat.user.username}"


def _move(other: Member, kept: Member) -> Moved:
    """Every row of any app that points at the other member, found by the models themselves."""
    moved = Moved()
    for relation in Member._meta.get_fields(include_hidden=True):
        # Many-to-many relations come a second time, as the rows of the table between.
        if not isinstance(relation, models.ManyToOneRel) or relation.related_model is NotSame:
            continue
        model, name = relation.related_model, relation.field.name
        for row in model._base_manager.filter(**{name: other}).order_by("pk"):
            if _repoint(row, name, kept):
                moved.count += 1
            elif model._meta.auto_created:
                row.delete()  # a line of a list on which the kept member stands already
            else:
                moved.left.append(f"{model._meta.verbose_name}“{row}”")
    return moved


def _repoint(row: models.Model, name: str, kept: Member) -> bool:
    """False where the database holds that the kept member has such a row already."""
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{name: kept})
    except IntegrityError:
        return False
    return True


def _note(other: Member, moved: Moved) -> str:
    shown = covered(other.id_number, Personal.ID_NUMBER) if other.id_number else "无证件号码"
    parts = [f"并入 {other.name}（{shown}）", f"转来 {moved.count} 条记录"]
    if moved.left:
        kinds = "、".join(moved.left[:10]) + ("等" if len(moved.left) > 10 else "")
        parts.append(f"留在原记录 {len(moved.left)} 条（{kinds}）")
    return "；".join(parts)


@transaction.atomic
def mark_not_same(*, first: Member, second: Member, by: Seat) -> NotSame:
    """Two people after all: the pair is never shown again. Said twice, it is said once."""
    if not by.can("members.manage") or {first.union_id, second.union_id} != {by.union_id}:
        raise PermissionDenied
    if first.pk == second.pk:
        raise ValidationError("请选择两条不同的记录。")
    low, high = sorted((first, second), key=lambda member: member.pk)
    if (known := NotSame.objects.of_union(by.union).about(low, high).first()) is not None:
        return known
    judged = NotSame(union_id=by.union_id, first=low, second=high, by=by, at=timezone.now())
    judged.full_clean()
    judged.save()
    audit.record(verb="members.not_same", label="判定不是同一人", by=by, thing=judged)
    return judged


@transaction.atomic
def look_again(*, judged: NotSame, by: Seat) -> NotSame:
    """Takes a judgement back: the pair is shown again."""
    if not by.can("members.manage") or judged.union_id != by.union_id:
        raise PermissionDenied
    audit.record(verb="members.look_again", label="撤回“不是同一人”", by=by, thing=judged)
    NotSame.objects.filter(pk=judged.pk).delete()
    return judged
