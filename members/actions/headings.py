"""Acts on the headings of a roster: saying what a column is; what was said is remembered."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from members.actions.imports import check_now_or_later, content_of, locked_import, read_roster
from members.models import HeadingMemory, RosterImport
from members.resources import LAYOUT, headings
from members.resources.columns import BY_KEY
from members.resources.headings import FoundColumn
from members.workflow.imports import IMPORTING
from union_site.models import Seat
from union_site.workflow import advance

_LONGEST = HeadingMemory._meta.get_field("heading").max_length or 0


@transaction.atomic
def map_columns(
    *, brought: RosterImport, chosen: Mapping[str, str], by: Seat, today: datetime.date
) -> RosterImport:
    """Says which column holds what, remembers it for the union's next file, and checks anew.

    `chosen`: plain heading → field, or "" for a column that is not to be imported; a heading
    that is not named keeps what it was taken for. Raises ValidationError by heading or as a
    whole.
    """
    if not by.can("members.import") or by.union_id != brought.union_id:
        raise PermissionDenied
    locked = locked_import(brought)
    content = content_of(locked)
    columns = headings.found_in(read_roster(content, said=locked.mapping, may_lack=True))
    said = {heading: chosen.get(heading, key) for heading, key in headings.said_of(columns).items()}
    _require_sense(said, columns)
    note = _note(said, columns)
    advance(IMPORTING, thing=locked, step="map", by=by, note=note, changes={"mapping": said})
    _remember(said, columns, by)
    table = read_roster(content, said=said)
    return check_now_or_later(brought=locked, table=table, by=by, today=today)


def _require_sense(said: Mapping[str, str], columns: list[FoundColumn]) -> None:
    """Every field stands in one column at most, and what cannot be missed in one."""
    shown = {column.plain: column.heading for column in reversed(columns)}
    if unknown := [shown[heading] for heading, key in said.items() if key and key not in BY_KEY]:
        raise ValidationError(f"“{unknown[0]}”对应的项目不存在，请重新选择。")
    counts = Counter(key for key in said.values() if key)
    sentences = [
        f"{'和'.join(f'“{shown[h]}”' for h, k in said.items() if k == key)}"
        f"都对应到了“{BY_KEY[key].label}”，一个项目只能取自一列，请把其余的改为“不导入”。"
        for key, count in counts.items()
        if count > 1
    ]
    sentences += [
        f"请指明哪一列是“{column.label}”，没有这一列就不能核对。"
        for column in LAYOUT.required
        if column.key not in counts
    ]
    if sentences:
        raise ValidationError(sentences)


def _note(said: Mapping[str, str], columns: list[FoundColumn]) -> str:
    """What was said otherwise than before, for the trail."""
    changed = [c for c in columns if not c.repeats and said[c.plain] != c.key]
    return "；".join(
        f"{column.heading}→{BY_KEY[key].label if (key := said[column.plain]) else '不导入'}"
        for column in changed
    )


def _remember(said: Mapping[str, str], columns: list[FoundColumn], by: Seat) -> None:
    """Keeps what differs from what a heading usually means, and forgets what no longer does."""
    usual = headings.guessed(columns)
    told = {h: key for h, key in said.items() if key != usual[h] and len(h) <= _LONGEST}
    rows = HeadingMemory.objects.of_union(by.union)
    rows.filter(heading__in=[heading for heading in said if heading not in told]).delete()
    now = timezone.now()
    HeadingMemory.objects.bulk_create(
        [HeadingMemory(union=by.union, heading=h, key=k, by=by, at=now) for h, k in told.items()],
        update_conflicts=True,
        unique_fields=["union", "heading"],
        update_fields=["key", "by", "at"],
    )
