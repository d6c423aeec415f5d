"""Long work on rosters: checking and writing large files, opening many accounts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from celery import shared_task
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from members import actions
from members.actions import accounts, dues, dues_bases, exports, imports, register_imports
from members.models import Member, RosterImport
from members.tables import exports as tables
from members.tables.filters import Question
from union_site import attachments, jobs
from union_site.jobs import Running
from union_site.listing import Asked
from union_site.spreadsheets import stream_xlsx

EXPORTS_KEPT = datetime.timedelta(days=7)


def _brought(running: Running) -> RosterImport:
    rows = RosterImport.objects.visible_to(running.by).select_related("union", "file")
    return rows.get(pk=running.parameters["import"])


def _page(brought: RosterImport) -> str:
    return reverse("members:import_run", args=[brought.pk])


@jobs.kind(imports.CHECK)
def check_roster(running: Running) -> None:
    brought = _brought(running)
    table = actions.table_of(brought)
    today = timezone.localdate()
    result = actions.run(table, union=brought.union, today=today, progress=running.progress)
    running.progress(len(table.rows), len(table.rows))
    with running.final():
        actions.keep_preview(brought=brought, result=result, by=running.by)
        running.finish_at(_page(brought))


@jobs.kind(imports.APPLY)
def apply_roster(running: Running) -> None:
    brought = _brought(running)
    running.progress(0, brought.row_count, "正在写入")
    try:
        with running.final():
            actions.apply_roster(
                brought=brought,
                seen=running.parameters["seen"],
                by=running.by,
                today=timezone.localdate(),
            )
            running.finish_at(_page(brought))
    except ValidationError as refusal:
        if actions.is_outdated(refusal):
            with running.final():
                actions.check_roster(
                    brought=_brought(running), by=running.by, today=timezone.localdate()
                )
                running.finish_at(_page(brought))
        raise
    running.progress(brought.row_count, brought.row_count)


@jobs.kind(accounts.OPEN)
def open_accounts(running: Running) -> None:
    members = actions.choose_members(by=running.by, member_ids=running.parameters["members"])
    prepared = actions.hash_passwords(members, running.progress)
    with running.final():
        sheet = actions.open_accounts(prepared=prepared, by=running.by, now=timezone.now())
        url = reverse("members:accounts")
        if sheet is not None:
            url = reverse("members:slips", args=[sheet.pk])
        running.finish_at(url)


@jobs.kind(accounts.RENEW)
def renew_passwords(running: Running) -> None:
    members = accounts.with_account(by=running.by, member_ids=running.parameters["members"])
    prepared = actions.hash_passwords(members, running.progress)
    with running.final():
        sheet = accounts.renew_passwords(
            prepared=prepared,
            by=running.by,
            now=timezone.now(),
            accepted=running.parameters["accepted"],
        )
        running.finish_at(reverse("members:slips", args=[sheet.pk]))


@jobs.kind(dues.OPEN_YEAR)
def open_dues(running: Running) -> None:
    year = running.parameters["year"]
    running.progress(0, 1, "正在开立账户")
    with running.final():
        dues.open_year(
            by=running.by,
            year=year,
            truncation=running.parameters["truncation"],
            now=timezone.now(),
        )
        running.finish_at(f"{reverse('members:dues')}?year={year}")
    running.progress(1, 1)


@jobs.kind(exports.EXPORT)
def export_roster(running: Running) -> None:
    """The masked file of a large roster; the rows pass through in batches."""
    told = running.parameters
    question = Question(running.by, Asked(QueryDict(told["query"])))
    kind = tables.Kind(told["kind"])
    wanted = tables.Wanted(kind, coding=tables.coding(running.by, told["coding"]))
    total = question.rows().count()
    running.progress(0, total, "正在写入")
    rows = _counted(running, tables.people(question.rows(), wanted), total)
    content = b"".join(stream_xlsx(tables.sheet(wanted, rows, running.by)))
    with running.final():
        running.finish_with_file(
            content,
            name=f"{wanted.title}.xlsx",
            content_type=attachments.XLSX,
            is_personal=True,
            expires_at=timezone.now() + EXPORTS_KEPT,
        )
    running.progress(total, total, f"已导出 {total} 人")


def _counted(running: Running, rows: Iterable[Member], total: int) -> Iterator[Member]:
    for number, row in enumerate(rows, start=1):
        yield row
        if number % tables.AT_ONCE == 0:
            running.progress(number, total)


@shared_task
def forget() -> int:
    """Destroys what was kept for a time only: slips, and what is needed to undo an import."""
    now = timezone.now()
    forgotten = actions.destroy_expired(now=now) + actions.forget_imports(now=now)
    forgotten += register_imports.forget_register_imports(now=now)
    return forgotten + dues_bases.forget(now=now)
