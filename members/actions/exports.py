"""Acts of the masked export: recorded like every table of persons that leaves the house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from union_site import audit, jobs
from union_site.models import Job, Seat

EXPORT = "members.export_roster"  # kind of job; tasks.py does it


def record_export(*, by: Seat, count: int, filters: str, columns: Sequence[str]) -> None:
    """Writes into the trail who takes which part of the roster away (PIPL art. 51)."""
    if not by.can("members.view"):
        raise PermissionDenied
    if not count:
        raise ValidationError("没有符合条件的会员，没有内容可以导出。")
    note = f"{count} 人（遮盖）；筛选：{filters}；列：{'、'.join(columns)}"
    audit.record(verb="members.export", label="导出名册", by=by, note=note)


@transaction.atomic
def begin_export(
    *, by: Seat, count: int, filters: str, columns: Sequence[str], parameters: dict[str, Any]
) -> Job:
    """The same for a large roster: written by a job. `parameters` tell it what to write."""
    record_export(by=by, count=count, filters=filters, columns=columns)
    return jobs.start(kind=EXPORT, label=f"导出 {count} 名会员的名册", by=by, parameters=parameters)
