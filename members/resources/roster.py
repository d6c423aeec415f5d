"""The one way into the roster: read, check, match and, unless it is a preview, write."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from members.checks import roster as checks
from members.checks.roster import Problem
from members.models import Member, RosterImport
from members.models.people import id_hash
from members.resources import headings, writing
from members.resources.columns import COLUMNS, Column
from members.resources.matching import Matcher
from members.resources.readers import Month
from members.resources.results import Outcome, RosterResult, RosterRow
from union_site import idcards
from union_site.findings import Level
from union_site.idcards import IdDocument, IdKind
from union_site.models import Union
from union_site.spreadsheets import Row, Table
from union_site.spreadsheets.findings import cell_finding

Progress = Callable[[int, int], None]
Report = Callable[..., None]
_REPORT_EVERY = 1_000


class RosterDataset:
    """A read table in the shape the library asks of a dataset: headers, length, rows."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.headers = list(table.headings)

    def __len__(self) -> int:
        return len(self.table.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.table.rows)


class CellWidget(Widget):
    """A reader of cells as the library knows them."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.column = column

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        found = self.column.read(value)
        if isinstance(found, Problem):
            raise ValueError(found.sentence)
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None or value == "" else self.column.show(value)


class MemberResource(ModelResource):
    """Rows of a roster for one union.

    The library's own loop treats each row by itself, with queries, copies and a difference of
    its own; this one reads the union's members once, compares in memory and writes in bulk.
    """

    class Meta:
        model = Member
        use_bulk = True
        skip_unchanged = True

    def __init__(
        self, union: Union, *, today: datetime.date, min_age: int = 16, max_age: int = 100
    ) -> None:
        super().__init__()
        self.union = union
        self.today = today
        self.ages = {"min_age": min_age, "max_age": max_age}
        self.fields = {
            column.key: Field(column.key, column.label, CellWidget(column))
            for column in COLUMNS
            if not column.is_counter
        }

    @classmethod
    def get_result_class(cls) -> type[RosterResult]:
        return RosterResult

    def import_data(
        self,
        dataset: RosterDataset,
        dry_run: bool = False,
        *,
        roster_import: RosterImport | None = None,
        progress: Progress | None = None,
        **kwargs: Any,
    ) -> RosterResult:
        """One pass over the rows. Nothing is written in a dry run or while one row blocks.

        Writing needs a transaction around it. A dry run opens none: it has nothing to roll back.
        """
        result = RosterResult()
        result.total_rows = len(dataset)
        result.sheet = dataset.table.sheet
        result.notes = list(dataset.table.notes)
        result.columns = headings.found_in(dataset.table)
        result.unknown = tuple(column.heading for column in result.columns if not column.key)
        report = _reporter(dataset.table, result)
        columns = dataset.table.placed.keys()
        matcher = Matcher(self.union, is_locking=not dry_run, columns=columns)
        for row in self._read(dataset, report, progress):
            matcher.match(row, report)
            result.rows.append(row)
            result.totals[str(row.outcome)] += 1
        result.new_groups = matcher.new_groups
        result.sort_findings()
        if not dry_run and not result.is_blocked:
            target = writing.Target(self.union, self.today, roster_import)
            result.former = writing.write(result, matcher, target)
        return result

    def _read(
        self, dataset: RosterDataset, report: Report, progress: Progress | None
    ) -> Iterator[RosterRow]:
        placed = dataset.table.placed
        plan = [
            (placed[key].index, key, field.widget.column.read)
            for key, field in self.fields.items()
            if key in placed
        ]
        for done, (number, cells) in enumerate(dataset):
            values: dict[str, Any] = {}
            row = RosterRow(number, values)
            for index, key, read in plan:
                value = read(cells[index])
                if type(value) is Problem:
                    report(row, value, key)
                elif value is not None:
                    values[key] = value
            self._read_document(row, report)
            if progress and done % _REPORT_EVERY == 0:
                progress(done, len(dataset))
            yield row

    def _read_document(self, row: RosterRow, report: Report) -> None:
        """The ID number, and what it says against what the form says."""
        values = row.values
        kind = IdKind(values.setdefault("id_kind", IdKind.RESIDENT))
        document = idcards.inspect(
            values.get("id_number"), kind=kind, today=self.today, **self.ages
        )
        for found in document.findings:
            report(row, Problem(found.code, found.sentence, found.level), "id_number")
        values["id_number"] = document.number
        if isinstance(month := values.get("birth_date"), Month):
            del values["birth_date"]
            self._settle_month(row, month, document, report)
        if document.is_valid:
            row.id_hash = id_hash(document.number)
            birth = values.setdefault("birth_date", document.birth_date)
            sex = values.setdefault("sex", document.sex)
            for problem in checks.against_document(document, sex=sex or "", birth_date=birth):
                report(row, problem)
        for problem in (
            *checks.of_required(values, kind),
            *checks.of_dates(values, today=self.today),
        ):
            report(row, problem)

    def _settle_month(
        self, row: RosterRow, month: Month, document: IdDocument, report: Report
    ) -> None:
        """A month alone is enough where the number tells the day, and must agree with it."""
        born = document.birth_date
        if born is None and document.is_valid:
            sentence = f"只写了年月“{month}”，请按 1990/01/31 的样子补上日。"
            report(row, Problem("date", sentence), "birth_date")
        elif born is not None and not month.holds(born):
            sentence = f"填写的是 {month}，证件号码中是 {born:%Y/%m/%d}，两者应当一致。"
            report(row, Problem("birth_date_differs", sentence), "birth_date")


def _reporter(table: Table, result: RosterResult) -> Report:
    """Puts a problem on the list with its place; a blocking one refuses its row."""

    def report(row: RosterRow, problem: Problem, key: str = "") -> None:
        placed = table.placed.get(key or problem.key)
        letter, header = (placed.letter, placed.header) if placed else ("", "")
        result.findings.append(
            cell_finding(row.number, letter, header, problem.code, problem.level, problem.sentence)
        )
        if problem.level == Level.BLOCK:
            row.is_refused, row.outcome = True, Outcome.REFUSED

    return report
