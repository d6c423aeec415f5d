"""Numbers of disclosure: items, periods owed and disclosed, satisfaction."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, Value
from django.urls import reverse
from django.utils import timezone

from congress.checks.disclosure import SATISFIED, due_on
from congress.models import Disclosure, DisclosureDuty
from union_site import figures
from union_site.figures import Figure, Rate, Span
from union_site.models import Union
from union_site.norms import norm

GROUP = "民主管理"


def _published(union: Union, span: Span) -> Any:
    return Disclosure.objects.of_union(union).disclosed().between(span.first, span.last)


def _duties(union: Union, span: Span) -> Any:
    """The catalogue of these days; each row carries them, since what is owed depends on them."""
    rows = DisclosureDuty.objects.of_union(union).in_force(span.first, span.last)
    return rows.annotate(
        span_first=Value(span.first, output_field=DateField()),
        span_last=Value(span.last, output_field=DateField()),
    )


def _owed(rows: Any) -> int:
    """Periods that came due by today or were disclosed before; who still has time owes none."""
    duties, today = list(rows.select_related("union")), timezone.localdate()
    if not duties:
        return 0
    rule = norm("congress.disclosure_due_days", union=duties[0].union, on=today)
    items = Disclosure.objects.disclosed().filter(duty__in=duties)
    disclosed = {(row.duty_id, row.period) for row in items}
    return sum(
        due_on(period, rule) < today or (duty.pk, period) in disclosed
        for duty in duties
        for period in duty.owed(duty.span_first, duty.span_last)
    )


def _fulfilling(union: Union, span: Span) -> Any:
    """Items for a period of the catalogue that ends in the span, whenever they were published."""
    keys = {
        (duty.pk, period)
        for duty in DisclosureDuty.objects.of_union(union).in_force(span.first, span.last)
        for period in duty.owed(span.first, span.last)
    }
    years = {period.year for _, period in keys}
    rows = Disclosure.objects.of_union(union).disclosed().filter(duty__isnull=False)
    rows = rows.filter(year__in=years)
    ids = [row.pk for row in rows if (row.duty_id, row.period) in keys]
    return Disclosure.objects.of_union(union).filter(pk__in=ids)


def _periods(rows: Any) -> int:
    return len(set(rows.order_by().values_list("duty_id", "part", "year")))


def _polled(union: Union, span: Span) -> Any:
    """Items with a decided poll that enough sheets came back of."""
    rows = _published(union, span).polled().select_related("poll")
    least = norm("congress.min_shown", union=union, on=span.last).number
    ids = [row.pk for row in rows if int(row.poll.result.get("returned", 0)) >= least]
    return rows.filter(pk__in=ids)


def _valid(rows: Any) -> int:
    return sum(int(row.poll.result["valid"]) for row in rows)


def _satisfied(rows: Any) -> int:
    counted = [row.poll.result["items"][0]["counts"] for row in rows]
    return sum(int(counts.get(code, 0)) for counts in counted for code in SATISFIED)


def _register(span: Span) -> str:
    query = f"?show=disclosed&from={span.first}&to={span.last}"
    return reverse("congress:disclosure_list") + query


def _overview(span: Span) -> str:
    return f"{reverse('congress:disclosure_overview')}?from={span.first}&to={span.last}#owed"


figures.register(
    Figure("congress.disclosures", "校务公开", "项", _published, _register, group=GROUP),
    Figure(
        "congress.disclosure_owed",
        "校务公开目录应公开",
        "期",
        _duties,
        _overview,
        measure=_owed,
        group=GROUP,
    ),
    Figure(
        "congress.disclosure_done",
        "校务公开目录已公开",
        "期",
        _fulfilling,
        _overview,
        measure=_periods,
        group=GROUP,
    ),
    Figure(
        "congress.disclosure_polled",
        "校务公开测评有效票",
        "票",
        _polled,
        _register,
        measure=_valid,
        group=GROUP,
    ),
    Figure(
        "congress.disclosure_satisfied",
        "校务公开测评满意票（很满意、满意、基本满意）",
        "票",
        _polled,
        _register,
        measure=_satisfied,
        group=GROUP,
    ),
    Rate(
        "congress.disclosure_rate",
        "校务公开目录履行率",
        numerator="congress.disclosure_done",
        denominator="congress.disclosure_owed",
        group=GROUP,
    ),
    Rate(
        "congress.disclosure_satisfaction",
        "校务公开满意率",
        numerator="congress.disclosure_satisfied",
        denominator="congress.disclosure_polled",
        group=GROUP,
    ),
)
