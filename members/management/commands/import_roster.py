"""Command: previews a roster file for one union, or imports it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from members import actions
from members.models import RosterImport
from members.resources import Outcome, RosterResult, headings
from union_site.models import Union

CLEAN, REFUSED = 0, 2


class Command(BaseCommand):
    help = "预览或导入会员名册。退出码：0 可以导入（或已导入），2 有须改正之处或文件无法读取。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="名册文件：.xlsx、.xls、.ods 或 .csv")
        parser.add_argument("--union", required=True, help="工会代码")
        parser.add_argument("--apply", action="store_true", help="写入；缺省时只预览")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._report(options["file"], options["union"], apply=options["apply"])
        except ValidationError as refusal:
            report = _unreadable(refusal)
        is_refused = any(row["level"] == "block" for row in report["findings"])
        self.stdout.write(
            json.dumps(report, ensure_ascii=False) if options["json"] else _as_text(report)
        )
        if is_refused:
            # A command says by its exit code that the file was refused.
            raise SystemExit(REFUSED)

    def _report(self, path: Path, code: str, *, apply: bool) -> dict[str, Any]:
        union = Union.objects.filter(code=code).first()
        if union is None:
            raise ValidationError(f"没有代码为“{code}”的工会。", code="unknown_union")
        content = _content(path)
        table = actions.read_roster(content, said=headings.remembered(union))
        today = timezone.localdate()
        result = actions.run(table, union=union, today=today)
        report = _as_report(result)
        if apply and not result.is_blocked and result.count(Outcome.UNCHANGED) < len(table.rows):
            brought = actions.bring_roster(
                union=union,
                content=content,
                file_name=path.name,
                by=None,
                today=today,
                mapping=headings.said_of(result.columns),
            )
            brought = actions.keep_preview(brought=brought, result=result, by=None)
            report["import"] = self._apply(brought).pk
        return report | {"applied": apply and not result.is_blocked}

    def _apply(self, brought: RosterImport) -> RosterImport:
        return actions.apply_roster(
            brought=brought, seen=brought.fingerprint, by=None, today=timezone.localdate()
        )


def _content(path: Path) -> bytes:
    """The bytes of the file; a file beyond the limit is not read into memory."""
    try:
        with path.open("rb") as file:
            return file.read(settings.UPLOAD_LIMIT_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ValidationError(f"无法打开文件“{path}”：{reason}。", code="unreadable") from error


def _as_report(result: RosterResult) -> dict[str, Any]:
    """Counts of what is written, or would be: nothing at all while one row blocks."""
    return {
        "rows": result.total_rows,
        "created": 0 if result.is_blocked else result.count(Outcome.NEW),
        "updated": 0 if result.is_blocked else result.count(Outcome.CHANGED),
        "unchanged": result.count(Outcome.UNCHANGED),
        "findings": [finding.as_dict() for finding in result.findings],
        "notes": result.notes,
    }


def _unreadable(refusal: ValidationError) -> dict[str, Any]:
    code = getattr(refusal, "code", None) or "refused"
    findings = [
        {"row": None, "column": "", "code": code, "level": "block", "message": message}
        for message in refusal.messages
    ]
    counts = dict.fromkeys(("rows", "created", "updated", "unchanged"), 0)
    return {**counts, "findings": findings, "notes": [], "applied": False}


def _as_text(report: dict[str, Any]) -> str:
    lines = [
        f"共 {report['rows']} 行：新增 {report['created']}，变更 {report['updated']}，"
        f"无变化 {report['unchanged']}"
    ]
    lines += [f"[{row['level']}] {row['message']}" for row in report["findings"]]
    lines += report["notes"]
    lines.append("已写入。" if report["applied"] else "没有写入。")
    return "\n".join(lines)
