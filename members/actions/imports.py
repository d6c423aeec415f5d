"""Acts of the roster import: bringing a file, checking it, writing it, taking it back."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from members.actions import seats
from members.actions.roster import age_limits
from members.models import Member, RosterImport, UnionGroup
from members.resources import LAYOUT, MemberResource, RosterDataset, RosterResult, headings
from members.resources.results import as_preview
from members.resources.writing import save_changed
from members.workflow.imports import IMPORTING
from union_site import attachments, jobs
from union_site.encryption import cipher
from union_site.models import Seat, Union
from union_site.norms import norm
from union_site.spreadsheets import Table, UnreadableSheet, read_table
from union_site.workflow import advance

Progress = Callable[[int, int], None]

SHOWN_ROWS = 1_000  # of each pile, kept for the preview page
SHOWN_FINDINGS = 1_000
OUTDATED = "outdated"
# Kinds of jobs; tasks.py does them.
CHECK = "members.check_roster"
APPLY = "members.apply_roster"


def read_roster(
    content: bytes, *, said: Mapping[str, str] | None = None, may_lack: bool = False
) -> Table:
    """The table in a file; raises ValidationError with the sentence that refuses it.

    `said`: what is known of headings, besides the names they usually go by. `may_lack`: a file
    without a column that it needs is read all the same, for somebody may say which one it is.
    """
    try:
        table = read_table(content, LAYOUT.told(said or {}), may_lack=may_lack)
    except UnreadableSheet as refused:
        raise ValidationError(refused.sentence, code=refused.code) from refused
    if not table.rows:
        raise ValidationError(
            f"工作表“{table.sheet}”第 {table.heading_row} 行是表头，但下面没有会员的数据行。",
            code="no_rows",
        )
    return table


def run(
    table: Table,
    *,
    union: Union,
    today: datetime.date,
    dry_run: bool = True,
    written_by: RosterImport | None = None,
    progress: Progress | None = None,
) -> RosterResult:
    """The one run behind preview, import, command and error workbook."""
    resource = MemberResource(union, today=today, **age_limits(union, today))
    return resource.import_data(
        RosterDataset(table), dry_run=dry_run, roster_import=written_by, progress=progress
    )


@transaction.atomic
def bring_roster(
    *,
    union: Union,
    content: bytes,
    file_name: str,
    by: Seat | None,
    today: datetime.date,
    mapping: Mapping[str, str] | None = None,
) -> RosterImport:
    """Keeps an uploaded file, encrypted and for a time only, until it is checked and applied."""
    if by is not None and (not by.can("members.import") or by.union_id != union.pk):
        raise PermissionDenied
    days = norm("members.import_file_days", union=union, on=today).number
    kept = attachments.keep(
        union=union,
        owner=by,
        content=cipher().encrypt(content),
        name=file_name[:200],
        content_type="application/octet-stream",
        is_personal=True,
        expires_at=timezone.now() + datetime.timedelta(days=days),
    )
    brought = RosterImport(
        union=union,
        by=by,
        file=kept,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        mapping=dict(mapping or {}),
    )
    brought.full_clean()
    brought.save()
    return brought


def content_of(brought: RosterImport) -> bytes:
    """The file as it was uploaded; raises ValidationError when it is gone."""
    gone = ValidationError("上传的文件已过保存期限，请重新上传。", code="expired")
    if brought.file is None:
        raise gone
    try:
        with brought.file.file.open("rb") as stored:
            return cipher().decrypt(stored.read())
    except FileNotFoundError as error:
        raise gone from error


def table_of(brought: RosterImport) -> Table:
    """The file of an import, read by its own mapping, whatever is remembered meanwhile."""
    return read_roster(content_of(brought), said=brought.mapping)


def keep_preview(*, brought: RosterImport, result: RosterResult, by: Seat | None) -> RosterImport:
    """Keeps what a run without writing found, for the page where somebody confirms it."""
    changes = {
        **result.as_counts(),
        "mapping": headings.said_of(result.columns),
        "sheet": result.sheet[:100],
        "fingerprint": result.fingerprint,
        "preview": as_preview(result, rows=SHOWN_ROWS, findings=SHOWN_FINDINGS),
    }
    advance(IMPORTING, thing=brought, step="check", by=by, changes=changes)
    brought.__dict__.pop("shown", None)
    return brought


def check_roster(
    *, brought: RosterImport, by: Seat | None, today: datetime.date, table: Table | None = None
) -> RosterImport:
    """Runs the import without writing and keeps what it would do."""
    table = table or table_of(brought)
    result = run(table, union=brought.union, today=today)
    return keep_preview(brought=brought, result=result, by=by)


def apply_roster(
    *, brought: RosterImport, seen: str, by: Seat | None, today: datetime.date
) -> RosterImport:
    """Writes what the preview showed, all of it or nothing.

    `seen` is the fingerprint of the preview that was confirmed. Of two people who confirm at
    once one wins. Raises ValidationError; its code is "outdated" where the roster or the
    preview has changed meanwhile, and the preview has to be looked at anew.
    """
    try:
        with transaction.atomic():
            # The step comes first: whoever is slower learns it before the file is looked for.
            locked = locked_import(brought)
            advance(
                IMPORTING,
                thing=locked,
                step="apply",
                by=by,
                note=_counts(locked),
                changes={"applied_at": timezone.now()},
            )
            table = table_of(locked)
            result = run(table, union=locked.union, today=today, dry_run=False, written_by=locked)
            if {seen, locked.fingerprint} != {result.fingerprint}:
                raise _Outdated
            left = [
                member for member in seats.ended_by(locked) if not by or member.seat_id != by.pk
            ]
            seats.close(left, on=today)
            _close(locked, former=json.dumps(result.former, cls=DjangoJSONEncoder))
    except (_Outdated, IntegrityError) as error:
        raise ValidationError(
            "预览之后名册有了变动，所以没有写入。下面是重新核对的结果，请再看一遍后确认。",
            code=OUTDATED,
        ) from error
    return locked


def locked_import(brought: RosterImport) -> RosterImport:
    """The run as it is now, held until the transaction ends."""
    rows = RosterImport.objects.select_related("union", "file").select_for_update(of=("self",))
    return rows.get(pk=brought.pk)


def receive_roster(
    *, content: bytes, file_name: str, by: Seat, today: datetime.date
) -> RosterImport:
    """Takes a file in and checks it, unless a column that it needs has to be pointed out first."""
    if not by.can("members.import"):
        raise PermissionDenied
    table = read_roster(content, said=headings.remembered(by.union), may_lack=True)
    columns = headings.found_in(table)
    brought = bring_roster(
        union=by.union,
        content=content,
        file_name=file_name,
        by=by,
        today=today,
        mapping=headings.said_of(columns),
    )
    if table.missing:
        found = {"columns": [column.as_dict() for column in columns], "missing": table.missing}
        changes = {
            "sheet": table.sheet[:100],
            "row_count": len(table.rows),
            "preview": json.dumps(found, ensure_ascii=False),
        }
        return advance(IMPORTING, thing=brought, step="ask", by=by, changes=changes)
    return check_now_or_later(brought=brought, table=table, by=by, today=today)


def check_now_or_later(
    *, brought: RosterImport, table: Table, by: Seat, today: datetime.date
) -> RosterImport:
    """Checks a small file at once and has a large one checked by a job (`.job`)."""
    if len(table.rows) <= settings.ROSTER_ROWS_AT_ONCE:
        return check_roster(brought=brought, by=by, today=today, table=table)
    RosterImport.objects.filter(pk=brought.pk).update(row_count=len(table.rows))
    return _hand_over(brought, CHECK, f"核对名册“{brought.file_name}”", by)


def confirm_roster(
    *, brought: RosterImport, seen: str, by: Seat, today: datetime.date
) -> RosterImport:
    """Writes a previewed roster: at once, or, where it is large, by a job.

    Where the preview is outdated it is made anew before ValidationError says so.
    """
    if not by.can("members.import") or by.union_id != brought.union_id:
        raise PermissionDenied
    if brought.row_count > settings.ROSTER_ROWS_AT_ONCE and brought.may_be_applied:
        return _hand_over(brought, APPLY, f"导入名册“{brought.file_name}”", by, seen=seen)
    try:
        return apply_roster(brought=brought, seen=seen, by=by, today=today)
    except ValidationError as refusal:
        if is_outdated(refusal):
            check_roster(brought=brought, by=by, today=today)
        raise


def _hand_over(
    brought: RosterImport, kind: str, label: str, by: Seat, **parameters: str
) -> RosterImport:
    brought.job = jobs.start(
        kind=kind, label=label[:120], by=by, parameters={"import": brought.pk, **parameters}
    )
    RosterImport.objects.filter(pk=brought.pk).update(job=brought.job)
    return brought


def is_outdated(refusal: ValidationError) -> bool:
    return getattr(refusal, "code", None) == OUTDATED


class _Outdated(Exception):
    """The roster is no longer what the preview was made from."""


def _counts(brought: RosterImport) -> str:
    return (
        f"{brought.file_name}：新增 {brought.created_count}，变更 {brought.updated_count}，"
        f"无变化 {brought.unchanged_count}"
    )


def _close(brought: RosterImport, **changes: Any) -> None:
    """Throws the file and the quoted cells away: they have served their purpose (PIPL art. 19)."""
    kept = brought.file
    RosterImport.objects.filter(pk=brought.pk).update(file=None, preview=None, **changes)
    for name, value in {"file": None, "preview": None, **changes}.items():
        setattr(brought, name, value)
    if kept is not None:
        stored = kept.file
        kept.delete()
        transaction.on_commit(lambda: stored.delete(save=False))


@transaction.atomic
def discard_roster(*, brought: RosterImport, by: Seat) -> RosterImport:
    locked = locked_import(brought)
    advance(IMPORTING, thing=locked, step="discard", by=by)
    _close(locked)
    return locked


@transaction.atomic
def undo_roster(*, brought: RosterImport, by: Seat | None) -> RosterImport:
    """Takes the last import back: what it brought goes, what it changed is as before.

    All or nothing: raises ValidationError with a reason for each member that has been touched
    since, for then somebody relies on it.
    """
    brought = locked_import(brought)
    advance(IMPORTING, thing=brought, step="undo", by=by, changes={"undone_at": timezone.now()})
    former = {int(pk): kept for pk, kept in json.loads(brought.former or "{}").items()}
    created = list(brought.brought.select_for_update())
    changed = list(Member.objects.of_union(brought.union).filter(pk__in=former).select_for_update())
    reasons = [f"{member.name}：导入后又有改动" for member in created if member.revision != 1]
    reasons += [
        f"{member.name}：导入后又有改动"
        for member in changed
        if member.revision != former[member.pk]["revision"]
    ]
    if reasons:
        raise ValidationError(_cannot_undo(reasons))
    _restore(changed, former, brought.union)
    seats.reopen(seats.ended_by(brought), on=timezone.localdate(), by=by)
    _remove(brought)
    RosterImport.objects.filter(pk=brought.pk).update(former=None)
    return brought


def _cannot_undo(reasons: list[str]) -> str:
    shown = "；".join(reasons[:10]) + ("……" if len(reasons) > 10 else "")
    return f"不能撤销，因为有 {len(reasons)} 名会员在导入之后有了新情况（{shown}）。请逐个修改。"


def _restore(changed: list[Member], former: dict[int, dict[str, Any]], union: Union) -> None:
    groups = dict(UnionGroup.objects.of_union(union).values_list("name", "pk"))
    restored = []
    for member in changed:
        values = former[member.pk]["values"]
        for name, value in values.items():
            if name == "group":
                member.group_id = groups.get(value)
            else:
                setattr(member, name, Member.column(name).to_python(value))
        restored.append((member, values.keys()))
    save_changed(restored)


def _remove(brought: RosterImport) -> None:
    try:
        brought.brought.all().delete()
        brought.events.all().delete()
    except ProtectedError as error:
        reasons = sorted({f"已有记录“{thing}”" for thing in error.protected_objects})
        raise ValidationError(_cannot_undo(reasons)) from error


def forget_imports(*, now: datetime.datetime) -> int:
    """For the clock: former values of old imports, and previews whose file is gone."""
    forgotten = 0
    for union in Union.objects.filter(pk__in=RosterImport.objects.values("union_id")):
        days = norm("members.import_file_days", union=union, on=timezone.localdate(now)).number
        old = now - datetime.timedelta(days=days)
        rows = RosterImport.objects.of_union(union)
        forgotten += rows.filter(applied_at__lt=old, former__isnull=False).update(former=None)
        forgotten += rows.filter(at__lt=old, preview__isnull=False).update(preview=None)
    return forgotten
