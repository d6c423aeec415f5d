"""What pages show of terms."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from congress import checks
from congress.models import CongressTerm
from union_site.calendar import official_date, school_year
from union_site.desk import Tile
from union_site.listing import Asked
from union_site.models import Seat
from union_site.norms import InForce


def terms(seat: Seat, asked: Asked) -> Any:
    """Every term; with ?on= the one in force on that day."""
    mine = CongressTerm.objects.visible_to(seat).with_sessions().for_list()
    on = asked.day("on")
    return mine.in_force(on) if on else mine


def standing(seat: Seat, *, today: datetime.date) -> dict[str, Any]:
    """The term in force, and what the rules say of the term and the school year."""
    year = school_year(today)
    mine = CongressTerm.objects.visible_to(seat)
    newest = mine.with_held_between(year.first_day, year.last_day).for_list().first()
    if newest is None:
        return {"term": None, "findings": []}
    held = checks.Rules.in_force(union=seat.union, on=today)
    count = newest.held_between
    present_share, vote_share = checks.share_of(held.quorum), checks.share_of(held.adoption)
    quorum = checks.at_least(newest.full_delegates, present_share)
    adoption = checks.more_than(newest.full_delegates, vote_share)
    return {
        "term": newest,
        "span": f"任期{official_date(newest.starts_on)}至{official_date(newest.ends_on)}",
        "tiles": [
            Tile("正式代表", str(newest.full_delegates), _delegates(newest), "人"),
            Tile("法定到会", str(quorum), "", "人", f"全体正式代表的 {present_share}"),
            Tile("表决通过", str(adoption), "", "票", f"超过全体正式代表的 {vote_share}"),
            Tile(
                f"{year.label}召开",
                str(count),
                f"?state=held&from={year.first_day}&to={year.last_day}",
                "次",
                f"每学年至少 {held.yearly.number} 次",
            ),
        ],
        "citation": cited([held.quorum, held.adoption, held.yearly]),
        "findings": [
            *checks.yearly(held=count, year=year, today=today, rule=held.yearly),
            *checks.renewal(ends_on=newest.ends_on, today=today, rule=held.renewal_months),
        ],
    }


def _delegates(term: CongressTerm) -> str:
    return reverse("congress:delegate_list", args=[term.pk])


def cited(rules: Iterable[InForce]) -> str:
    """Several rules at once, each document named once with its articles."""
    articles: dict[str, list[str]] = {}
    for rule in rules:
        document, bracket, article = rule.citation.rpartition("）")
        articles.setdefault(document + bracket, []).append(article)
    return "；".join(document + "、".join(found) for document, found in articles.items())
