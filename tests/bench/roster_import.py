"""A roster of 12,237 members: our preview and import against the library's way and the limit."""

from __future__ import annotations

import datetime
import functools
import io
from typing import Any

from django.db import transaction
from import_export.fields import Field
from import_export.resources import ModelResource
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from tablib import Dataset

from members.models import Member, codes
from members.models.people import id_hash
from members.resources import LAYOUT, MemberResource, RosterDataset
from tests.bench import Result, best_of
from tests.factories import make_union
from tests.members import rosters
from union_site.idcards import IdKind, Sex
from union_site.models import Union
from union_site.spreadsheets import read_table

ROWS = 12_237  # the members of one real district
TODAY = datetime.date(2026, 11, 21)

# The form's columns that the two baselines take over, and the codes of those that have some.
FIELDS = {
    "姓名": "name",
    "性别": "sex",
    "出生日期": "birth_date",
    "民族": "ethnicity",
    "就业状况": "employment_status",
    "有效证件类别": "id_kind",
    "证件号码": "id_number",
    "学历": "education",
    "技术等级": "skill_level",
    "移动电话": "mobile",
    "户籍类型": "hukou_type",
    "会籍变化类型": "membership_change",
    "会籍变化日期": "changed_on",
    "政治面貌": "political_status",
    "工作单位": "employer",
}
CODES: dict[str, dict[str, str]] = {
    heading: {label: value for value, label in choices.choices}
    for heading, choices in {
        "性别": Sex,
        "民族": codes.Ethnicity,
        "就业状况": codes.Employment,
        "有效证件类别": IdKind,
        "学历": codes.Education,
        "技术等级": codes.SkillLevel,
        "户籍类型": codes.Hukou,
        "会籍变化类型": codes.MembershipChange,
        "政治面貌": codes.PoliticalStatus,
    }.items()
}
DATES = {"出生日期", "会籍变化日期"}


def value_of(heading: str, cell: Any) -> Any:
    """The cell as the column takes it, unchecked."""
    if heading in DATES:
        return datetime.date(int(cell[:4]), int(cell[5:7]), int(cell[8:]))
    return CODES[heading][cell] if heading in CODES else cell


class StockResource(ModelResource):
    """As the library's manual teaches it: a field for each column, nothing tuned.

    Like ours it finds a member who is known already, by union and number; it checks nothing.
    """

    class Meta:
        model = Member
        import_id_fields = ("id_hash",)
        fields = ("id_hash", *FIELDS.values())

    def __init__(self, union: Union) -> None:
        super().__init__()
        self.union = union
        for heading, name in FIELDS.items():
            widget = self.fields[name].widget
            self.fields[name] = Field(attribute=name, column_name=heading, widget=widget)

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        row["id_hash"] = id_hash(row["证件号码"])
        for heading in FIELDS:
            row[heading] = value_of(heading, row[heading])

    def get_queryset(self) -> Any:
        return Member.objects.of_union(self.union)

    def after_init_instance(self, instance: Member, new: bool, row: Any, **kwargs: Any) -> None:
        instance.union = self.union


def ours(content: bytes, union: Union) -> None:
    """Preview with all checks, then the same again and written."""
    for is_preview in (True, False):
        with transaction.atomic():
            resource = MemberResource(union, today=TODAY)
            dataset = RosterDataset(read_table(content, LAYOUT))
            result = resource.import_data(dataset, dry_run=is_preview)
        if result.is_blocked or result.total_rows != ROWS:
            raise AssertionError(result.blocking[:3])


def stock(content: bytes, union: Union) -> None:
    """Read by openpyxl, a dry run, then the import."""
    rows = list(load_workbook(io.BytesIO(content), read_only=True)["会员信息"].values)
    for is_preview in (True, False):
        # The last column is filled in row by row.
        wide = [[*row, None] for row in rows[4:-1]]
        dataset = Dataset(*wide, headers=[*rows[3], "id_hash"])
        result = StockResource(union).import_data(dataset, dry_run=is_preview, raise_errors=True)
        if result.totals["new"] != ROWS:
            raise AssertionError(result.totals)


def limit(content: bytes, union: Union) -> None:
    """Nothing but reading and inserting."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = workbook.get_sheet_by_name("会员信息").to_python()
    plan = [(rows[3].index(heading), heading, name) for heading, name in FIELDS.items()]
    members = [
        Member(
            union=union, **{name: value_of(heading, row[index]) for index, heading, name in plan}
        )
        for row in rows[4:-1]
    ]
    for member in members:
        member.id_hash = id_hash(member.id_number)
    with transaction.atomic():
        Member.objects.bulk_create(members, batch_size=500)


def measure() -> Result:
    """Ours and the limit run before and after the slow one, so that a busy moment of the machine
    does not fall on one alone. Each run fills a union of its own: every run does the same work.
    """
    content = rosters.official_form(rosters.people(ROWS))
    district = make_union("bench", kind=Union.Kind.DISTRICT)
    best: dict[str, float] = {}
    for way in (ours, limit, ours, limit, stock, ours, limit):
        seconds = best_of(1, functools.partial(way, content, make_union(parent=district)))
        best[way.__name__] = min(seconds, best.get(way.__name__, seconds))
    return Result(ours=best.pop("ours"), baselines=best, facts={"rows": ROWS})
