"""Acts on the tables of a disclosed item: reading a sheet, keeping it, choosing the picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.actions.acting import hold
from congress.actions.disclosure import require_draft, require_manager
from congress.checks import disclosure_tables as rules
from congress.checks.disclosure_tables import AnyTable, Read
from congress.models import Disclosure, DisclosureTable
from union_site import audit
from union_site.models import Seat
from union_site.spreadsheets import UnreadableSheet, read_table
from union_site.spreadsheets.safety import Limits

MOST_TABLES = 6
LIMIT = 2_000_000  # bytes: a table that people read is small
_LIMITS = Limits(bytes=LIMIT, rows=2_000, cells=200_000, unpacked_bytes=20_000_000)
_HOUR = 3600


def read_sheet(*, disclosure: Disclosure, content: bytes, by: Seat) -> Read:
    """What a sheet holds, with a finding for each cell that is wrong. Writes nothing.

    Raises ValidationError for what is no table at all.
    """
    require_manager(by, disclosure.union_id)
    if len(content) > LIMIT:
        raise ValidationError(
            {
                "file": f"文件有 {len(content) / 1e6:.1f} MB，超过上限 {LIMIT / 1e6:.0f} MB。"
                "请只留要公布的这一张表，删去图片和多余的工作表。"
            }
        )
    try:
        return rules.read(read_table(content, AnyTable(), limits=_LIMITS))
    except UnreadableSheet as refusal:
        raise ValidationError({"file": refusal.sentence.replace("名册", "表格")}) from refusal


def sealed(read: Read, *, disclosure: Disclosure, by: Seat, file_name: str) -> str:
    """The table in a form that travels through the preview page and cannot be changed there.

    So nothing is stored until somebody has looked at it and said yes.
    """
    content = {**read.content, "file_name": file_name[:120]}
    return signing.dumps(content, salt=_salt(disclosure, by), compress=True)


def unsealed(seal: str, *, disclosure: Disclosure, by: Seat) -> dict[str, Any]:
    try:
        found: dict[str, Any] = signing.loads(seal, salt=_salt(disclosure, by), max_age=_HOUR)
    except signing.BadSignature as refusal:
        raise ValidationError("预览已过期或不完整，请重新上传表格。") from refusal
    return found


def _salt(disclosure: Disclosure, by: Seat) -> str:
    return f"disclosure-table/{disclosure.pk}/{by.pk}"


@transaction.atomic
def add_table(
    *,
    disclosure: Disclosure,
    by: Seat,
    seal: str,
    title: str,
    unit: str = "",
    drawing: str = "",
    drawn: Sequence[int] = (),
) -> DisclosureTable:
    """Keeps a table as it was previewed."""
    require_manager(by, disclosure.union_id)
    require_draft(disclosure)
    content = unsealed(seal, disclosure=disclosure, by=by)
    if disclosure.tables.count() >= MOST_TABLES:
        raise ValidationError(f"一项校务公开最多 {MOST_TABLES} 张表，请另立一项。")
    last = disclosure.tables.aggregate(last=Max("position"))["last"] or 0
    table = DisclosureTable(
        union=disclosure.union, disclosure=disclosure, position=last + 1, **content
    )
    return _keep(table, by, "disclosure.add_table", "上传表格", title, unit, drawing, drawn)


@transaction.atomic
def change_table(
    *,
    table: DisclosureTable,
    by: Seat,
    title: str,
    unit: str = "",
    drawing: str = "",
    drawn: Sequence[int] = (),
) -> DisclosureTable:
    """Another title, unit or picture; other figures come with a new sheet."""
    require_manager(by, table.union_id)
    require_draft(table.disclosure)
    hold(table)
    return _keep(table, by, "disclosure.change_table", "修改表格", title, unit, drawing, drawn)


def _keep(
    table: DisclosureTable,
    by: Seat,
    verb: str,
    label: str,
    title: str,
    unit: str,
    drawing: str,
    drawn: Sequence[int],
) -> DisclosureTable:
    known = [place for place, _ in table.numbers]
    table.title, table.unit, table.drawing = title, unit, drawing
    table.drawn = [place for place in known if place in set(drawn)] if drawing else []
    content = {"rows": table.rows}
    if sentence := rules.drawing_refusal(content, drawing=drawing, drawn=table.drawn):
        raise ValidationError({"drawing": sentence})
    table.full_clean()
    table.save()
    audit.record(verb=verb, label=label, by=by, thing=table.disclosure, note=title)
    return table


@transaction.atomic
def remove_table(*, table: DisclosureTable, by: Seat) -> Disclosure:
    require_manager(by, table.union_id)
    disclosure = table.disclosure
    require_draft(disclosure)
    audit.record(
        verb="disclosure.remove_table", label="删去表格", by=by, thing=disclosure, note=table.title
    )
    table.delete()
    return disclosure
