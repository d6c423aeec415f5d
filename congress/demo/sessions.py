"""Demonstration data of the congress: a term for every school, six sessions a year at one."""

from __future__ import annotations

import datetime
import random

from congress import checks
from congress.models import CongressTerm, Resolution, Session, State
from union_site.calendar import DAY, is_working_day
from union_site.demo import Stage, Taken, moment, remember
from union_site.models import Seat, Union

Matter, Method, Kind = Resolution.Matter, Resolution.Method, Session.Kind
Vote = tuple[str, str, str]
Meeting = tuple[int, int, str, int, list[str], list[Vote]]

# month, day, kind, proposals received, agenda, votes
RICH_YEAR: list[Meeting] = [
    (
        1,
        16,
        Kind.ANNUAL,
        0,
        [
            "听取学校工作报告",
            "听取财务工作报告",
            "听取工会工作报告",
            "审议上次会议提案办理情况报告",
        ],
        [
            ("学校年度工作报告", Matter.REPORTS, Method.SHOW_OF_HANDS),
            ("提案办理情况报告", Matter.PROPOSALS, Method.SHOW_OF_HANDS),
        ],
    ),
    (
        3,
        6,
        Kind.TOPICAL,
        0,
        ["讨论奖励性绩效工资分配办法（修订稿）"],
        [("奖励性绩效工资分配办法（修订）", Matter.STAFF_INTEREST, Method.SECRET_BALLOT)],
    ),
    (
        4,
        24,
        Kind.TOPICAL,
        0,
        ["讨论岗位聘任与职称推荐办法"],
        [("岗位聘任与职称推荐办法", Matter.STAFF_INTEREST, Method.SECRET_BALLOT)],
    ),
    (
        6,
        26,
        Kind.TOPICAL,
        0,
        ["民主评议学校领导干部", "讨论教职工考勤管理办法（修订稿）"],
        [("教职工考勤管理办法（修订）", Matter.STAFF_INTEREST, Method.SECRET_BALLOT)],
    ),
    (
        9,
        4,
        Kind.ANNUAL,
        4,
        ["听取学年工作计划", "征集提案", "讨论课后服务经费分配方案"],
        [
            ("学年工作计划", Matter.PLAN, Method.SHOW_OF_HANDS),
            ("课后服务经费分配方案", Matter.STAFF_INTEREST, Method.SECRET_BALLOT),
        ],
    ),
    (
        11,
        13,
        Kind.TOPICAL,
        0,
        ["听取校务公开情况报告", "讨论教职工食堂管理办法"],
        [("教职工食堂管理办法", Matter.OTHER, Method.SHOW_OF_HANDS)],
    ),
]
POOR_YEAR = RICH_YEAR[4:5]
SUMMARY = (
    "会议由主席团主持，清点人数符合规定。代表分组讨论后，主席团汇总意见并作说明，随后进行表决。"
)


def load(stage: Stage) -> None:
    """Fills every school that has no term yet, and leaves the others as they are."""
    for number, school in enumerate(stage.schools):
        if CongressTerm.objects.of_union(school).exists():
            continue
        dice = stage.dice("congress", school.code)
        seat = stage.seat(school, "chair")
        term = _term(school, stage.today, term_no=5 if number == 0 else 2 + number % 5)
        _sessions(term, seat, stage.today, dice, RICH_YEAR if number == 0 else POOR_YEAR)
        if number == 0:
            _planned(term, seat, stage.today)


def _term(school: Union, today: datetime.date, *, term_no: int) -> CongressTerm:
    is_small = school.staff_count < 40
    starts_on = datetime.date(today.year - 2, 12, 20)
    term = CongressTerm(
        union=school,
        term_no=term_no,
        form=CongressTerm.Form.ASSEMBLY if is_small else CongressTerm.Form.CONGRESS,
        starts_on=starts_on,
        ends_on=checks.years_on(starts_on, 3) - DAY,
        full_delegates=school.staff_count if is_small else school.staff_count * 9 // 20,
    )
    term.full_clean()
    term.save()
    return term


def _sessions(
    term: CongressTerm,
    seat: Seat,
    today: datetime.date,
    dice: random.Random,
    year_plan: list[Meeting],
) -> None:
    first: Meeting = (12, 20, Kind.FIRST, 0, ["选举本届主席团", "审议代表资格审查报告"], [])
    dated = [(today.year - 2, first)]
    dated += [(year, row) for year in (today.year - 1, today.year) for row in year_plan]
    for number, (year, row) in enumerate(dated, start=1):
        day = working_day(datetime.date(year, row[0], row[1]))
        if day < today:
            _session(term, seat, dice, number, day, row)


def working_day(day: datetime.date) -> datetime.date:
    while not is_working_day(day):
        day += DAY
    return day


def _session(
    term: CongressTerm,
    seat: Seat,
    dice: random.Random,
    number: int,
    day: datetime.date,
    row: Meeting,
) -> None:
    _, _, kind, proposals, agenda, votes = row
    n = term.full_delegates
    rules = checks.Rules.in_force(union=term.union, on=day)
    least = checks.at_least(n, checks.share_of(rules.quorum))
    session = Session(
        union=term.union,
        term=term,
        session_no=number,
        kind=kind,
        held_on=day,
        place="报告厅",
        agenda="\n".join(agenda),
        state=State.HELD,
        expected=n,
        present=dice.randint(max(least, n - 4), n),
        observers=dice.randint(2, 5),
        proposals_received=proposals,
        summary=SUMMARY,
        registered_by=seat,
    )
    session.full_clean()
    session.save()
    at = moment(session.held_on, 17, 30)
    held = Taken("hold", "登记会议情况", seat, at, source=State.PLANNED, target=State.HELD)
    remember(session, held)
    for position, vote in enumerate(votes, start=1):
        _resolution(session, dice, rules, position, vote)


def _resolution(
    session: Session, dice: random.Random, rules: checks.Rules, position: int, vote: Vote
) -> None:
    title, matter, method = vote
    present = session.present or 0
    # Once in a while a plan falls short and comes back at a later session.
    is_weak = title == "教职工食堂管理办法" and session.session_no % 12 == 7
    votes_for = present // 2 - 1 if is_weak else dice.randint(present - 3, present)
    abstain = dice.randint(0, present - votes_for)
    result = checks.verdict(n=session.expected or 0, votes_for=votes_for, rule=rules.adoption)
    resolution = Resolution(
        union=session.union,
        session=session,
        position=position,
        title=title,
        matter=matter,
        method=method,
        votes_for=votes_for,
        votes_abstain=abstain,
        votes_against=present - votes_for - abstain,
        needed=result.needed,
        is_adopted=result.is_adopted,
    )
    resolution.full_clean()
    resolution.save()


def _planned(term: CongressTerm, seat: Seat, today: datetime.date) -> None:
    last = term.sessions.order_by("session_no").last()
    session = Session(
        union=term.union,
        term=term,
        session_no=(last.session_no if last else 0) + 1,
        kind=Kind.TOPICAL,
        held_on=working_day(today + 7 * DAY),
        place="报告厅",
        agenda="审议下年度教职工福利方案\n听取提案办理进展",
        registered_by=seat,
    )
    session.full_clean()
    session.save()
