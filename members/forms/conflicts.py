"""Two people edit one member: both versions side by side, to choose from field by field."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict

from members.forms.roster import NAMES, SEALED, MemberForm
from members.models import Member
from union_site.masking import covered

TAKE = "take-"
_OWN = ("csrfmiddlewaretoken", "revision", "resolve")


@dataclass(frozen=True)
class Choice:
    """One field that the other person changed and that reads differently in the form."""

    name: str
    label: str
    theirs: str
    mine: str
    is_mine: bool  # chosen at first: I changed it too


class Conflict:
    """What somebody else changed meanwhile (`choices`), and what of mine is not in question."""

    def __init__(self, form: MemberForm, now: Member) -> None:
        self.form, self.now = form, now
        self.choices = list(self._choices())
        asked = {choice.name for choice in self.choices}
        self.untouched = [
            str(form.fields[name].label)
            for name in form.changed_data
            if name in NAMES and name not in asked and self._differs(name)
        ]

    def _differs(self, name: str) -> bool:
        return name in self.form.cleaned_data and _text(self.form.cleaned_data[name]) != _text(
            getattr(self.now, name)
        )

    def _choices(self) -> Iterator[Choice]:
        for name in filter(self._differs, NAMES):
            # A sealed field does not say what it showed: what was typed is in question.
            base = None if name in SEALED else self.form.data.get(f"initial-{name}")
            theirs, mine = getattr(self.now, name), self.form.cleaned_data[name]
            if base == _text(theirs):
                continue
            field = self.form.fields[name]
            yield Choice(
                name,
                str(field.label),
                _shown(field, name, theirs),
                _shown(field, name, mine),
                base is None or _text(mine) != base,
            )

    def carried(self) -> Iterator[tuple[str, str]]:
        """Everything that was typed, on top of the member as it is now."""
        sent = self.form.data
        for name, values in sent.lists() if isinstance(sent, QueryDict) else ():
            if name not in _OWN and not name.startswith(("initial-", TAKE)):
                yield from ((name, value) for value in values)
        yield "revision", str(self.now.revision)
        for name in NAMES:
            if name not in SEALED:
                yield f"initial-{name}", _text(getattr(self.now, name))

    def rebased(self) -> MemberForm:
        """The same input as if the form had been opened just now."""
        data = QueryDict(mutable=True)
        for name, value in self.carried():
            data.appendlist(name, value)
        return MemberForm(data, seat=self.form.seat, member=self.now)


def settled(data: QueryDict) -> QueryDict:
    """What was sent, with the other's value wherever that was chosen."""
    chosen = data.copy()
    for key in [key for key in data if key.startswith(TAKE)]:
        name = key.removeprefix(TAKE)
        if chosen.pop(key) == ["theirs"] and name in NAMES:
            chosen[name] = data.get(f"initial-{name}", "")
    return chosen


def _text(value: Any) -> str:
    """As a form would send it."""
    if isinstance(value, Model):
        return str(value.pk)
    return "" if value is None else str(value)


def _shown(field: forms.Field, name: str, value: Any) -> str:
    if value in (None, ""):
        return "（空）"
    if name in SEALED:
        return covered(str(value), SEALED[name])
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.date):
        return f"{value:%Y年%-m月%-d日}"
    choices = {} if isinstance(value, Model) else dict(getattr(field, "choices", []))
    return str(choices.get(str(value), value))
