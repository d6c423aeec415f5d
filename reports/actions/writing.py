"""Acts on an annual summary: opening it, writing its sections, taking and correcting figures."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from reports import drafting, numbers
from reports.actions.holding import (
    OvertakenEdit,
    due_date,
    hold,
    hold_part,
    one_kind_of_break,
    require,
    save_part,
    touch,
)
from reports.figures import Reading, read_all
from reports.models import AnnualSummary, FigureSnapshot, Paper, SummarySection
from union_site import audit
from union_site.figures import calendar_year
from union_site.models import Seat, Union

__all__ = [
    "Difference",
    "OvertakenEdit",
    "add_figure",
    "correct_figure",
    "edit_section",
    "open_summary",
    "remove_figure",
    "rename",
    "retake_figures",
    "unsaved_summary",
]


@dataclass(frozen=True)
class Difference:
    """A figure that the data gives otherwise than the last time; None where it was not there."""

    label: str
    unit: str
    before: Decimal | None
    after: Decimal | None

    @property
    def sentence(self) -> str:
        old, new = (
            "—" if value is None else numbers.shown(value, self.unit) + self.unit
            for value in (self.before, self.after)
        )
        return f"{self.label}：{old} → {new}"


@dataclass(frozen=True)
class Drafted:
    """A summary with its parts, as drafted from the data and not saved."""

    summary: AnnualSummary
    sections: list[SummarySection]
    snapshots: list[FigureSnapshot]


def unsaved_summary(*, union: Union, year: int, theme: str = "", now: datetime.datetime) -> Drafted:
    """What a summary would say if it were opened now; writes nothing."""
    summary = AnnualSummary(
        union=union,
        year=year,
        title=f"{union.name}{year}年工作总结",
        theme=theme,
        due_on=due_date(
            "reports.summary_due", union=union, year=year, today=timezone.localdate(now)
        ),
        figures_taken_at=now,
        opened_at=now,
    )
    readings = read_all(union, calendar_year(year))
    snapshots = [_snapshot(summary, reading, n, now) for n, reading in enumerate(readings)]
    return Drafted(summary, drafting.sections_of(summary, snapshots), snapshots)


@transaction.atomic
def open_summary(
    *, year: int, theme: str = "", by: Seat, now: datetime.datetime | None = None
) -> AnnualSummary:
    """Opens the summary of a year: sections of the outline, figures of every app, first drafts.

    Raises ValidationError if the year has one already.
    """
    require(by, "reports.write")
    drafted = unsaved_summary(
        union=by.union, year=year, theme=theme.strip(), now=now or timezone.now()
    )
    summary = drafted.summary
    summary.opened_by = by
    summary.full_clean()
    try:
        with transaction.atomic():
            summary.save()
    except IntegrityError as error:  # two people opened it at the same moment
        raise ValidationError("这一年度的总结刚刚由他人建立，请直接打开。") from error
    for part in (*drafted.sections, *drafted.snapshots):
        part.clean_fields(exclude=["summary", "union"])
    SummarySection.objects.bulk_create(drafted.sections)
    FigureSnapshot.objects.bulk_create(drafted.snapshots)
    audit.record(verb="summary.open", label="建立年度总结", by=by, thing=summary)
    return summary


def _snapshot(
    summary: AnnualSummary, reading: Reading, order: int, now: datetime.datetime
) -> FigureSnapshot:
    snapshot = FigureSnapshot(
        union=summary.union,
        summary=summary,
        code=reading.code,
        span_label=reading.span.label,
        first_day=reading.span.first,
        last_day=reading.span.last,
    )
    _put(snapshot, reading, order, now)
    return snapshot


def _put(snapshot: FigureSnapshot, reading: Reading, order: int, now: datetime.datetime) -> None:
    """What the data says; what a person said stays."""
    snapshot.section_key, snapshot.order = reading.section_key, order
    snapshot.label, snapshot.unit = reading.label, reading.unit
    snapshot.value = reading.value
    snapshot.row_count, snapshot.row_ids = reading.row_count, list(reading.row_ids)
    snapshot.by_month = list(reading.by_month)
    snapshot.taken_at = now


@transaction.atomic
def retake_figures(
    *, summary: AnnualSummary, by: Seat, now: datetime.datetime | None = None
) -> list[Difference]:
    """Takes every figure anew and returns what differs.

    Numbers and texts that a person typed stay; drafts that nobody has touched are drafted anew.
    """
    moment = now or timezone.now()
    held = hold(summary, by)
    known = {s.code: s for s in held.snapshots.filter(is_manual=False)}
    readings = read_all(held.union, calendar_year(held.year))
    differences = [
        _retake(held, known.pop(reading.code, None), reading, order, moment)
        for order, reading in enumerate(readings)
    ]
    for gone in known.values():
        if gone.manual_value is None:
            differences.append(Difference(gone.label, gone.unit, gone.value, None))
            gone.delete()
    held.figures_taken_at = moment
    held.save(update_fields=["figures_taken_at"])
    _redraft(held)
    touch(held)
    audit.record(verb="summary.retake_figures", label="重新取数", by=by, thing=held)
    return [one for one in differences if one.before != one.after]


def _retake(
    summary: AnnualSummary,
    snapshot: FigureSnapshot | None,
    reading: Reading,
    order: int,
    now: datetime.datetime,
) -> Difference:
    if snapshot is None:
        _snapshot(summary, reading, order, now).save()
        return Difference(reading.label, reading.unit, None, reading.value)
    before = snapshot.value
    if before != reading.value:
        snapshot.previous_value = before
    _put(snapshot, reading, order, now)
    snapshot.save()
    return Difference(reading.label, reading.unit, before, reading.value)


def _redraft(summary: AnnualSummary) -> None:
    drafted = drafting.sections_of(summary, list(summary.snapshots.all()))
    texts = {section.key: section for section in drafted}
    for section in summary.sections.filter(edited_at__isnull=True):
        fresh = texts.get(section.key)
        if fresh is not None and fresh.body != section.body:
            section.body, section.quoted = fresh.body, fresh.quoted
            section.revision += 1
            section.save(update_fields=["body", "quoted", "revision"])


@transaction.atomic
def edit_section(
    *,
    section: SummarySection,
    heading: str,
    body: str,
    is_included: bool,
    seen: int,
    by: Seat,
    now: datetime.datetime | None = None,
) -> SummarySection:
    """Saves the text of a section. `seen` is the revision that the writer started from.

    Raises OvertakenEdit if somebody saved another text in between; nothing is lost, the page
    shows both. The same text twice changes nothing.
    """
    summary = hold(section.summary, by)
    written = {
        "heading": heading.strip(),
        "body": one_kind_of_break(body),
        "is_included": is_included,
    }
    if not written["heading"] and section.heading:
        raise ValidationError({"heading": "请写小标题。"})
    current = hold_part(section, seen=seen, written=written)
    if current is None:
        return SummarySection.objects.get(pk=section.pk)
    own_figures = list(summary.snapshots.filter(section_key=current.key))
    current.quoted = numbers.quoted_now(str(written["body"]), own_figures, current.quoted)
    save_part(current, by=by, written=written, now=now or timezone.now())
    touch(summary)
    audit.record(verb="summary.edit_section", label=f"修改“{current.name}”", by=by, thing=summary)
    return current


@transaction.atomic
def rename(*, paper: Paper, title: str, theme: str, by: Seat) -> Paper:
    """Changes title and theme of a summary or a plan."""
    held = hold(paper, by)
    held.title, held.theme = title.strip(), theme.strip()
    held.full_clean()
    held.save(update_fields=["title", "theme"])
    touch(held)
    audit.record(verb="paper.rename", label="修改标题", by=by, thing=held)
    return held


@transaction.atomic
def correct_figure(
    *, snapshot: FigureSnapshot, value: Decimal | None, qualifier: str, note: str, by: Seat
) -> FigureSnapshot:
    """Puts a person's number in the place of the data's (None: back to the data's).

    A number that differs from the data needs a note, which goes into the table of figures.
    """
    summary = hold(snapshot.summary, by)
    current = FigureSnapshot.objects.select_for_update().get(pk=snapshot.pk)
    if value is None and current.is_manual:
        raise ValidationError({"value": "手工填报的数字不能为空，可以删除这一项。"})
    differs = value is not None and not current.is_manual and value != current.value
    if differs and not note.strip():
        raise ValidationError({"note": "与台账数字不同，请写明原因。"})
    current.manual_value, current.qualifier, current.note = value, qualifier, note.strip()
    current.full_clean()
    current.save()
    touch(summary)
    audit.record(
        verb="summary.correct_figure",
        label=f"核定“{current.label}”",
        by=by,
        thing=summary,
        note=note,
    )
    return current


@transaction.atomic
def add_figure(
    *,
    summary: AnnualSummary,
    section_key: str,
    label: str,
    unit: str,
    value: Decimal,
    qualifier: str,
    note: str = "",
    by: Seat,
) -> FigureSnapshot:
    """Adds a number that no app holds, such as prizes won; it is marked as typed."""
    held = hold(summary, by)
    span = calendar_year(held.year)
    last = held.snapshots.aggregate(order=Max("order"), pk=Max("pk"))
    snapshot = FigureSnapshot(
        union_id=held.union_id,
        summary=held,
        section_key=section_key,
        order=(last["order"] or 0) + 1,
        code=f"typed.{(last['pk'] or 0) + 1}",
        label=label.strip(),
        unit=unit.strip(),
        is_manual=True,
        manual_value=value,
        qualifier=qualifier,
        note=note.strip(),
        span_label=span.label,
        first_day=span.first,
        last_day=span.last,
        taken_at=timezone.now(),
    )
    snapshot.full_clean()
    snapshot.save()
    touch(held)
    audit.record(verb="summary.add_figure", label=f"填报“{snapshot.label}”", by=by, thing=held)
    return snapshot


@transaction.atomic
def remove_figure(*, snapshot: FigureSnapshot, by: Seat) -> None:
    """Takes back a typed number; one that was counted from rows can only be corrected."""
    summary = hold(snapshot.summary, by)
    if not snapshot.is_manual:
        raise ValidationError("从台账取得的数字不能删除，可以核定为其他数值。")
    audit.record(
        verb="summary.remove_figure", label=f"删除“{snapshot.label}”", by=by, thing=summary
    )
    snapshot.delete()
    touch(summary)
