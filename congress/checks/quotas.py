"""How many delegates a school has, and how their seats are shared out over constituencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from congress.checks.delegate_rules import DelegateRules
from congress.checks.shares import at_least, share_of
from union_site.findings import Finding, Level
from union_site.norms import InForce


@dataclass(frozen=True)
class Suggestion:
    """A number of delegates that a norm leads to."""

    seats: int
    words: str
    citation: str
    is_least: bool  # the norm sets a lower limit


def suggestions(*, staff: int, rules: DelegateRules) -> list[Suggestion]:
    """What the norms in force say of so many staff; a lower limit stands first."""
    found = []
    if rules.base is not None:
        found.append(Suggestion(least_delegates(staff, rules), "不少于", rules.base.citation, True))
    usual = at_least(staff, share_of(rules.share))
    words = f"教职工的 {share_of(rules.share)}，约"
    return [*found, Suggestion(usual, words, rules.share.citation, False)]


def least_delegates(staff: int, rules: DelegateRules) -> int:
    """The lower limit of a province that sets one, else 0.

    Shanghai: 30 up to 100 staff, 5 more with every further 100, 175 beyond 3,000.
    """
    if rules.base is None:
        return 0
    seats, upto = rules.base.value
    if rules.large is not None and staff > rules.large.value[1]:
        return int(rules.large.value[0])
    if rules.step is not None and staff > upto:
        more, each = rules.step.value
        seats += (staff - upto) // each * more
    return int(seats)


def enough(*, total: int, staff: int, rules: DelegateRules) -> list[Finding]:
    """C-21: the lower limit of the province."""
    least = least_delegates(staff, rules)
    if rules.base is None or total >= least:
        return []
    sentence = f"教职工 {staff} 人，代表名额不少于 {least} 人，现为 {total} 人。"
    return [Finding(Level.WARN, "C-21", sentence, rules.base.citation, "代表名额")]


def filled(*, seats: int, elected: int, share: InForce) -> list[Finding]:
    """C-22: what was shared out and who is in office."""
    if not seats or seats == elected:
        return []
    if elected < seats:
        sentence = (
            f"各选区名额共 {seats} 人，在任正式代表 {elected} 人，还缺 {seats - elected} 人。"
        )
    else:
        sentence = f"在任正式代表 {elected} 人，多于各选区名额之和 {seats} 人。"
    return [Finding(Level.WARN, "C-22", sentence, share.citation)]


def share_out(staff: Sequence[int], total: int) -> list[int]:
    """Seats by largest remainder over constituencies of so many staff; they add up to `total`.

    Every constituency with staff gets one at least, where the seats suffice for that. The others
    share the rest by its quota: nobody gets less than the quota rounded down or more than it
    rounded up, and no larger constituency gets less than a smaller one. Raises ValueError where
    there is nobody to represent.
    """
    if total and not any(staff):
        raise ValueError("seats without staff")
    peopled = {place: people for place, people in enumerate(staff) if people > 0}
    seats = [0] * len(staff)
    if total >= len(peopled):
        # Who is too small for a whole seat gets one; that leaves less to the others, of whom
        # one may then be too small in turn.
        while small := [p for p, n in peopled.items() if n * total < sum(peopled.values())]:
            for place in small:
                seats[place] = 1
                del peopled[place]
            total -= len(small)
    for place, number in _largest_remainder(peopled, total).items():
        seats[place] = number
    return seats


def _largest_remainder(staff: dict[int, int], total: int) -> dict[int, int]:
    people = sum(staff.values())
    if not people:
        return {}
    seats = {place: number * total // people for place, number in staff.items()}
    left = total - sum(seats.values())
    # Of equal remainders the larger constituency comes first, then the earlier one.
    order = sorted(
        staff, key=lambda place: (-(staff[place] * total % people), -staff[place], place)
    )
    for place in order[:left]:
        seats[place] += 1
    return seats
