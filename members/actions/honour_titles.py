"""Acts on the dictionary of honours: bringing the usual ones in, adding, changing, hiding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from members.models import HonourTitle
from union_site import audit
from union_site.models import Seat, Union

MANAGE = "honours.manage"
USUAL = Path(__file__).parent.parent / "data" / "honours.json"


def require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can(MANAGE):
        raise PermissionDenied


def usual_titles() -> list[dict[str, str]]:
    """The names that ship with the product."""
    rows: list[dict[str, str]] = json.loads(USUAL.read_text(encoding="utf-8"))
    return rows


def missing_titles(union: Union) -> list[HonourTitle]:
    """The usual titles that a union has not got yet, not written."""
    known = set(HonourTitle.objects.of_union(union).values_list("name", flat=True))
    new = [row for row in usual_titles() if row["name"] not in known]
    return [
        HonourTitle(union=union, order=order, **row)
        for order, row in enumerate(new, start=len(known) + 1)
    ]


@transaction.atomic
def adopt_titles(*, by: Seat) -> int:
    """Brings the usual titles into the union; keeps those it has. Returns how many."""
    require(by, by.union_id)
    # Two people who press the button at once wait for each other here.
    list(Union.objects.select_for_update().filter(pk=by.union_id))
    new = missing_titles(by.union)
    HonourTitle.objects.bulk_create(new)
    audit.record(verb="honour_title.adopt", label="引入常用荣誉称号", by=by, note=f"{len(new)} 个")
    return len(new)


@transaction.atomic
def add_title(*, by: Seat, **written: Any) -> HonourTitle:
    """`written`: name, subject, usual_issuer, level_label."""
    require(by, by.union_id)
    last = HonourTitle.objects.of_union(by.union).aggregate(last=Max("order"))["last"] or 0
    title = HonourTitle(union=by.union, order=last + 1)
    return _keep(title, by, "honour_title.add", "增加荣誉称号", written)


@transaction.atomic
def change_title(*, title: HonourTitle, by: Seat, **written: Any) -> HonourTitle:
    require(by, title.union_id)
    if title.selections.exists() and written.get("subject", title.subject) != title.subject:
        raise ValidationError({"subject": "已有评选推荐使用这个称号，授予对象不能再改。"})
    return _keep(title, by, "honour_title.change", "修改荣誉称号", written)


def _keep(
    title: HonourTitle, by: Seat, verb: str, label: str, written: dict[str, Any]
) -> HonourTitle:
    for name, value in written.items():
        setattr(title, name, value)
    title.full_clean()
    title.save()
    audit.record(verb=verb, label=label, by=by, thing=title)
    return title


@transaction.atomic
def hide_title(*, title: HonourTitle, by: Seat) -> HonourTitle:
    """Takes a title that nothing uses out of the choices; pressed again it comes back."""
    require(by, title.union_id)
    is_used = title.awards.exists() or title.selections.exists()
    if is_used and not title.is_hidden:
        raise ValidationError(f"“{title}”已有登记使用，不能停用。")
    title.is_hidden = not title.is_hidden
    title.save(update_fields=["is_hidden"])
    label = "停用荣誉称号" if title.is_hidden else "恢复荣誉称号"
    audit.record(verb="honour_title.hide", label=label, by=by, thing=title)
    return title
