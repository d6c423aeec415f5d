"""Papers and returns, made through the acts themselves."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from reports import actions
from reports.models import AnnualSummary, Paper, Return, WorkPlan
from tests.factories import make_seat, make_union
from union_site.models import Seat, Union

PDF = b"%PDF-1.7 as it was handed in"
DOCX = b"PK as it was handed in"
YEAR = 2026


def make_summary(
    by: Seat, *, year: int = YEAR, is_written: bool = True, **options: Any
) -> AnnualSummary:
    """Opened by the seat; with a text of a person's own in every section."""
    summary = actions.open_summary(year=year, by=by, **options)
    if is_written:
        write_all(summary, by)
    summary.refresh_from_db()
    return summary


def write_all(summary: AnnualSummary, by: Seat) -> None:
    """A person's text in every section, put there at once: most rules do not ask how."""
    summary.sections.update(
        body="一年来扎实推进，成效明显。", quoted={}, edited_by=by, edited_at=timezone.now()
    )


def write(section: Any, by: Seat, *, body: str, seen: int | None = None) -> Any:
    return actions.edit_section(
        section=section,
        heading=section.heading,
        body=body,
        is_included=True,
        seen=section.revision if seen is None else seen,
        by=by,
    )


def make_plan(by: Seat, *, year: int = YEAR) -> WorkPlan:
    plan = actions.open_plan(year=year, by=by)
    actions.write_principle(plan=plan, text="围绕中心，服务大局。", seen=plan.revision, by=by)
    plan.refresh_from_db()
    return plan


def hand_in(paper: Paper, by: Seat, *, now: datetime.datetime | None = None) -> Return:
    """Frozen with files that were not rendered: most rules do not look at them."""
    paper.refresh_from_db()
    return actions.seal(
        paper=paper,
        version=paper.version + 1,
        revision=paper.revision,
        pdf=PDF,
        docx=DOCX,
        by=by,
        now=now,
    )


def make_school(district: Union, number: int) -> Seat:
    """A further school of the district; gives the seat of its chair."""
    school = make_union(
        f"extra-{number}", parent=district, name=f"第{number}学校工会", staff_count=50
    )
    return make_seat(school, "chair", "member", name=f"主席{number}")


def with_visits(seat: Seat, visits: int) -> Return:
    """Handed in with typed figures of its own."""
    summary = make_summary(seat)
    for code, label, value in (("welfare.visits", "慰问人次", visits), ("x.y", "其他", 7)):
        snapshot = summary.snapshots.filter(code=code).first()
        if snapshot is not None:
            snapshot.manual_value = Decimal(value)
            snapshot.save()
            continue
        made = actions.add_figure(
            summary=summary,
            section_key="service",
            label=label,
            unit="人次",
            value=Decimal(value),
            qualifier="exact",
            by=seat,
        )
        made.code = code
        made.save()
    return hand_in(summary, seat)


def damage(sent: Return) -> None:
    """Somebody with access to the server changes the stored file."""
    stored = Path(sent.pdf.file.path)
    stored.write_bytes(stored.read_bytes() + b" and more")
