"""What pages show of constituencies: seats, elections, what the norms suggest."""

from __future__ import annotations

from typing import Any

from congress.actions.makeup import Standing
from congress.checks import quotas
from congress.checks.quotas import Suggestion
from congress.models import CongressTerm, Constituency
from union_site.calendar import official_date
from union_site.findings import Finding
from union_site.listing import Column
from union_site.models import Seat


def constituencies(seat: Seat, term: CongressTerm) -> Any:
    return Constituency.objects.visible_to(seat).filter(term=term).for_list()


COLUMNS = [
    Column("组别", lambda row: row.name, 20),
    Column("人数", lambda row: row.staff_count, 10),
    Column("临时召集人", lambda row: str(row.convenor or ""), 14),
    Column("教代会代表名额", lambda row: row.seats, 16),
    Column("当选", lambda row: row.elected, 10),
    Column("选举日期", lambda row: row.elected_on, 14),
    Column("选举方式", lambda row: row.get_method_display(), 18),
    Column("参加选举人数", lambda row: row.voters, 14),
    Column("候选人数", lambda row: row.candidates, 12),
    Column("备注", lambda row: row.note, 30),
]


def suggested(standing: Standing, rows: list[Constituency]) -> list[Suggestion]:
    """By the staff of the school where its number is known, else by the constituencies, else by
    the roster.
    """
    within = sum(row.staff_count for row in rows) or standing.staff.n
    staff = standing.term.union.staff_count or within
    return quotas.suggestions(staff=staff, rules=standing.rules) if staff else []


def proposed_total(term: CongressTerm, suggested: list[Suggestion]) -> int:
    """Of a term whose delegates are still to be elected what the norms lead to, the largest of
    it; of a term that has delegates the number that was decided.
    """
    if not suggested or term.delegates.full().exists():
        return term.full_delegates
    return max(one.seats for one in suggested)


def shares_lead(term: CongressTerm, rows: list[Constituency], suggested: list[Suggestion]) -> str:
    """Whom the constituencies count, whom the school has, and what the norms say of them."""
    staff = term.union.staff_count
    counted = f"各选区登记共 {totals(rows)['staff']} 人"
    counted += f"，学校教职工 {staff} 人。" if staff else "。"
    said = "；".join(f"{one.words} {one.seats} 人（{one.citation}）" for one in suggested)
    return f"{counted}名额按学校教职工计算：{said}。" if said and staff else counted + said


def totals(rows: list[Constituency]) -> dict[str, int]:
    return {
        "staff": sum(row.staff_count for row in rows),
        "seats": sum(row.seats for row in rows),
        "elected": sum(row.elected for row in rows),
    }


def findings(standing: Standing, rows: list[Constituency]) -> list[Finding]:
    """Of the seats as they stand."""
    counted = totals(rows)
    if not counted["seats"]:
        return []
    found = quotas.enough(
        total=counted["seats"],
        staff=standing.term.union.staff_count or counted["staff"],
        rules=standing.rules,
    )
    if standing.is_registered:
        found += quotas.filled(
            seats=counted["seats"], elected=counted["elected"], share=standing.rules.share
        )
    return found


def election_line(row: Constituency) -> str:
    """The rule in figures, for who is about to type the result."""
    return f"{row}：教职工 {row.staff_count} 人，代表名额 {row.seats} 人。"


def election_facts(row: Constituency) -> str:
    """An election in one line of a table."""
    if not row.elected_on:
        return ""
    parts = [official_date(row.elected_on)]
    if row.voters is not None:
        parts.append(f"参加 {row.voters} 人")
    return "，".join(parts)
