"""The list of members at 1,200 and at 12,237 rows: queries, time, memory, and how they grow.

The baseline is the same page over what a list usually does: every column searched by contains.
"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.template.loader import render_to_string

from members.models import Member
from members.tables.roster import for_reader
from tests.bench import Result, best_of
from tests.bench._rosters import LARGE, SMALL, client_of, requests, stage
from union_site.listing import searched
from union_site.models import Seat

PAGES = {
    "list": "/members/",
    "strokes": "/members/?order=strokes",
    "search": "/members/?q=wang",
    "filtered": "/members/?sex=female&age=0-35&education=20&card=with",
    "last_page": "/members/?page=99999",
}
COLUMNS = ("name", "pinyin", "initials", "mobile", "staff_no", "title", "employer")


def usual(seat: Seat) -> str:
    """Search by contains in every column, count, sort, cut a page."""
    rows = searched(Member.objects.visible_to(seat), "wang", *COLUMNS).select_related("group")
    page = Paginator(rows.order_by("pinyin_order"), 20).get_page(1)
    lines = for_reader(page.object_list, seat)
    return render_to_string("components/pager.html", {"page": page, "query": ""}) + str(lines)


def measure() -> Result:
    _, chairs = stage()
    measured = {size: client_of(chair) for size, chair in chairs.items()}
    facts: dict[str, int | float | str] = {}
    for name, address in PAGES.items():
        small, large = (requests(measured[size], address) for size in (SMALL, LARGE))
        for size, found in ((SMALL, small), (LARGE, large)):
            facts |= {f"{name}_{key}_{size}": value for key, value in found.items()}
        for key in ("median_ms", "p95_ms", "cpu_ms", "peak_mb"):
            facts[f"{name}_growth_{key}"] = round(large[key] / small[key], 2)
    ours = best_of(10, lambda: measured[LARGE].get(PAGES["search"]))
    naive = best_of(10, lambda: usual(chairs[LARGE]))
    return Result(ours=ours, baselines={"search_by_contains_bare": naive}, facts=facts)
