"""Input of counts by people: sheets, votes for each item, names that were written in."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from congress.actions.counts import is_by_hands
from congress.forms.counts import count_field
from congress.models import Ballot, BallotCount, BallotItem
from union_site.collation import clean_name
from union_site.forms import ActForm

_LINE = re.compile(r"^(?P<name>.*?\S)[\s,，:：、]+(?P<votes>\d{1,5})\s*票?$")


class BallotCountForm(ActForm):
    """One teller's count. `rows` are the fields of each item, for the table of the page."""

    def __init__(
        self, data: Any = None, *, ballot: Ballot, own: BallotCount | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.ballot = ballot
        self.items: list[BallotItem] = list(ballot.items.all())
        if not is_by_hands(ballot):
            for name, label in (("issued", "发出"), ("returned", "收回"), ("invalid", "无效")):
                self.fields[name] = count_field(f"{label}（张）", initial=getattr(own, name, None))
        marks = own.marks if own else {}
        for item in self.items:
            for code, label in ballot.scale:
                votes = marks.get(str(item.pk), {}).get(code)
                self.fields[f"item{item.pk}_{code}"] = _votes(f"{item.title}：{label}", votes)
        if ballot.write_ins:
            self.fields["named"] = forms.CharField(
                label="另选他人",
                required=False,
                max_length=2000,
                initial="\n".join(f"{n} {v}" for n, v in (own.named if own else {}).items()),
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="一行一人，姓名后写票数，例如：王琛 3。没有就留空。",
            )

    @property
    def sheet_fields(self) -> list[Any]:
        return [self[name] for name in ("issued", "returned", "invalid") if name in self.fields]

    @property
    def named_field(self) -> Any:
        return self["named"] if "named" in self.fields else None

    @property
    def rows(self) -> list[tuple[BallotItem, list[Any]]]:
        return [
            (item, [self[f"item{item.pk}_{code}"] for code, _ in self.ballot.scale])
            for item in self.items
        ]

    def clean_named(self) -> dict[str, int]:
        named: dict[str, int] = {}
        for number, line in enumerate(str(self.cleaned_data["named"]).splitlines(), start=1):
            if not line.strip():
                continue
            found = _LINE.match(line.strip())
            if found is None:
                raise forms.ValidationError(f"第 {number} 行看不懂：请写姓名、空格、票数。")
            name = clean_name(found["name"])
            if name in named:
                raise forms.ValidationError(f"第 {number} 行：{name}写了两次，请合并票数。")
            if votes := int(found["votes"]):
                named[name] = votes
        return named

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        marks = {
            item.pk: {code: given.pop(f"item{item.pk}_{code}", 0) for code, _ in self.ballot.scale}
            for item in self.items
        }
        return {**given, "marks": marks}


def _votes(label: str, votes: int | None) -> forms.IntegerField:
    field = count_field(label, initial=votes)
    field.widget.attrs["class"] = "input input-number"
    field.widget.attrs["aria-label"] = label
    return field


class RepeatForm(ActForm):
    has_checks = False

    note = forms.CharField(
        label="作废理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：收回的票多于发出的票。",
    )
