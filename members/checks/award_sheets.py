"""How a line of a sheet of awards is read: its columns, its words, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from members.checks import honours as checks
from members.checks.honours import Named
from members.models import Award, HonourTitle, Member
from members.models.honour_titles import Recipient
from union_site.findings import Finding, Level
from union_site.spreadsheets import Expected, Layout, Placed, Row, RowFinding, as_date, as_text
from union_site.spreadsheets.findings import cell_finding

LAYOUT = Layout(
    (
        Expected("seq", "序号", is_counter=True),
        Expected("kind", "类型", ("奖项类型",)),
        Expected(
            "title",
            "荣誉称号或获奖项目",
            ("获奖项目", "荣誉称号", "奖项名称", "获奖名称", "作品名称", "项目名称"),
            is_required=True,
        ),
        Expected("contest", "竞赛或评选活动", ("竞赛名称", "活动名称", "评选活动")),
        Expected("organiser", "主办单位"),
        Expected("issuer", "颁发单位", ("颁奖单位", "授予单位", "发证单位")),
        Expected("document_no", "证书编号或文号", ("证书编号", "文号")),
        Expected("level_label", "级别", ("获奖级别", "奖项级别", "等级别"), is_required=True),
        Expected("grade", "等次", ("获奖等次", "获奖等级", "名次", "等级")),
        Expected("awarded_on", "获奖日期", ("获奖时间", "颁奖日期", "日期"), is_required=True),
        Expected("category", "类别", ("奖项类别",)),
        Expected("subject", "获奖对象", ("对象",)),
        Expected("recipient", "集体或单位名称", ("集体名称", "单位名称", "团队名称")),
        Expected("winners", "获奖人", ("获奖教师", "获奖者", "姓名", "教师姓名")),
        Expected("coaches", "指导教师", ("辅导教师", "指导老师")),
        Expected("quantity", "项数", ("获奖项数",)),
        Expected("student_count", "学生人次", ("获奖学生人次", "学生人数")),
        Expected("note", "备注"),
    )
)
ADVICE = (
    "一行一项。几个人之间用顿号；重名的写“姓名（工会小组）”。"
    "日期写 2026-05-20，只知道月份写 2026-05。",
    "学生获奖只填“学生人次”，可以几项并成一行填“项数”，不要写学生姓名。"
    f"类型：{'、'.join(Award.Kind.labels)}。对象：{'、'.join(Recipient.labels)}。",
)
TEXTS = (
    "title",
    "contest",
    "organiser",
    "issuer",
    "document_no",
    "level_label",
    "grade",
    "recipient",
    "note",
)
LIMITS: dict[str, int] = {
    field.name: field.max_length
    for field in Award._meta.concrete_fields
    if field.max_length is not None
}
COUNTS = ("quantity", "student_count")
_LABELS = {column.key: column.label for column in LAYOUT.expected}
_KEYS = {label: key for key, label in _LABELS.items()}


def _choice(choices: Any, text: str) -> str | None:
    """The value of a choice by its label, however much of it was written."""
    for value, label in choices.choices:
        if text in (value, label) or (len(text) > 1 and text in label):
            return str(value)
    return None


@dataclass
class Line:
    """One row as read: the values it gives, the names in it, what is wrong."""

    row: Row
    placed: dict[str, Placed]
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[RowFinding] = field(default_factory=list)

    @property
    def is_blocked(self) -> bool:
        return any(finding.is_blocking for finding in self.findings)

    def cell(self, key: str) -> object:
        placed = self.placed.get(key)
        cells: Sequence[object] = self.row.cells
        return cells[placed.index] if placed is not None and placed.index < len(cells) else ""

    def text(self, key: str) -> str:
        return as_text(self.cell(key))

    def finding(self, code: str, level: str, sentence: str, where: str) -> RowFinding:
        """`where` is the key of a column or its label."""
        placed = self.placed.get(_KEYS.get(where, where))
        letter, header = (placed.letter, placed.header) if placed else ("", "")
        return cell_finding(self.row.number, letter, header, code, Level(level), sentence)

    def refuse(self, key: str, sentence: str) -> None:
        self.findings.append(self.finding("H-09", "block", sentence, key))

    @property
    def typed_names(self) -> list[str]:
        return [
            name for key in ("winners", "coaches") for name, _ in checks.typed_names(self.text(key))
        ]

    def count_of(self, key: str) -> int:
        return len(checks.typed_names(self.text(key)))

    def people(self, roster: list[Member]) -> tuple[dict[str, list[Named]], list[Finding]]:
        won, about = checks.people(self.text("winners"), roster, where="获奖人")
        coached, more = checks.people(self.text("coaches"), roster, where="指导教师")
        if {one.key for one in won} & {one.key for one in coached}:
            sentence = "同一个人不能既是获奖人又是指导教师。"
            more = [*more, Finding(Level.BLOCK, "H-08", sentence, where="指导教师")]
        return {"winner": won, "coach": coached}, about + more


def read_line(row: Row, placed: dict[str, Placed]) -> Line:
    """The values of a row; what cannot be understood is a finding that blocks."""
    line = Line(row, placed)
    for key in TEXTS:
        _read_text(line, key)
    for key in COUNTS:
        _read_count(line, key)
    day = as_date(line.cell("awarded_on"), accept_month=True)
    if day is None:
        line.refuse("awarded_on", "请填写日期，如 2026-05-20。")
    line.values["awarded_on"] = day
    _read_choices(line)
    return line


def _read_text(line: Line, key: str) -> None:
    text = line.text(key)
    limit = LIMITS[key]
    if not text and key in ("title", "level_label"):
        line.refuse(key, "不能为空。")
    elif len(text) > limit:
        line.refuse(key, f"最多 {limit} 字，现在 {len(text)} 字。")
    line.values[key] = text


def _read_count(line: Line, key: str) -> None:
    text = line.text(key)
    if text and not (text.isascii() and text.isdigit() and len(text) < 6):
        line.refuse(key, f"“{text}”不是整数。")
    elif text:
        line.values[key] = int(text)


def _read_choices(line: Line) -> None:
    has_students = bool(line.values.get("student_count"))
    kind = _chosen(line, "kind", Award.Kind, Award.Kind.CONTEST)
    usual = Recipient.STUDENTS if has_students else _usual_subject(line)
    honour = Award.Category.COMMENDATION
    line.values["kind"] = kind
    line.values["subject"] = _chosen(line, "subject", Recipient, usual)
    fallback = honour if kind == Award.Kind.HONOUR else Award.Category.OTHER
    line.values["category"] = _chosen(line, "category", Award.Category, fallback)


def _usual_subject(line: Line) -> str:
    """Where the column is empty: a named team, else persons, else the unit itself."""
    if line.text("recipient"):
        return Recipient.TEAM
    return Recipient.PERSONS if line.text("winners") else Recipient.UNIT


def _chosen(line: Line, key: str, choices: Any, fallback: str) -> str:
    text = line.text(key)
    if not text:
        return fallback
    value = _choice(choices, text)
    if value is None:
        line.refuse(key, f"“{text}”应为：{'、'.join(choices.labels)}。")
    return value or fallback


def title_of(award: Award, titles: Iterable[HonourTitle]) -> HonourTitle | None:
    """The honour of the dictionary whose name stands in the title: the longest one."""
    if award.kind != Award.Kind.HONOUR:
        return None
    named = [title for title in titles if title.name in award.title]
    return max(named, key=lambda title: len(title.name), default=None)
