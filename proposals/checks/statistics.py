"""The statistics of formal proposals: what is counted, as what, and the rates with both numbers.

Each part is one condition, used by the counts, by the figures and by the list of proposals
alike: a number and the rows that it opens cannot differ.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from congress.models import Session
from proposals.models import (
    Meaning,
    Outcome,
    Proposal,
    ProposalState,
    Rating,
    Reply,
    Satisfaction,
    Seconder,
)
from union_site.models import Union

Rows = Any  # a QuerySet of proposals
S = ProposalState

SENT = Q(submitted_at__isnull=False)
KEPT = SENT & ~Q(state=S.WITHDRAWN)
DOCKETED = KEPT & Q(outcome=Outcome.DOCKETED)
CONVERTED = KEPT & Q(outcome=Outcome.CONVERTED)
OWED = DOCKETED | CONVERTED
MERGED = SENT & Q(state=S.MERGED)
REJECTED = SENT & Q(state=S.REJECTED)
WITHDRAWN = SENT & Q(state=S.WITHDRAWN)
ANSWERED = OWED & Q(replied_at__isnull=False)
# 已解决或列入计划 (domain: NCEPU counts both); what is being solved is more than planned.
ON_ITS_WAY = (Meaning.SOLVED, Meaning.IN_PROGRESS, Meaning.PLANNED)


def last_ratings(**wanted: Any) -> Any:
    """Ratings of the reply that was sent last to each proposal."""
    later = Reply.objects.filter(
        proposal=OuterRef("reply__proposal"),
        sent_at__isnull=False,
        handling_round__gt=OuterRef("reply__handling_round"),
    )
    sent = Rating.objects.filter(reply__sent_at__isnull=False, **wanted)
    return sent.exclude(Exists(later))


def _rated(**wanted: Any) -> Q:
    return ANSWERED & Q(Exists(last_ratings(**wanted).filter(reply__proposal=OuterRef("pk"))))


def _rated_by_author(*values: str) -> Q:
    return _rated(part=Rating.Part.AUTHOR, satisfaction__in=values)


# The name in the address of the list → what it holds.
PARTS: dict[str, Q] = {
    "received": SENT,
    "docketed": DOCKETED,
    "converted": CONVERTED,
    "merged": MERGED,
    "merged_docketed": MERGED & Q(merged_into__outcome=Outcome.DOCKETED),
    "merged_converted": MERGED & Q(merged_into__outcome=Outcome.CONVERTED),
    "rejected": REJECTED,
    "withdrawn_sent": WITHDRAWN,
    "undecided": SENT & ~(OWED | MERGED | REJECTED | WITHDRAWN),
    "to_be_answered": OWED,
    "accepted": OWED & ~Q(state__in=[S.TO_ASSIGN, S.ASSIGNED]),
    "answered": ANSWERED,
    "answered_docketed": ANSWERED & DOCKETED,
    "in_time": ANSWERED & Q(replied_at__date__lte=F("due_on")),
    "late": ANSWERED & Q(replied_at__date__gt=F("due_on")),
    "rehandled": OWED & Q(handling_round__gt=1),
    **{str(meaning): ANSWERED & Q(result__meaning=meaning) for meaning in Meaning},
    "on_its_way": ANSWERED & Q(result__meaning__in=ON_ITS_WAY),
    "underway": ANSWERED & Q(result__meaning__in=[Meaning.IN_PROGRESS, Meaning.PLANNED]),
    "solved_docketed": ANSWERED & DOCKETED & Q(result__meaning=Meaning.SOLVED),
    "on_its_way_docketed": ANSWERED & DOCKETED & Q(result__meaning__in=ON_ITS_WAY),
    "author_rated": _rated(part=Rating.Part.AUTHOR),
    "author_satisfied": _rated_by_author("satisfied"),
    "author_mostly": _rated_by_author("mostly"),
    "author_unsatisfied": _rated_by_author("unsatisfied"),
    "author_content": _rated_by_author("satisfied", "mostly"),
}


@dataclass(frozen=True)
class Share:
    """A rate, never without its two numbers."""

    part: int
    whole: int

    @property
    def shown(self) -> str:
        """89.1%; a dash where there is nothing to divide by."""
        return f"{self.part * 100 / self.whole:.1f}%" if self.whole else "—"

    @property
    def is_known(self) -> bool:
        return self.whole > 0


@dataclass(frozen=True)
class Scope:
    """What a paper speaks of: the proposals of one session, or those received in one year."""

    union: Union
    session: Session | None = None
    year: int | None = None

    @property
    def label(self) -> str:
        if self.session is not None:
            return self.session.title
        return f"{self.year}年度" if self.year else ""

    @property
    def query(self) -> dict[str, str]:
        """What the list of proposals is asked for the same rows."""
        if self.session is not None:
            return {"session": str(self.session.pk)}
        if self.year is None:
            return {}
        return {"since": f"{self.year}-01-01", "until": f"{self.year}-12-31"}

    def rows(self) -> Rows:
        rows = Proposal.objects.of_union(self.union).sent()
        if self.session is not None:
            return rows.of_session(self.session)
        if self.year is not None:
            first, last = datetime.date(self.year, 1, 1), datetime.date(self.year, 12, 31)
            return rows.received_in(first, last)
        return rows


@dataclass(frozen=True)
class Line:
    """The counts of one category, delegation, department …; `key` is what the list asks for."""

    key: str
    label: str
    counts: dict[str, int]
    people: int = 0

    def share_of(self, whole: int, part: str = "received") -> Share:
        return Share(self.counts[part], whole)


@dataclass(frozen=True)
class Statistics:
    totals: dict[str, int]
    by_category: list[Line]
    by_delegation: list[Line]
    by_department: list[Line]
    by_result: list[Line]
    proposers: int
    seconders: int
    ratings: dict[str, dict[str, int]] = field(default_factory=dict)  # part → satisfaction → n

    def share(self, part: str, whole: str) -> Share:
        return Share(self.totals[part], self.totals[whole])

    @property
    def reply_rate(self) -> Share:
        """答复率: answered of all that were owed an answer, converted ones included."""
        return self.share("answered", "to_be_answered")

    @property
    def docketed_reply_rate(self) -> Share:
        return self.share("answered_docketed", "docketed")

    @property
    def in_time_rate(self) -> Share:
        return self.share("in_time", "answered")

    @property
    def solved_rate(self) -> Share:
        """解决率: solved of those docketed (domain 2.7)."""
        return self.share("solved_docketed", "docketed")

    @property
    def on_its_way_rate(self) -> Share:
        """解决或列入计划的比率, which some schools report instead; never mixed with the other."""
        return self.share("on_its_way_docketed", "docketed")

    @property
    def satisfaction_rate(self) -> Share:
        """满意率: 满意 and 基本满意 of the proposals that their authors have rated."""
        return self.share("author_content", "author_rated")

    def rated_by(self, part: str) -> dict[str, int]:
        return self.ratings.get(part, dict.fromkeys(Satisfaction.values, 0))


def counts(rows: Rows) -> dict[str, int]:
    """Every part of these rows. One query."""
    found: dict[str, int] = rows.order_by().aggregate(**_counted())
    return found


def _counted() -> dict[str, Any]:
    # A name of ours may be one of a column too, so the aliases are marked.
    return {name: Count("pk", filter=condition) for name, condition in PARTS.items()}


def statistics(rows: Rows) -> Statistics:
    """Everything the papers say of these rows; a fixed number of queries."""
    return Statistics(
        totals=counts(rows),
        by_category=_by_category(rows),
        by_delegation=by_delegation(rows),
        by_department=by_department(rows),
        by_result=_by_result(rows),
        proposers=rows.order_by().values("author").distinct().count(),
        seconders=_seconders(rows).values("delegate").distinct().count(),
        ratings=_ratings(rows),
    )


def _seconders(rows: Rows) -> Any:
    return Seconder.objects.accepted().filter(proposal__in=rows.order_by().values("pk"))


def _grouped(rows: Rows, *keys: Any, **named: Any) -> list[dict[str, Any]]:
    marked = {f"n_{name}": count for name, count in _counted().items()}
    return list(rows.order_by().values(*keys, **named).annotate(**marked))


def _line(row: dict[str, Any], key: Any, label: str, people: int = 0) -> Line:
    found = {name: row[f"n_{name}"] for name in PARTS}
    return Line("" if key is None else str(key), label, found, people)


def _by_category(rows: Rows) -> list[Line]:
    from_row = dict(Proposal._meta.get_field("category").flatchoices)
    lines = [
        _line(row, row["category"], str(from_row.get(row["category"], "未分类")))
        for row in _grouped(rows, "category")
    ]
    order = list(from_row)
    return sorted(lines, key=lambda line: order.index(line.key) if line.key in order else 99)


def by_delegation(rows: Rows) -> list[Line]:
    """Each delegation with how many of its people took part, as proposer or seconder."""
    group = Coalesce("delegation", "delegate__delegation")
    name = Coalesce("delegation__name", "delegate__delegation__name")
    people = _people(rows)
    return sorted(
        (
            _line(row, row["key"], row["label"] or "未编入代表团", people.get(row["key"], 0))
            for row in _grouped(rows, key=group, label=name)
        ),
        key=lambda line: (not line.key, -line.counts["received"], line.label),
    )


def _people(rows: Rows) -> dict[int | None, int]:
    """Delegation → its delegates that proposed or seconded, each once."""
    taken: set[tuple[int | None, int]] = set(
        rows.order_by()
        .filter(delegate__isnull=False)
        .values_list("delegate__delegation", "delegate")
    )
    taken |= set(_seconders(rows).order_by().values_list("delegate__delegation", "delegate"))
    found: dict[int | None, int] = {}
    for delegation, _ in taken:
        found[delegation] = found.get(delegation, 0) + 1
    return found


def by_department(rows: Rows) -> list[Line]:
    """Each department that leads the handling; those not handed out yet have none."""
    handed = rows.filter(OWED, lead__isnull=False)
    lines = [
        _line(row, row["lead"], row["lead__department"] or row["lead__user__name"])
        for row in _grouped(handed, "lead", "lead__department", "lead__user__name")
    ]
    return sorted(lines, key=lambda line: (-line.counts["to_be_answered"], line.label))


def _by_result(rows: Rows) -> list[Line]:
    answered = rows.filter(ANSWERED)
    lines = _grouped(answered, "result", "result__label", "result__letter", "result__position")
    lines.sort(key=lambda row: (row["result__position"], row["result"]))
    return [
        _line(row, row["result"], f"{row['result__letter']}　{row['result__label']}".strip("　"))
        for row in lines
    ]


def _ratings(rows: Rows) -> dict[str, dict[str, int]]:
    owed = rows.order_by().filter(ANSWERED).values("pk")
    found = {part: dict.fromkeys(Satisfaction.values, 0) for part in Rating.Part.values}
    given = last_ratings(reply__proposal__in=owed).order_by()
    for part, satisfaction, count in given.values_list("part", "satisfaction").annotate(
        n=Count("pk")
    ):
        found[part][satisfaction] = count
    return found


def sessions_with_proposals(union: Union) -> list[Session]:
    """Those that proposals were sent in for, the newest first."""
    rows = Session.objects.of_union(union).filter(
        pk__in=Proposal.objects.of_union(union).sent().values("session")
    )
    return list(rows.for_list())


def years_with_proposals(union: Union) -> list[int]:
    moments = Proposal.objects.of_union(union).sent().dates("submitted_at", "year")
    found: Iterable[datetime.date] = moments
    return sorted({day.year for day in found}, reverse=True)


def largest(lines: Sequence[Line], part: str = "received") -> list[Line]:
    """The lines from the largest to the smallest, without the empty ones."""
    return sorted((ln for ln in lines if ln.counts[part]), key=lambda ln: -ln.counts[part])
