"""Input of constituencies: seats, and who was elected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from congress.actions.delegates import category_of, is_leader
from congress.forms.counts import count_field
from congress.forms.delegates import MemberChoice, people
from congress.models import Constituency
from congress.models.delegates import Category, Method
from members.models import Member
from union_site.forms import ActForm, DayField
from union_site.models import Seat

MOST_ROWS = 40


class ConstituencyForm(ActForm):
    has_checks = False

    name = forms.CharField(label="选区", max_length=40, help_text="一般是工会小组、年级组或处室。")
    position = count_field("顺序", least=1, help_text="数字小的在前。")
    staff_count = count_field("教职工人数")
    seats = count_field("代表名额")
    convenor = MemberChoice(
        Member.objects.none(), label="临时召集人", required=False, empty_label="未定"
    )
    note = forms.CharField(
        label="备注",
        max_length=200,
        required=False,
        help_text="例如：适当考虑民主党派人士和各年龄、性别结构比例。",
    )

    def __init__(self, *args: Any, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["convenor"]
        chosen.queryset = people(seat)


class SharesForm(ActForm):
    total = count_field(
        "代表总名额", least=1, help_text="由学校按上级规定确定，保存后按各选区人数分配，可再调整。"
    )


class ResultForm(ActForm):
    """An election and who was elected: one row for each seat."""

    elected_on = DayField(label="选举日期")
    method = forms.ChoiceField(label="选举方式", choices=Method.choices)
    voters = count_field("参加选举人数", required=False)
    candidates = count_field("候选人数", required=False)
    facts = ("elected_on", "method", "voters", "candidates")

    def __init__(
        self, *args: Any, constituency: Constituency, seat: Seat, count: int, **options: Any
    ) -> None:
        """`count` rows; none where the delegates are registered already."""
        super().__init__(*args, **options)
        self.count = min(count, MOST_ROWS)
        rows = people(seat).active()
        if constituency.group_id:
            # Those of the constituency come first, since they are who is elected there.
            mine, others = rows.filter(group=constituency.group_id), rows
            others = others.exclude(group=constituency.group_id)
            choices = [("本选区", mine), ("其他", others)]
        else:
            choices = [("", rows)]
        offered = _choices(choices)
        for row in range(self.count):
            member = MemberChoice(rows, label="姓名", required=False, empty_label="未选")
            self.fields[f"member_{row}"] = member
            self.fields[f"votes_{row}"] = count_field("得票", required=False)
            self.fields[f"category_{row}"] = forms.ChoiceField(
                label="身份", required=False, choices=[("", "按名册"), *Category.choices]
            )
            self.fields[f"is_leader_{row}"] = forms.BooleanField(label="干部", required=False)
            member.widget.choices = offered

    def fact_fields(self) -> list[BoundField]:
        return [self[name] for name in self.facts]

    def rows(self) -> Iterator[tuple[int, dict[str, BoundField]]]:
        for row in range(self.count):
            names = ("member", "votes", "category", "is_leader")
            yield row + 1, {name: self[f"{name}_{row}"] for name in names}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        elected: list[dict[str, Any]] = []
        for row in range(self.count):
            member = given.get(f"member_{row}")
            if member is None:
                continue
            if any(member == one["member"] for one in elected):
                self.add_error(f"member_{row}", f"{member.name}选了两次。")
            elected.append(
                {
                    "member": member,
                    "votes": given.get(f"votes_{row}"),
                    "category": given.get(f"category_{row}") or category_of(member),
                    "is_leader": given.get(f"is_leader_{row}") or is_leader(member),
                }
            )
        if self.count and not elected and not self.errors:
            self.add_error(None, "请至少填写一名当选代表。")
        return {name: given.get(name) for name in self.facts} | {"elected": elected}


def _choices(groups: list[tuple[str, Any]]) -> list[Any]:
    """The same people for every row, asked for once."""
    choices: list[Any] = [("", "未选")]
    for label, rows in groups:
        people = [(member.pk, _label(member)) for member in rows]
        if label and people:
            choices.append((label, people))
        else:
            choices += people
    return choices


def _label(member: Member) -> str:
    return f"{member.name}（{member.group}）" if member.group else member.name
