"""Acts of the register's import: bringing a file, looking at it, writing it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.actions.register import settle_tasks, terms
from members.actions.register_writing import keep_counts, require_district, save_if_unchanged
from members.models import RegisterImport, RegisterTask, Unit, UnitEvent
from members.resources.register import Planner, RegisterResult
from members.resources.register_columns import LAYOUT, OFFICIAL_FORM
from members.workflow.register import IMPORTING
from union_site import attachments, audit
from union_site.encryption import cipher
from union_site.models import Seat, Union
from union_site.norms import norm
from union_site.spreadsheets import Table, UnreadableSheet, read_table, write_xlsx
from union_site.workflow import advance

OUTDATED = "outdated"


def read_register(content: bytes) -> Table:
    """The table in a file; raises ValidationError with the sentence that refuses it."""
    try:
        table = read_table(content, LAYOUT)
    except UnreadableSheet as refused:
        raise ValidationError(refused.sentence, code=refused.code) from refused
    if not table.rows:
        raise ValidationError(
            f"工作表“{table.sheet}”第 {table.heading_row} 行是表头，但下面没有单位的数据行。"
        )
    return table


def run(table: Table, *, union: Union, today: datetime.date) -> RegisterResult:
    """The one run behind preview and import; writes nothing."""
    return Planner(table, union=union, today=today, terms=terms(union, today)).run()


@transaction.atomic
def bring(*, content: bytes, file_name: str, by: Seat, today: datetime.date) -> RegisterImport:
    """Takes a file in, encrypted and for a time only, and looks at it without writing."""
    require_district(by)
    result = run(read_register(content), union=by.union, today=today)
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
    brought = RegisterImport(
        union=by.union,
        by=by,
        file=kept,
        file_name=file_name[:200],
        fingerprint=result.fingerprint,
        preview=result.as_preview(),
        **result.as_counts(),
    )
    brought.full_clean()
    brought.save()
    audit.record(verb="register.bring", label="上传登记册", by=by, thing=brought)
    return brought


def confirm(
    *, brought: RegisterImport, seen: str, by: Seat, today: datetime.date
) -> RegisterImport:
    """Writes what the preview showed, all of it or nothing.

    Where the register has changed since, the preview is made anew before ValidationError says so.
    """
    if brought.union_id != by.union_id:
        raise PermissionDenied
    try:
        return _apply(brought, seen, by, today)
    except (_Outdated, IntegrityError) as error:
        _look_again(brought, by, today)
        raise ValidationError(
            "预览之后登记册有了变动，所以没有写入。下面是重新核对的结果，请再看一遍后确认。",
            code=OUTDATED,
        ) from error


@transaction.atomic
def _apply(brought: RegisterImport, seen: str, by: Seat, today: datetime.date) -> RegisterImport:
    # The step comes first: whoever is slower learns it before the file is looked for.
    row = _locked(brought)
    note = f"新增 {row.created_count}，变更 {row.updated_count}，无变化 {row.unchanged_count}"
    changes = {"applied_at": timezone.now()}
    advance(IMPORTING, thing=row, step="apply", by=by, note=note, changes=changes)
    result = run(read_register(_content(row)), union=row.union, today=today)
    if {seen, row.fingerprint} != {result.fingerprint}:
        raise _Outdated
    _write(result, by)
    _forget(row)
    return row


class _Outdated(Exception):
    """The register is no longer what the preview was made from."""


@transaction.atomic
def _look_again(brought: RegisterImport, by: Seat, today: datetime.date) -> None:
    row = _locked(brought)
    result = run(read_register(_content(row)), union=row.union, today=today)
    changes = {
        **result.as_counts(),
        "fingerprint": result.fingerprint,
        "preview": result.as_preview(),
    }
    advance(IMPORTING, thing=row, step="check", by=by, changes=changes)


@transaction.atomic
def discard(*, brought: RegisterImport, by: Seat) -> RegisterImport:
    row = _locked(brought)
    advance(IMPORTING, thing=row, step="discard", by=by)
    _forget(row)
    return row


def forget_register_imports(*, now: datetime.datetime) -> int:
    """For the clock: previews whose file is gone."""
    rows = RegisterImport.objects.filter(file__isnull=True, preview__isnull=False)
    old = rows.filter(at__lt=now - datetime.timedelta(days=1))
    return old.update(preview=None)


def empty_register() -> bytes:
    """《工会组织信息采集表》 as it is handed out, with the columns that a district adds."""
    lead = ["附件一", "工会组织信息采集表", "填表单位（盖章）："]
    headings = [*OFFICIAL_FORM, "学区", "挂点领导", "最近换届日期", "任期届满日期", "会员服务卡数"]
    with write_xlsx(headings, [], title="工会组织信息", lead=lead) as file:
        return file.read()


# --- parts of acts ---------------------------------------------------------------------------


def _locked(brought: RegisterImport) -> RegisterImport:
    rows = RegisterImport.objects.select_related("union", "file").select_for_update(of=("self",))
    found: RegisterImport = rows.get(pk=brought.pk)
    return found


def _content(brought: RegisterImport) -> bytes:
    gone = ValidationError("上传的文件已过保存期限，请重新上传。", code="expired")
    if brought.file is None:
        raise gone
    try:
        with brought.file.file.open("rb") as stored:
            return cipher().decrypt(stored.read())
    except FileNotFoundError as error:
        raise gone from error


def _write(result: RegisterResult, by: Seat) -> None:
    planned = [*result.created, *result.updated]
    Unit.objects.bulk_create([one.unit for one in result.created])
    for one in result.updated:
        save_if_unchanged(one.unit, one.changed, one.unit.revision)
    events = [_event(event, one.unit, by) for one in planned for event in one.events]
    UnitEvent.objects.bulk_create(events)
    keep_counts([one.unit for one in planned if one.has_new_counts], by=by)
    _settle(events)


def _event(event: UnitEvent, unit: Unit, by: Seat) -> UnitEvent:
    # Set again: the unit had no key when the event was made.
    event.unit, event.by = unit, by
    return event


def _settle(events: Iterable[UnitEvent]) -> None:
    waiting = set(RegisterTask.objects.open().values_list("unit_id", flat=True))
    for event in events:
        if event.unit_id in waiting:
            settle_tasks(event)


def _forget(brought: RegisterImport) -> None:
    """Throws the file and the quoted cells away: they have served their purpose (PIPL art. 19)."""
    kept = brought.file
    RegisterImport.objects.filter(pk=brought.pk).update(file=None, preview=None)
    brought.file, brought.preview = None, None
    if kept is not None:
        stored = kept.file
        kept.delete()
        transaction.on_commit(lambda: stored.delete(save=False))
