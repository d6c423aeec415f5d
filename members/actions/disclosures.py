"""Acts that show sensitive values in full: of one member on a page, of many in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from members.models import Disclosure, Member
from members.models.people import MemberQuerySet
from union_site import audit
from union_site.models import Seat

# What can be disclosed of a member: field → words.
DISCLOSABLE = {"id_number": "证件号码", "bank_card": "银行卡号", "home_address": "家庭住址"}
# A file masks mobiles as well.
IN_A_FILE = {**DISCLOSABLE, "mobile": "移动电话"}
_ROWS_TOGETHER = 500


def held(member: Member) -> list[tuple[str, str]]:
    """What there is to disclose of a member."""
    return [(name, label) for name, label in DISCLOSABLE.items() if getattr(member, name)]


@transaction.atomic
def disclose(*, member: Member, what: Iterable[str], by: Seat, reason: str) -> dict[str, str]:
    """The chosen values in full, for a reason that goes into the trail (PIPL arts 6, 51).

    Returns label → value of those that there are. Raises ValidationError without a reason or
    a choice.
    """
    if not by.can("members.sensitive") or by.union_id != member.union_id:
        raise PermissionDenied
    why = _reason(reason)
    chosen = set(what)
    shown = {label: getattr(member, name) for name, label in held(member) if name in chosen}
    if not shown:
        raise ValidationError({"what": "请选择要查看的内容。"})
    words = "、".join(shown)
    Disclosure.objects.create(
        union_id=member.union_id, member=member, what=words, reason=why, by=by
    )
    note = f"{words}；用途：{why}"
    audit.record(verb="members.disclose", label="查看完整敏感信息", by=by, thing=member, note=note)
    return shown


@transaction.atomic
def disclose_in_bulk(
    *,
    rows: MemberQuerySet,
    seen: int,
    what: Sequence[str],
    by: Seat,
    reason: str,
    filters: str,
    columns: Sequence[str],
) -> frozenset[int]:
    """Records that the chosen values of all these members leave in a file; returns whose.

    `seen` is the number of people that the confirmation spoke of: where it differs by now,
    ValidationError with the code "outdated", and nobody's values are disclosed. `filters` and
    `columns` say in words what was asked for and what the file holds.
    """
    if not by.can("members.sensitive"):
        raise PermissionDenied
    why = _reason(reason)
    words = "、".join(IN_A_FILE[name] for name in what)
    if not words:
        raise ValidationError({"what": "请选择要完整导出的内容。"})
    members: frozenset[int] = frozenset(rows.visible_to(by).order_by().values_list("pk", flat=True))
    if not members:
        raise ValidationError("没有符合条件的会员，没有内容可以导出。")
    if len(members) != seen:
        raise ValidationError(
            f"名册刚刚有变化：符合条件的现在是 {len(members)} 人，请重新确认。", code="outdated"
        )
    Disclosure.objects.bulk_create(
        (
            Disclosure(
                union_id=by.union_id, member_id=pk, what=f"{words}（导出）", reason=why, by=by
            )
            for pk in sorted(members)
        ),
        batch_size=_ROWS_TOGETHER,
    )
    audit.record(
        verb="members.export_full",
        label="导出完整敏感信息",
        by=by,
        note=f"{len(members)} 人；完整内容：{words}；用途：{why}；筛选：{filters}；"
        f"列：{'、'.join(columns)}",
    )
    return members


def _reason(reason: str) -> str:
    if not (why := reason.strip()):
        raise ValidationError({"reason": "请写明用途。"})
    return why
