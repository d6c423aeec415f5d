"""Rules of an agenda: what must stand on it, and how it must be treated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from congress.checks.preparing import ORDER_32
from congress.models import AgendaItem, Session
from congress.models.agenda import Matter, Treatment
from congress.models.sittings import Part
from union_site.findings import Finding, Level

_FINANCE, _UNION = ("财务", "经费"), ("工会",)
_SCHOOL = ("学校工作", "校长工作", "行政工作", "园务工作")


def _is_of_school(title: str) -> bool:
    """A report that is not said to be of money or of the union is the school's."""
    return _names(title, _SCHOOL) or not _names(title, _FINANCE + _UNION)


def _names(title: str, words: Iterable[str]) -> bool:
    return any(word in title for word in words)


# The three reports of every annual session, and how each is known by its title.
REPORTS: dict[str, Callable[[str], bool]] = {
    "学校工作报告": _is_of_school,
    "财务工作报告": lambda title: _names(title, _FINANCE),
    "工会工作报告": lambda title: _names(title, _UNION),
}


def agenda(*, kind: str, items: Sequence[AgendaItem], is_staff: bool = True) -> list[Finding]:
    """What is to be said of an agenda as it stands; nothing of one that has no item yet.

    `is_staff`: of the staff congress, which alone Order 32 speaks of.
    """
    if not items:
        return []
    if not is_staff:
        return _order(items)
    found = _adoption(items) + _preparatory(items) + _order(items)
    if kind == Session.Kind.ANNUAL:
        found += _handling(items) + _reports(items)
    if kind == Session.Kind.FIRST:
        found += _election(items)
    return found


def _adoption(items: Sequence[AgendaItem]) -> list[Finding]:
    """C-09: what touches the staff's own interests is adopted, not only heard (art. 7 (4))."""
    titles = [
        f"“{item.title}”"
        for item in items
        if item.matter == Matter.STAFF_INTEREST
        and item.treatment != Treatment.ADOPT
        and item.part == Part.PLENARY
    ]
    if not titles:
        return []
    sentence = f"{'、'.join(titles)}涉及教职工切身利益，应安排审议通过，并无记名投票表决。"
    return [Finding(Level.WARN, "C-09", sentence, f"{ORDER_32}第七条第（四）项", "议程")]


def _handling(items: Sequence[AgendaItem]) -> list[Finding]:
    """C-12: how the proposals of the session before were handled (art. 7 (5))."""
    if any(item.matter == Matter.PROPOSALS for item in items):
        return []
    sentence = "议程中没有审议上次会议提案办理情况报告。"
    return [Finding(Level.WARN, "C-12", sentence, f"{ORDER_32}第七条第（五）项", "议程")]


def _reports(items: Sequence[AgendaItem]) -> list[Finding]:
    """C-12: work, finance and union work are reported every year (art. 7 (3))."""
    titles = [item.title for item in items if item.matter == Matter.REPORTS]
    missing = [
        name for name, is_meant in REPORTS.items() if not any(is_meant(title) for title in titles)
    ]
    if not missing:
        return []
    sentence = f"年度会议的议程中没有{'、'.join(missing)}。"
    return [Finding(Level.WARN, "C-12r", sentence, f"{ORDER_32}第七条第（三）项", "议程")]


def _election(items: Sequence[AgendaItem]) -> list[Finding]:
    """The first session of a term elects (art. 18)."""
    if any(item.treatment == Treatment.ELECT for item in items):
        return []
    sentence = "换届（首次）会议的议程中没有选举事项。"
    return [Finding(Level.WARN, "C-12e", sentence, f"{ORDER_32}第十八条", "议程")]


def _preparatory(items: Sequence[AgendaItem]) -> list[Finding]:
    """The presidium that presides is chosen before the session proper (art. 22)."""
    parts = {item.part for item in items}
    if Part.PLENARY not in parts or Part.PREPARATORY in parts:
        return []
    sentence = "议程中没有预备会议：主席团名单、议程和表决办法应先由预备会议通过。"
    return [Finding(Level.WARN, "C-11p", sentence, f"{ORDER_32}第二十二条", "议程")]


def _is_discussion(item: AgendaItem) -> bool:
    """分组讨论 itself; neither what is said of its outcome nor 讨论通过 is."""
    return item.treatment != Treatment.ADOPT and "讨论" in item.title and "意见" not in item.title


def _order(items: Sequence[AgendaItem]) -> list[Finding]:
    """C-12d: delegates discuss before they vote. `items`: in the order of the agenda."""
    titles = []
    for part in Part.values:
        rows = [item for item in items if item.part == part]
        places = [place for place, item in enumerate(rows) if _is_discussion(item)]
        before = rows[: places[0]] if places else []
        titles += [f"“{item.title}”" for item in before if item.treatment == Treatment.ADOPT]
    if not titles:
        return []
    sentence = f"{'、'.join(titles)}排在分组讨论之前。应先讨论、说明意见采纳情况，再表决，请下移。"
    return [Finding(Level.WARN, "C-12d", sentence, "", "议程")]
