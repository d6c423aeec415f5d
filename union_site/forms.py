"""Forms whose answer goes to one act: they show what the act refuses or asks to confirm."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from union_site.findings import Finding, NotClear, blocking
from union_site.listing import Asked

EARLIEST, LATEST = datetime.date(1950, 1, 1), datetime.date(2099, 12, 31)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class DayField(forms.DateField):
    """A date in the span of a working life; a year that was mistyped is refused here."""

    def __init__(self, **options: Any) -> None:
        span = [
            MinValueValidator(EARLIEST, "日期不能早于 1950 年。"),
            MaxValueValidator(LATEST, "日期不能晚于 2099 年。"),
        ]
        super().__init__(widget=DateInput(), validators=span, **options)


class MomentField(forms.DateTimeField):
    """A date with its time, within the same span."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=MomentInput(), **options)

    def to_python(self, value: Any) -> datetime.datetime | None:
        moment = super().to_python(value)
        if moment is not None and not EARLIEST <= moment.date() <= LATEST:
            raise ValidationError("日期应在 1950 年到 2099 年之间。", code="invalid")
        return moment


class ActForm(forms.Form):
    """Input for one act. `findings` holds what the act's checks had to say, if they refused.

    A warning is accepted by its code; the act records which ones were.
    """

    has_checks = True  # the act takes `accepted`

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.findings: list[Finding] = []
        self.accepted: list[str] = data.getlist("accepted") if data else []
        for field in self.fields.values():
            is_chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
            field.error_messages["required"] = "请选择。" if is_chosen else "请填写。"

    def submit(self, act: Callable[..., Any], **given: Any) -> Any:
        """Calls the act with what was typed; None where the input or the act says no."""
        if not self.is_valid():
            return None
        arguments: dict[str, Any] = {**given, **self.cleaned_data}
        if self.has_checks:
            arguments["accepted"] = self.accepted
        try:
            return act(**arguments)
        except ValidationError as refusal:
            take_refusal(self, refusal)
        return None


class PeopleChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # in the stubs alone
    """Several people by name, as chips or boxes; namesakes are told apart by their group."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, people: Any) -> None:
        """`people` brings `group` along."""
        self.queryset = people
        names = Counter(people.values_list("name", flat=True))
        self.namesakes = {name for name, count in names.items() if count > 1}

    def label_from_instance(self, person: Any) -> str:
        if person.name in self.namesakes and person.group:
            return f"{person.name}（{person.group}）"
        return str(person.name)


def take_errors(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Puts a refusal beside the fields it speaks of; what speaks of none stands above all."""
    for name, sentence in _by_field(refusal):
        form.add_error(name if name in form.fields else None, sentence)


def _by_field(refusal: ValidationError) -> list[tuple[str, str]]:
    if isinstance(refusal, NotClear):
        said = zip(refusal.open_ones, refusal.messages, strict=True)
        return [(finding.where, sentence) for finding, sentence in said]
    if not hasattr(refusal, "error_dict"):
        return [(NON_FIELD_ERRORS, sentence) for sentence in refusal.messages]
    by_field = refusal.message_dict.items()
    return [(name, sentence) for name, sentences in by_field for sentence in sentences]


def take_refusal(form: forms.BaseForm, refusal: ValidationError) -> None:
    """What an act says no with: findings, which may be accepted, or sentences for the fields.

    A finding that blocks and names a field stands beside that field, not above all.
    """
    if not (isinstance(refusal, NotClear) and isinstance(form, ActForm)):
        take_errors(form, refusal)
        return
    beside = [one for one in blocking(refusal.findings) if one.where in form.fields]
    form.findings = [one for one in refusal.findings if one not in beside]
    for finding in beside:
        form.add_error(finding.where, finding.in_full)


class PlainSelect(forms.Select):
    """A select of plain choices, written in one go.

    Django renders a template for each option: a filter over hundreds of groups would take
    longer than the list that it filters.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if str(key) == chosen else "", label)
                for key, label in self.choices
            ),
        )
        written = flatatt(self.build_attrs({**self.attrs, "name": name}, attrs))
        return format_html("<select{}>{}</select>", written, options)


class PeriodForm(forms.Form):
    """The filter behind 筛选: words, days and choices. What the chips chose is carried along."""

    q = forms.CharField(label="关键词", max_length=50, required=False)

    def __init__(
        self,
        asked: Asked,
        *,
        words: str,
        carried: Iterable[str] = (),
        choices: Iterable[tuple[str, str, Iterable[tuple[str, str]]]] = (),
    ) -> None:
        """`choices`: name, label and values of each select."""
        super().__init__()
        self.fields["q"].label = words
        # "from" is a word of Python and cannot be the name of an attribute.
        self.fields["from"] = forms.DateField(label="自", required=False, widget=DateInput())
        self.fields["to"] = forms.DateField(label="至", required=False, widget=DateInput())
        given: dict[str, Any] = {
            "q": asked.words,
            "from": asked.period.first,
            "to": asked.period.last,
        }
        for name, label, values in choices:
            rows = [("", "全部"), *values]
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=rows, widget=PlainSelect()
            )
            given[name] = asked.one_of(name, [value for value, _ in rows])
        self.is_used = any(given.values())
        for name in carried:
            if asked.data.get(name):
                self.fields[name] = forms.CharField(widget=forms.HiddenInput)
                given[name] = asked.data[name]
        self.initial = given


def form_page(
    request: HttpRequest,
    form: ActForm,
    *,
    title: str,
    trail: Iterable[tuple[str, str]],
    lead: str = "",
    submit: str = "保存",
    is_destructive: bool = False,
    template: str = "union_site/form_page.html",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page of one form. `trail` leads here; its last place is where 取消 goes back to.

    `template` extends the usual one, and is given what is in `more` besides.
    """
    places = list(trail)
    context = {
        **(more or {}),
        "form": form,
        "page_name": title,
        "trail": [*places, (title, "")],
        "back": places[-1][1],
        "lead": lead,
        "submit": submit,
        "is_destructive": is_destructive,
    }
    return render(request, template, context)
