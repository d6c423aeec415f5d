"""Form of a merge: which row stays, and of which row each differing value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from members.actions.duplicates import Choice, choices
from members.models import Member
from members.tables import duplicates as tables
from union_site.forms import ActForm
from union_site.models import Seat

FIRST, SECOND = "first", "second"


@dataclass(frozen=True)
class Line:
    """A choice between the values of the two rows."""

    label: str
    field: BoundField


class MergeForm(ActForm):
    """Two rows side by side; for each thing in which they differ the value that stays."""

    has_checks = False
    revision_first = forms.IntegerField(widget=forms.HiddenInput)
    revision_second = forms.IntegerField(widget=forms.HiddenInput)
    keep = forms.ChoiceField(
        label="保留哪一条记录",
        choices=[(FIRST, "保留甲"), (SECOND, "保留乙")],
        widget=forms.RadioSelect,
    )

    def __init__(
        self, data: Any = None, *, first: Member, second: Member, seat: Seat, **options: Any
    ) -> None:
        likely = _likely(first, second)
        initial = {
            "revision_first": first.revision,
            "revision_second": second.revision,
            "keep": likely,
        }
        super().__init__(data, initial=initial, **options)
        self.first, self.second = first, second
        self.choices: list[Choice] = choices(first, second)
        for choice in self.choices:
            values = tables.told_apart(first, second, choice, seat)
            empty = values.index(tables.EMPTY) if tables.EMPTY in values else None
            self.fields[choice.key] = forms.ChoiceField(
                label=choice.label,
                choices=list(zip((FIRST, SECOND), values, strict=True)),
                widget=forms.RadioSelect,
                initial=likely if empty is None else (SECOND, FIRST)[empty],
                error_messages={"required": "请选择。"},
            )

    def lines(self) -> Iterator[Line]:
        yield Line("保留哪一条记录", self["keep"])
        for choice in self.choices:
            yield Line(choice.label, self[choice.key])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        keep = values.get("keep", FIRST)
        kept, other = (self.first, self.second) if keep == FIRST else (self.second, self.first)
        return {
            "kept": kept,
            "other": other,
            "revisions": {
                self.first.pk: values.get("revision_first"),
                self.second.pk: values.get("revision_second"),
            },
            "from_other": tuple(c.key for c in self.choices if values.get(c.key, keep) != keep),
        }


def _likely(first: Member, second: Member) -> str:
    """The row that most people would keep: on the roll, with an account, registered first."""
    rank = [
        (member.is_on_roll, member.status == "active", member.seat_id is not None)
        for member in (first, second)
    ]
    return SECOND if rank[1] > rank[0] else FIRST
