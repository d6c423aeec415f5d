"""Rules of bodies, terms and posts: values in, findings out."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from members.models.codes import Status
from members.models.organisation import ELECTED, Electors, Method
from union_site.calendar import DAY, official_date
from union_site.findings import Finding, Level
from union_site.models import Union
from union_site.norms import InForce, NormMissing, all_in_force

AUDIT_CITATION = "《中华人民共和国工会法》第四十五条"
APART_CITATION = "《中国工会审计条例》（工会主席和财务人员不兼任经审委员）"
RETAINED_CITATION = "《工会会员会籍管理办法》（保留会籍期间没有选举权、被选举权和表决权）"


@dataclass(frozen=True)
class Rules:
    """The norms of an organisation as they hold for one union on one day."""

    members: InForce
    staff: InForce
    term_years: InForce
    recall: InForce
    sizes: InForce
    women: InForce
    assembly: InForce
    quorum: InForce
    majority: InForce
    notice: InForce
    postponement: InForce

    @classmethod
    def in_force(cls, *, union: Union, on: datetime.date) -> Self:
        """One query. Raises NormMissing."""
        found = {row.key: row for row in all_in_force(union=union, on=on)}
        try:
            return cls(
                members=found["organisation.committee_members"],
                staff=found["organisation.full_time_staff"],
                term_years=found["union.term_years"],
                recall=found["organisation.recall_share"],
                sizes=found["organisation.committee_sizes"],
                women=found["organisation.women_members"],
                assembly=found["organisation.assembly_members"],
                quorum=found["organisation.election_quorum_share"],
                majority=found["organisation.election_share"],
                notice=found["organisation.renewal_notice_months"],
                postponement=found["organisation.postpone_months"],
            )
        except KeyError as missing:
            raise NormMissing(f"{missing}: {union.code} {on:%Y-%m-%d}") from missing


# --- days ---------------------------------------------------------------------------------


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day months later or earlier; where the month is shorter, its last day."""
    count = day.year * 12 + day.month - 1 + months
    first = datetime.date(count // 12, count % 12 + 1, 1)
    last = (first.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    return min(last, first + DAY * (day.day - 1))


def term_end(starts_on: datetime.date, years: int) -> datetime.date:
    """The last day of a term: the day before the next one begins, years later.

    A term from 29 February ends on 28 February; the next one begins on 1 March.
    """
    try:
        return starts_on.replace(year=starts_on.year + years) - DAY
    except ValueError:
        return datetime.date(starts_on.year + years, 2, 28)


def months_left(today: datetime.date, due_on: datetime.date) -> int:
    """Whole months from today until a day; 0 from a month before on, and when it is past."""
    months = (due_on.year - today.year) * 12 + due_on.month - today.month
    if add_months(today, months) > due_on:
        months -= 1
    return max(0, months)


def share_of(rule: InForce) -> Fraction:
    """A share as the norm writes it: [2, 3], or "0.5"."""
    return Fraction(*rule.value) if isinstance(rule.value, list) else Fraction(str(rule.value))


def at_least(n: int, share: Fraction) -> int:
    return -(-n * share.numerator // share.denominator)


def more_than(n: int, share: Fraction) -> int:
    """The least whole number above the share of n: of 80 more than a half is 41, not 40."""
    return n * share.numerator // share.denominator + 1


# --- the union as a whole -----------------------------------------------------------------


def committee_required(*, members: int, has_committee: bool, rule: InForce) -> list[Finding]:
    """From 25 members on there is a committee (工会法 art. 11)."""
    if has_committee or not members:
        return []
    if members >= rule.number:
        sentence = f"会员 {members} 人（界限 {rule.number} 人），应当建立工会委员会。"
        return [Finding(Level.WARN, "O-01", sentence, rule.citation)]
    sentence = (
        f"会员 {members} 人，不足 {rule.number} 人：可以单独建立工会委员会，"
        "也可以与其他单位联合建立，或选举组织员一人。"
    )
    return [Finding(Level.INFO, "O-01", sentence, rule.citation)]


@dataclass(frozen=True)
class Band:
    """How many members a committee has, both ends included."""

    least: int
    most: int

    def __contains__(self, size: int) -> bool:
        return self.least <= size <= self.most

    def __str__(self) -> str:
        ends = (self.least, self.most) if self.least != self.most else (self.least,)
        return "—".join(str(end) for end in ends)


def size_band(members: int, rule: InForce) -> Band | None:
    """The band for so many members; None beyond the last step of the norm."""
    steps = {int(re.sub(r"\D", "", step)): value for step, value in rule.value.items()}
    for limit in sorted(steps):
        if members <= limit:
            value = steps[limit]
            return Band(*value) if isinstance(value, list) else Band(value, value)
    return None


def committee_size(*, members: int, size: int, rule: InForce) -> list[Finding]:
    """The size goes by the number of members, and is odd."""
    band = size_band(members, rule)
    found = []
    if band is not None and size not in band:
        sentence = f"会员 {members} 人，工会委员会一般为 {band} 人，现为 {size} 人。"
        found.append(Finding(Level.WARN, "O-02", sentence, rule.citation, "委员名额"))
    if size % 2 == 0:
        sentence = f"委员名额一般为单数，现为 {size} 人。"
        found.append(Finding(Level.WARN, "O-03", sentence, rule.citation, "委员名额"))
    return found


def full_time_chair(*, staff: int, has_one: bool, rule: InForce) -> list[Finding]:
    """From 200 staff on a full-time chair may be had (工会法 art. 14)."""
    if staff < rule.number or has_one:
        return []
    sentence = f"本单位职工 {staff} 人（{rule.number} 人以上），可以设专职工会主席。"
    return [Finding(Level.INFO, "O-04", sentence, rule.citation)]


def women(
    *, women_members: int, has_body: bool, has_delegate: bool, rule: InForce
) -> list[Finding]:
    """From 10 women members on a women's committee, below it a women's delegate."""
    if has_body or not women_members:
        return []
    if women_members >= rule.number:
        sentence = f"女会员 {women_members} 人（界限 {rule.number} 人），应建立女职工委员会。"
        return [Finding(Level.WARN, "O-05", sentence, rule.citation)]
    if has_delegate:
        return []
    sentence = f"女会员 {women_members} 人，不足 {rule.number} 人，应设女职工委员。"
    return [Finding(Level.WARN, "O-05", sentence, rule.citation)]


def audit_exists(*, has_committee: bool, has_audit: bool) -> list[Finding]:
    """A union has an audit committee (工会法 art. 45)."""
    if not has_committee or has_audit:
        return []
    sentence = "还没有经费审查委员会。各级工会建立经费审查委员会，与工会委员会同时选举。"
    return [Finding(Level.WARN, "O-06", sentence, AUDIT_CITATION)]


def audit_apart(*, auditors: Iterable[str], holders: Iterable[tuple[str, str]]) -> list[Finding]:
    """Who leads the union or keeps its money does not audit it.

    `auditors` are keys of persons; `holders` are the key and the sentence's words (陈晓岚是主席)
    of chair and treasurer.
    """
    auditing = set(auditors)
    return [
        Finding(
            Level.BLOCK,
            "O-07",
            f"{words}，不能同时担任经费审查委员会成员。",
            APART_CITATION,
        )
        for key, words in holders
        if key in auditing
    ]


def eligible(*, name: str, status: str) -> list[Finding]:
    """M-05: only members in service are elected; the retained are not, nor who has left."""
    if status == Status.ACTIVE:
        return []
    if status == Status.RETAINED:
        sentence = f"{name}现为保留会籍，不能当选或继续任职。"
        return [Finding(Level.BLOCK, "M-05", sentence, RETAINED_CITATION)]
    sentence = f"{name}已不是本工会在册会员，不能当选或继续任职。"
    return [Finding(Level.BLOCK, "O-08", sentence)]


def meeting(*, members: int, electors: str, rule: InForce) -> list[Finding]:
    """Below 100 members all of them meet; from there on delegates may."""
    if electors != Electors.CONGRESS or members >= rule.number:
        return []
    sentence = f"会员 {members} 人，不足 {rule.number} 人的，一般召开会员大会选举。"
    return [Finding(Level.WARN, "O-09", sentence, rule.citation, "选举会议")]


# --- terms --------------------------------------------------------------------------------


def term_years(*, kind: str, years: int, rule: InForce) -> list[Finding]:
    """A committee's term is 3 or 5 years (工会法 art. 16); the other elected bodies follow it."""
    if kind not in ELECTED or years in rule.value:
        return []
    words = "或".join(f" {lawful} 年" for lawful in rule.value)
    sentence = f"每届任期应为{words}，所填为 {years} 年。"
    return [Finding(Level.BLOCK, "O-10", sentence, rule.citation, "每届年限")]


def renewal(
    *, name: str, kind: str, due_on: datetime.date, today: datetime.date, rules: Rules
) -> list[Finding]:
    """The end of a term is announced in time; what is past is said, and then insisted on."""
    by_law = rules.term_years.citation if kind in ELECTED else rules.notice.citation
    if today > due_on:
        limit = add_months(due_on, rules.postponement.number)
        level = Level.BLOCK if today > limit else Level.WARN
        more = f"，超过延期上限（{official_date(limit)}）" if level is Level.BLOCK else ""
        sentence = f"{name}已于{official_date(due_on)}届满{more}，请组织换届选举。"
        citation = rules.postponement.citation if more else by_law
        return [Finding(level, "O-11", sentence, citation)]
    if today < add_months(due_on, -rules.notice.number):
        return []
    sentence = f"{name}将于{official_date(due_on)}届满，请着手换届准备并向上级工会请示。"
    return [Finding(Level.WARN, "O-11", sentence, by_law)]


def postponement(
    *, planned_end: datetime.date, until: datetime.date, rule: InForce
) -> list[Finding]:
    """An election may be put off, but not without end."""
    limit = add_months(planned_end, rule.number)
    if until <= limit:
        return []
    sentence = f"延期最长 {rule.number} 个月，不能晚于{official_date(limit)}。"
    return [Finding(Level.BLOCK, "O-12", sentence, rule.citation, "延期至")]


# --- elections ----------------------------------------------------------------------------


def quorum(*, expected: int | None, present: int | None, rule: InForce) -> list[Finding]:
    """Two thirds of those called take part, or nobody is elected."""
    if not expected or present is None:
        return []
    needed = at_least(expected, share_of(rule))
    if present >= needed:
        return []
    sentence = f"实到 {present} 人，不足应到 {expected} 人的法定下限 {needed} 人，选举无效。"
    return [Finding(Level.BLOCK, "O-13", sentence, rule.citation, "实到人数")]


def numbers_given(
    *, kind: str, method: str, expected: int | None, present: int | None
) -> list[Finding]:
    """An election that is on record says how many were called and how many came."""
    if method == Method.CHOSEN:
        if kind not in ELECTED:
            return []
        sentence = "工会委员会、经费审查委员会和女职工委员会一般由选举产生。"
        return [Finding(Level.WARN, "O-14", sentence, "", "产生方式")]
    if expected and present is not None:
        return []
    sentence = "没有填写应到和实到人数，无法核对选举是否有效。"
    return [Finding(Level.WARN, "O-15", sentence, "", "应到人数")]


def surplus(*, method: str, candidates: int | None, seats: int) -> list[Finding]:
    """差额: more candidates than seats; 等额: as many."""
    if candidates is None:
        return []
    if method == Method.COMPETITIVE and candidates <= seats:
        sentence = f"差额选举的候选人应多于名额：名额 {seats} 人，候选人 {candidates} 人。"
    elif method == Method.EQUAL and candidates != seats:
        sentence = f"等额选举的候选人应与名额相等：名额 {seats} 人，候选人 {candidates} 人。"
    else:
        return []
    return [Finding(Level.BLOCK, "O-16", sentence, "", "候选人数")]


def elected(
    *, name: str, votes: int | None, expected: int | None, present: int | None, rule: InForce
) -> list[Finding]:
    """Elected is who has more than half of all who were called, not of those who came."""
    if votes is None:
        return []
    if present is not None and votes > present:
        sentence = f"{name}得 {votes} 票，多于实到的 {present} 人。"
        return [Finding(Level.BLOCK, "O-17", sentence, "", "得票")]
    if not expected:
        return []
    needed = more_than(expected, share_of(rule))
    if votes >= needed:
        return []
    sentence = f"{name}得 {votes} 票，不足当选所需的 {needed} 票（应到 {expected} 人的过半数）。"
    return [Finding(Level.BLOCK, "O-18", sentence, rule.citation, "得票")]


def chairs(*, count: int, name: str) -> list[Finding]:
    """A body has one head, and not two."""
    if count == 1:
        return []
    if count > 1:
        sentence = f"{name}只能有一名在任的主席（主任），现有 {count} 名。"
        return [Finding(Level.BLOCK, "O-19", sentence)]
    return [Finding(Level.WARN, "O-19", f"{name}没有在任的主席（主任）。")]


def within_seats(*, count: int, seats: int) -> list[Finding]:
    if count <= seats:
        return []
    sentence = f"在任 {count} 人，多于本届名额 {seats} 人。"
    return [Finding(Level.BLOCK, "O-20", sentence, "", "委员名额")]


def recall(*, electors: int | None, votes: int | None, rule: InForce) -> list[Finding]:
    """A recall needs more than half of ALL members or delegates (工会法 art. 18)."""
    if not electors or votes is None:
        sentence = "罢免须填写全体会员（代表）人数和赞成票数。"
        return [Finding(Level.BLOCK, "O-21", sentence, rule.citation, "赞成罢免")]
    if votes > electors:
        sentence = f"赞成 {votes} 票，多于全体 {electors} 人。"
        return [Finding(Level.BLOCK, "O-21", sentence, "", "赞成罢免")]
    needed = more_than(electors, share_of(rule))
    if votes >= needed:
        return []
    sentence = f"赞成 {votes} 票，未过全体会员（代表）{electors} 人的半数，须有 {needed} 票。"
    return [Finding(Level.BLOCK, "O-21", sentence, rule.citation, "赞成罢免")]
