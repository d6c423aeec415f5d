"""Acts of bringing awards in from a sheet: one run shows it and writes it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.actions import honours
from members.actions.honour_titles import require
from members.checks import award_sheets as sheets
from members.checks.award_sheets import LAYOUT, Line
from members.checks.honours import Named
from members.models import Award, AwardHolder, AwardImport, HonourTitle
from members.models.honour_titles import Level
from members.workflow.honours import AWARD_IMPORT
from union_site import attachments
from union_site.encryption import cipher
from union_site.models import Seat, Union
from union_site.norms import norm
from union_site.spreadsheets import RowFinding, Table, UnreadableSheet, read_table, write_xlsx
from union_site.workflow import advance

MOST_ROWS = 2000
_REFERENCES = {field.name for field in Award._meta.concrete_fields if field.is_relation}


@dataclass(frozen=True)
class Prepared:
    """An award as a line of the sheet makes it, not written yet."""

    number: int  # of the row in the sheet
    award: Award
    people: dict[str, list[Named]]

    @property
    def names(self) -> str:
        return "、".join(one.name for one in self.people["winner"])

    @property
    def coaches(self) -> str:
        return "、".join(one.name for one in self.people["coach"])


@dataclass
class Sheet:
    """What a run over the sheet found."""

    name: str
    row_count: int = 0
    prepared: list[Prepared] = field(default_factory=list)
    findings: list[RowFinding] = field(default_factory=list)
    skipped: int = 0  # rows that stand in the register already
    notes: tuple[str, ...] = ()

    @property
    def blocking(self) -> list[RowFinding]:
        return [finding for finding in self.findings if finding.is_blocking]

    @property
    def fingerprint(self) -> str:
        """Changes whenever what would be written changes."""
        told = [
            (p.number, *honours.entry_key(p.award, ()), p.award.level_rank, p.names, p.coaches)
            for p in self.prepared
        ]
        return hashlib.sha256(repr((told, self.findings)).encode()).hexdigest()


def read_sheet(content: bytes) -> Table:
    """The table in a file; raises ValidationError with the sentence that refuses it."""
    try:
        table = read_table(content, LAYOUT)
    except UnreadableSheet as refused:
        raise ValidationError(refused.sentence, code=refused.code) from refused
    if not table.rows:
        raise ValidationError(f"工作表“{table.sheet}”的表头下面没有数据行。", code="no_rows")
    if len(table.rows) > MOST_ROWS:
        raise ValidationError(f"一次最多导入 {MOST_ROWS} 行，这份有 {len(table.rows)} 行，请分开。")
    return table


def run(table: Table, *, by: Seat, today: datetime.date) -> Sheet:
    """Goes through the sheet without writing: preview and import both come from here."""
    union = by.union
    found = Sheet(table.sheet, len(table.rows), notes=table.notes)
    lines = []
    for row in table.rows:
        line = sheets.read_line(row, table.placed)
        found.findings += line.findings
        if not line.is_blocked:
            lines.append(line)
    roster = honours.roster_of(union, {name for line in lines for name in line.typed_names})
    titles = list(HonourTitle.objects.of_union(union))
    known = set(honours.entries_on(union, {line.values["awarded_on"] for line in lines}))
    city = honours.city_rank(union, today)
    for line in lines:
        _take(line, found, by=by, today=today, city=city, roster=roster, titles=titles, known=known)
    return found


def _take(
    line: Line,
    found: Sheet,
    *,
    by: Seat,
    today: datetime.date,
    city: Level,
    roster: list[Any],
    titles: list[HonourTitle],
    known: set[tuple[Any, ...]],
) -> None:
    award = Award(union=by.union, registered_by=by, **line.values)
    award.honour_title = sheets.title_of(award, titles)
    honours.complete(award, city=city)
    people, about = line.people(roster)
    count = line.count_of("winners")
    told = honours.findings_of(award, about, winners=count, today=today, doubles=0)
    problems = [line.finding(f.code, f.level, f.sentence, f.where) for f in told]
    problems += [line.finding("H-10", "block", text, "") for text in _refusals(award)]
    found.findings += problems
    if any(problem.is_blocking for problem in problems):
        return
    key = honours.entry_key(award, [one.key for named in people.values() for one in named])
    if key in known:
        found.skipped += 1
        sentence = "已登记过，或与前面一行相同，不再写入。"
        found.findings.append(line.finding("H-01", "warn", sentence, "title"))
        return
    known.add(key)
    found.prepared.append(Prepared(line.row.number, award, people))


def _refusals(award: Award) -> list[str]:
    try:
        # References are ours, and constraints would be asked of the database row by row:
        # checks.shape() says the same beforehand.
        award.clean_fields(exclude=_REFERENCES)
    except ValidationError as refusal:
        return refusal.messages
    return []


@transaction.atomic
def receive_sheet(*, content: bytes, file_name: str, by: Seat, today: datetime.date) -> AwardImport:
    """Keeps an uploaded sheet, encrypted and for a time only, until it is confirmed."""
    require(by, by.union_id)
    table = read_sheet(content)
    days = norm("members.import_file_days", union=by.union, on=today).number
    kept = attachments.keep(
        union=by.union,
        owner=by,
        content=cipher().encrypt(content),
        name=file_name[:200],
        content_type="application/octet-stream",
        is_personal=True,
        expires_at=timezone.now() + datetime.timedelta(days=days),
    )
    brought = AwardImport(
        union=by.union, by=by, file=kept, file_name=file_name[:200], row_count=len(table.rows)
    )
    brought.full_clean()
    brought.save()
    return brought


def sheet_of(*, brought: AwardImport, by: Seat, today: datetime.date) -> Sheet:
    """What the kept sheet would write now; raises ValidationError when it is gone."""
    require(by, brought.union_id)
    gone = ValidationError("上传的文件已过保存期限，请重新上传。", code="expired")
    if brought.file is None:
        raise gone
    try:
        with brought.file.file.open("rb") as stored:
            content = cipher().decrypt(stored.read())
    except FileNotFoundError as error:
        raise gone from error
    return run(read_sheet(content), by=by, today=today)


@transaction.atomic
def apply_sheet(*, brought: AwardImport, seen: str, by: Seat, today: datetime.date) -> AwardImport:
    """Writes what the preview showed, all of it or nothing. `seen` is its fingerprint.

    Of two people who confirm at once one wins.
    """
    require(by, brought.union_id)
    list(AwardImport.objects.select_for_update().filter(pk=brought.pk))
    brought.refresh_from_db()
    if brought.state != AwardImport.State.PREVIEWED:
        # The step says who was faster; the file is gone by then.
        return advance(AWARD_IMPORT, thing=brought, step="apply", by=by)
    sheet = sheet_of(brought=brought, by=by, today=today)
    if sheet.blocking:
        raise ValidationError(f"还有 {len(sheet.blocking)} 处须改正，什么也没有写入。")
    if sheet.fingerprint != seen:
        raise ValidationError("预览之后登记有了变动，没有写入。请再看一遍下面的结果后确认。")
    _write(sheet.prepared, brought)
    changes = {"created_count": len(sheet.prepared), "file": None}
    note = f"写入 {len(sheet.prepared)} 项，略过 {sheet.skipped} 项"
    return _close(brought, "apply", by, note, changes)


def _write(prepared: Iterable[Prepared], brought: AwardImport) -> None:
    rows = list(prepared)
    for one in rows:
        one.award.brought_by = brought
    Award.objects.bulk_create([one.award for one in rows])
    holders = [row for one in rows for row in honours.holders_of(one.award, one.people)]
    AwardHolder.objects.bulk_create(holders)


def _close(
    brought: AwardImport, step: str, by: Seat, note: str, changes: dict[str, Any]
) -> AwardImport:
    kept = brought.file
    done = advance(AWARD_IMPORT, thing=brought, step=step, by=by, note=note, changes=changes)
    if kept is not None:
        kept.delete()
        transaction.on_commit(partial(kept.file.delete, save=False))
    assert isinstance(done, AwardImport)  # noqa: S101 - for the type checker
    return done


@transaction.atomic
def discard_sheet(*, brought: AwardImport, by: Seat) -> AwardImport:
    """Gives a sheet up; its file is deleted."""
    require(by, brought.union_id)
    return _close(brought, "discard", by, "", {"file": None})


def empty_sheet(union: Union) -> bytes:
    """The form to fill in, with one line that shows how."""
    labels = [column.label for column in LAYOUT.expected]
    lead = [f"获奖登记表（{union.unit_name}）", *sheets.ADVICE]
    with write_xlsx(labels, [], title="获奖登记", lead=lead) as file:
        return file.read()
