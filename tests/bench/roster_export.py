"""The roster as a workbook at 1,200 and at 12,237 rows, against the stock export of the library."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from import_export.resources import ModelResource

from members.models import Member
from members.tables.exports import Kind, Wanted, people, sheet
from members.tables.filters import Question
from tests.bench import Result, best_of
from tests.bench._rosters import LARGE, SMALL, client_of, peak_of, read, stage
from union_site.listing import Asked
from union_site.models import Seat
from union_site.spreadsheets import stream_xlsx


class StockResource(ModelResource):
    """As the library's manual teaches it, with the columns of our table."""

    class Meta:
        model = Member
        fields = (
            *("name", "sex", "birth_date", "ethnicity", "political_status", "education"),
            *("id_number", "mobile", "home_address", "staff_no", "group__name"),
            *("teaching_group", "union_post", "post_category", "engagement", "title", "subject"),
            *("is_head_teacher", "employment_status", "joined_school_on", "joined_union_on"),
            *("certificate_no", "card_no", "card_issued_on", "bank_card", "status"),
        )


def ours(seat: Seat, kind: Kind = Kind.TABLE) -> int:
    """What the job of a large export does, read to its end and not kept."""
    from django.http import QueryDict

    wanted = Wanted(kind)
    rows = people(Question(seat, Asked(QueryDict(""))).rows(), wanted)
    return sum(map(len, stream_xlsx(sheet(wanted, rows, seat))))


def stock(seat: Seat) -> int:
    rows = Member.objects.visible_to(seat).order_by("pinyin_order")
    return len(StockResource().export(queryset=rows).xlsx)


def measure() -> Result:
    _, chairs = stage()
    facts: dict[str, int | float | str] = {}
    for size, seat in chairs.items():
        with CaptureQueriesContext(connection) as queries:
            facts[f"bytes_{size}"] = ours(seat)
        facts[f"queries_{size}"] = len(queries)
        facts[f"seconds_{size}"] = round(best_of(3, lambda seat=seat: ours(seat)), 2)  # type: ignore[misc]
        facts[f"peak_mb_{size}"] = peak_of(lambda seat=seat: ours(seat))  # type: ignore[misc]
    facts["growth_peak_mb"] = round(
        float(facts[f"peak_mb_{LARGE}"]) / float(facts[f"peak_mb_{SMALL}"]), 2
    )
    with CaptureQueriesContext(connection) as queries:
        stock(chairs[SMALL])
    facts[f"stock_queries_{SMALL}"] = len(queries)
    facts[f"stock_peak_mb_{SMALL}"] = peak_of(lambda: stock(chairs[SMALL]))
    facts[f"stock_peak_mb_{LARGE}"] = peak_of(lambda: stock(chairs[LARGE]))
    settings.ROSTER_ROWS_AT_ONCE = LARGE
    facts["page_bytes"] = read(client_of(chairs[LARGE]), "/members/export/")
    facts["official_form_seconds"] = round(
        best_of(2, lambda: ours(chairs[LARGE], Kind.OFFICIAL)), 2
    )
    best = float(facts[f"seconds_{LARGE}"])
    return Result(
        ours=best,
        baselines={"stock_django_import_export": best_of(1, lambda: stock(chairs[LARGE]))},
        facts=facts,
    )
