"""What a member sees of himself: every field, every row, who else sees it, and the copy of it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from members.models import Member
from members.models.corrections import Correction, words_of
from union_site import masking, permissions, personal
from union_site.listing import Asked, Chip
from union_site.masking import Personal, Sight, covered
from union_site.personal import Holding
from union_site.spreadsheets import write_sheets
from union_site.spreadsheets.writing import Sheet

# Worked out from other fields, or how rows are kept; nothing a person would know of himself.
TECHNICAL = frozenset(
    {
        "id",
        "union",
        "pinyin",
        "initials",
        "pinyin_order",
        "stroke_order",
        "id_hash",
        "id_tail_hash",
        "bank_card_hash",
        "revision",
    }
)
_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "本人",
        (
            "name",
            "sex",
            "birth_date",
            "ethnicity",
            "political_status",
            "education",
            "id_kind",
            "id_number",
            "mobile",
            "home_address",
            "hukou_type",
            "hukou_place",
            "native_place",
            "is_migrant_worker",
        ),
    ),
    (
        "工会",
        (
            "group",
            "union_post",
            "status",
            "joined_union_on",
            "certificate_no",
            "card_no",
            "card_issued_on",
            "bank_card",
            "membership_change",
            "changed_on",
            "change_reason",
        ),
    ),
    (
        "工作",
        (
            "staff_no",
            "employer",
            "employment_status",
            "post_category",
            "title",
            "engagement",
            "subject",
            "teaching_group",
            "is_head_teacher",
            "started_work_on",
            "joined_school_on",
            "retires_on",
            "skill_level",
        ),
    ),
)
_KINDS = {
    "name": Personal.NAME,
    "id_number": Personal.ID_NUMBER,
    "mobile": Personal.MOBILE,
    "bank_card": Personal.BANK_CARD,
    "home_address": Personal.ADDRESS,
    "hukou_place": Personal.ADDRESS,
}
CORRECTABLE = frozenset(Correction.Field.values)


@dataclass(frozen=True)
class Fact:
    """One field of the own row. `is_covered`: shown in full only when asked for."""

    name: str
    label: str
    value: str
    is_covered: bool = False
    may_correct: bool = False


def sections() -> list[tuple[str, list[str]]]:
    """Every field of a member but the technical ones; one that is new stands under 其他."""
    named = {name for _, names in _SECTIONS for name in names}
    rest = [
        field.name for field in Member._meta.concrete_fields if field.name not in named | TECHNICAL
    ]
    return [(title, list(names)) for title, names in _SECTIONS] + [("其他", rest)]


def label_of(name: str) -> str:
    return str(Member.column(name).verbose_name)


def value_in_words(member: Member, name: str) -> str:
    return words_of(name, getattr(member, name))


def cover(name: str, value: str) -> str:
    """A sensitive value with its middle hidden; one of a kind unknown is hidden whole."""
    return covered(value, _KINDS[name]) if name in _KINDS else "…"


def facts(member: Member, *, is_open: bool) -> list[tuple[str, list[Fact]]]:
    """The whole row by sections; what is sensitive is covered until `is_open`."""
    return [
        (title, [_fact(member, name, is_open=is_open) for name in names])
        for title, names in sections()
    ]


def _fact(member: Member, name: str, *, is_open: bool) -> Fact:
    value = value_in_words(member, name)
    is_secret = Member.classification.get(name) == "sensitive" and bool(value) and not is_open
    return Fact(
        name=name,
        label=label_of(name),
        value=cover(name, value) if is_secret else value,
        is_covered=is_secret,
        may_correct=name in CORRECTABLE,
    )


# --- rows of every app ----------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    holding: Holding
    count: int
    url: str


def counted(member: Member, address: str) -> list[Counted]:
    """Each kind of rows with their number and the page that lists them."""
    return [
        Counted(holding, holding.rows(member).count(), f"{address}?of={holding.code}")
        for holding in personal.all_holdings()
    ]


@dataclass(frozen=True)
class Records:
    """One kind of rows as a page shows them."""

    holding: Holding
    chips: list[Chip]
    rows: Any


def records(member: Member, asked: Asked) -> Records:
    """?of= names the kind; the first one that has rows where nothing was asked for."""
    counts = [(holding, holding.rows(member).count()) for holding in personal.all_holdings()]
    code = asked.one_of("of", [holding.code for holding, _ in counts])
    code = code or next((h.code for h, count in counts if count), counts[0][0].code)
    chips = [
        Chip(holding.label, asked.link({"of": holding.code}), holding.code == code, count)
        for holding, count in counts
        if count or holding.code == code
    ]
    chosen = next(holding for holding, _ in counts if holding.code == code)
    return Records(chosen, chips, chosen.rows(member))


def cells(holding: Holding, rows: Iterable[Any]) -> list[list[tuple[str, str]]]:
    """Rows as pairs of heading and words."""
    return [
        [(column.heading, personal.shown(column.cell(row))) for column in holding.columns]
        for row in rows
    ]


# --- the copy -------------------------------------------------------------------------------


def _columns(holding: Holding) -> list[Any]:
    return [*holding.columns, *holding.copy_only]


def copy_of_row(member: Member) -> list[tuple[str, str, str]]:
    """Every field as (column, label, words), nothing hidden: it is the person's own."""
    return [
        (name, label_of(name), value_in_words(member, name))
        for _, names in sections()
        for name in names
    ]


def copy_xlsx(member: Member, now: datetime.datetime) -> bytes:
    """A workbook with the own row first and one sheet for each kind of rows."""
    lead = [f"{member.union.name}保存的关于{member.name}的个人信息，{personal.moment(now)} 下载"]
    own = Sheet(
        "名册资料",
        ["项目", "内容"],
        ([label, value] for _, label, value in copy_of_row(member)),
        lead=lead,
        widths=(18, 50),
    )
    sheets = [own, *(_sheet(holding, member) for holding in personal.all_holdings())]
    with write_sheets(sheets) as file:
        return file.read()


def _sheet(holding: Holding, member: Member) -> Sheet:
    columns = _columns(holding)
    return Sheet(
        holding.label,
        [column.heading for column in columns],
        (
            [column.cell(row) for column in columns]
            for row in holding.rows(member).iterator(chunk_size=500)
        ),
        widths=[column.width for column in columns],
    )


def copy_json(member: Member, now: datetime.datetime) -> bytes:
    """The same as JSON, for another program to read (PIPL art. 45)."""
    content = {
        "工会": member.union.name,
        "下载时间": timezone.localtime(now).isoformat(timespec="seconds"),
        "名册资料": {label: value for _, label, value in copy_of_row(member)},
        **{
            holding.label: [
                {column.heading: personal.shown(column.cell(row)) for column in _columns(holding)}
                for row in holding.rows(member).iterator(chunk_size=500)
            ]
            for holding in personal.all_holdings()
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


# --- who sees what --------------------------------------------------------------------------

_WORDS = {Sight.FULL: "全部", Sight.MASKED: "遮盖", Sight.NONE: "—"}
_CLASSES = (
    ("public", "可以公开的"),
    ("internal", "一般资料"),
    ("restricted", "受限资料"),
    ("sensitive", "其他敏感资料"),
)
ROSTER = "members.view"


@dataclass(frozen=True)
class SeenRow:
    """One kind of data, and what each role gets to see of it."""

    label: str
    detail: str
    cells: list[tuple[str, str]]  # role in words, what it sees


def who_sees() -> list[SeenRow]:
    """Worked out from the tables that decide: masking, classes, permissions, holdings."""
    return [*_of_fields(), *_of_classes(), *_of_holdings()]


def _roles() -> Iterator[tuple[str, str, frozenset[str]]]:
    for role, (label, held) in permissions.ROLES.items():
        yield role, "同事（会员）" if role == "member" else label, held


def role_labels() -> list[str]:
    return [label for _, label, _ in _roles()]


def _of_fields() -> Iterator[SeenRow]:
    for name, kind in _KINDS.items():
        row = [(label, _sight(kind, role, held)) for role, label, held in _roles()]
        yield SeenRow(label_of(name), "", row)


def _sight(kind: Personal, role: str, held: frozenset[str]) -> str:
    """Names stand on many pages; anything else only where the roster can be opened."""
    if kind != Personal.NAME and ROSTER not in held:
        return _WORDS[Sight.NONE]
    seen = masking.sight(kind, roles=[role])
    told = masking.sight(kind, roles=[role], is_disclosed="members.sensitive" in held)
    if told != seen:
        return f"{_WORDS[seen]}；写明用途后看{_WORDS[told]}，并留下记录"
    return _WORDS[seen]


def _of_classes() -> Iterator[SeenRow]:
    for key, label in _CLASSES:
        names = [
            name
            for _, section in sections()
            for name in section
            if Member.classification.get(name, "internal") == key and name not in _KINDS
        ]
        if names:
            detail = "、".join(label_of(name) for name in names)
            yield SeenRow(label, detail, _to_all() if key == "public" else _if_held(ROSTER))


def _of_holdings() -> Iterator[SeenRow]:
    for holding in personal.all_holdings():
        yield SeenRow(holding.label, "", _if_held(holding.seen_by))


def _to_all() -> list[tuple[str, str]]:
    return [(label, _WORDS[Sight.FULL]) for label in role_labels()]


def _if_held(permission: str) -> list[tuple[str, str]]:
    return [
        (label, _WORDS[Sight.FULL if permission in held else Sight.NONE])
        for _, label, held in _roles()
    ]
