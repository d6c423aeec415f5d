"""The checklist of a session: its lines, when each is due, and how each stands."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Iterable
from dataclasses import dataclass

from congress.checks.preparing import ORDER_32, Preparing
from congress.models import CongressTerm, Session
from union_site.calendar import DAY, add_working_days, official_date
from union_site.findings import Finding, Level

SOON = 7  # days before it is due


class Stage(enum.StrEnum):
    BEFORE = "筹备"
    MEETING = "会议"
    AFTER = "会后"


@dataclass(frozen=True)
class Line:
    """One line of the checklist. `lead` names its days in the norm congress.preparation_days."""

    key: str
    label: str
    stage: Stage
    lead: str = ""
    article: str = ""
    hint: str = ""
    is_told_by_data: bool = False  # nobody types its date
    is_timed: bool = True  # False where no norm says until when


LINES: tuple[Line, ...] = (
    Line("request", "向学校党组织请示", Stage.BEFORE, "请示", "第六条", "请示送出的日期和文号。"),
    Line("approval", "学校党组织批复", Stage.BEFORE, "批复", "第六条", "批复的日期和文号。"),
    Line(
        "report_above", "报区教育工会并获同意", Stage.BEFORE, "报上级工会", "", "同意召开的日期。"
    ),
    Line("office", "成立筹备组", Stage.BEFORE, "成立筹备组", "第二十六条", "各组名单写在说明里。"),
    Line("topics", "确定议题", Stage.BEFORE, "确定议题", "第二十条", "工会提出、学校确定的日期。"),
    Line("delegates", "选举、增补代表", Stage.BEFORE, "代表选举", "第十条"),
    Line(
        "proposals_open",
        "开始征集提案",
        Stage.BEFORE,
        "征集提案开始",
        "第二十六条",
        "发出征集通知的日期。",
    ),
    Line("delegations", "划分代表团、推选团长", Stage.BEFORE, "代表团", "第十条"),
    Line("presidium", "提出主席团建议名单", Stage.BEFORE, "主席团建议名单", "第二十二条"),
    Line(
        "proposals_close",
        "提案征集截止",
        Stage.BEFORE,
        "征集提案截止",
        "第二十六条",
        "截止收提案的日期。",
    ),
    Line("roll", "代表资格审查", Stage.BEFORE, "资格审查", "第十九条", is_told_by_data=True),
    Line("agenda", "拟定议程", Stage.BEFORE, "拟定议程", "第二十条"),
    Line("notice", "发出会议通知", Stage.BEFORE, "会议通知", "第二十六条", "通知发出的日期。"),
    Line("papers", "材料印发代表", Stage.BEFORE, "", "", "用纸质印发的，在这里登记日期。"),
    Line("discussion", "分组讨论、征求意见", Stage.BEFORE, "分组讨论", "第十条"),
    Line("preparatory", "预备会议", Stage.MEETING, "", "第二十二条"),
    Line("offices", "预备会议通过主席团等名单", Stage.MEETING, "", "第二十二条"),
    Line("presidium_meeting", "主席团会议", Stage.MEETING, "", "第二十二条", "第一次主席团会议。"),
    Line("plenary", "正式会议", Stage.MEETING, "", "第十九条", is_told_by_data=True),
    Line("publish", "向全体教职工公布决议", Stage.AFTER, "", "第七条", "张贴或网上公布的日期。"),
    Line("report", "报上级工会", Stage.AFTER, "", "", "报送的日期和文号。"),
    Line("archive", "归档", Stage.AFTER, "", "", "材料移交的日期；目录写在说明里。"),
)
BY_KEY = {line.key: line for line in LINES}
# What a committee plenary or another meeting without delegates needs; no article speaks of it.
PLAIN_LINES: tuple[Line, ...] = (
    Line("topics", "确定议题", Stage.BEFORE, hint="议题确定的日期。", is_timed=False),
    Line("notice", "发出会议通知", Stage.BEFORE, hint="通知发出的日期。", is_timed=False),
    Line("papers", "准备会议材料", Stage.BEFORE, hint="材料印发的日期。", is_timed=False),
    Line("plenary", "正式会议", Stage.MEETING, is_told_by_data=True),
    Line("archive", "会议纪要、归档", Stage.AFTER, hint="材料移交的日期；目录写在说明里。"),
)

_PROPOSALS = ("proposals_open", "proposals_close")
_COLLECTING = (Session.Kind.ANNUAL, Session.Kind.FIRST)


def lines_of(session: Session) -> tuple[Line, ...]:
    """The whole list for a congress, the short one for every other meeting."""
    return LINES if session.term.is_congress else PLAIN_LINES


def line_of(session: Session, key: str) -> Line | None:
    return next((line for line in lines_of(session) if line.key == key), None)


def due_on(line: Line, *, held_on: datetime.date, rules: Preparing) -> datetime.date | None:
    """The last day on which this line is in time; None where no norm says."""
    if not line.is_timed:
        return None
    if line.key == "papers":
        return held_on - DAY * rules.papers_days.number
    if line.key in ("publish", "report"):
        return add_working_days(held_on, rules.report_days.number).day
    if line.key == "archive":
        return held_on + DAY * rules.archive_days.number
    if line.stage is Stage.MEETING:
        return held_on
    days = rules.lead_days.value.get(line.lead)
    return None if days is None else held_on - DAY * int(days)


def excused(line: Line, session: Session) -> str:
    """Why a line does not apply to this session, without anybody having to say so."""
    if line.key in _PROPOSALS and session.kind not in _COLLECTING:
        return f"{session.get_kind_display()}不另行征集提案"
    if line.key == "delegates" and session.term.form == CongressTerm.Form.ASSEMBLY:
        return "教职工大会由全体教职工参加，不选代表"
    return ""


class Standing(enum.StrEnum):
    DONE = "done"
    DONE_LATE = "done_late"
    SOON = "soon"
    LATE = "late"
    OPEN = "open"
    UNRECORDED = "unrecorded"  # the session is over, and nobody wrote down when
    WAIVED = "waived"


@dataclass(frozen=True)
class Done:
    """That a line is done, and on which day, where that is known."""

    on: datetime.date | None
    words: str = ""


def standing(
    *,
    due: datetime.date | None,
    done: Done | None,
    reason: str,
    today: datetime.date,
    is_over: bool,
) -> Standing:
    """`is_over`: the session was held, and the line lies before it."""
    if done is not None:
        is_late = due is not None and done.on is not None and done.on > due
        return Standing.DONE_LATE if is_late else Standing.DONE
    if reason:
        return Standing.WAIVED
    if is_over:
        return Standing.UNRECORDED
    if due is None or (due - today).days > SOON:
        return Standing.OPEN
    return Standing.LATE if due < today else Standing.SOON


# --- what is to be said -------------------------------------------------------------------


def papers_in_time(
    *, sent_on: datetime.date, held_on: datetime.date, rules: Preparing
) -> list[Finding]:
    """C-10: papers reach the delegates so many days before the session."""
    days, least = (held_on - sent_on).days, rules.papers_days.number
    if days >= least:
        return []
    when = f"早于开会 {days} 天" if days >= 0 else "晚于开会日期"
    sentence = (
        f"材料于{official_date(sent_on)}印发，{when}，不足 {least} 天。请征得代表同意，或推迟会议。"
    )
    return [Finding(Level.WARN, "C-10", sentence, rules.papers_days.citation, "材料印发")]


def papers_missing(
    *, held_on: datetime.date, today: datetime.date, rules: Preparing
) -> list[Finding]:
    """C-10: they are not out, and the last day in time is past."""
    last = held_on - DAY * rules.papers_days.number
    if today <= last or today > held_on:
        return []
    sentence = f"材料最迟应于{official_date(last)}印发给代表，现在还没有印发。"
    return [Finding(Level.WARN, "C-10", sentence, rules.papers_days.citation, "材料印发")]


def after_work(
    *, line: Line, due: datetime.date, done: Done | None, today: datetime.date, rules: Preparing
) -> list[Finding]:
    """C-14: decisions are published to all staff and reported to the union above in time."""
    days = rules.report_days.shown
    if done is None and today > due:
        sentence = f"“{line.label}”最迟应于{official_date(due)}（会后 {days}内）办理，还没有办妥。"
    elif done is not None and done.on is not None and done.on > due:
        sentence = (
            f"“{line.label}”于{official_date(done.on)}办理，"
            f"晚于{official_date(due)}（会后 {days}内）。"
        )
    else:
        return []
    return [Finding(Level.WARN, "C-14", sentence, rules.report_days.citation, line.label)]


def behind(labels: Iterable[str]) -> list[Finding]:
    """C-28: what is past its day and not done, in one sentence."""
    names = "、".join(labels)
    if not names:
        return []
    return [Finding(Level.WARN, "C-28", f"已过期限还没有办的：{names}。", "", "筹备")]


def unrecorded(labels: Iterable[str]) -> list[Finding]:
    """C-28: the session is over and nobody wrote down when these were done."""
    found = list(labels)
    if not found:
        return []
    sentence = (
        f"会议已召开，还有 {len(found)} 项没有登记办理日期，归档前请补记：{'、'.join(found)}。"
    )
    return [Finding(Level.INFO, "C-28r", sentence, "", "筹备")]


def article_of(line: Line) -> str:
    return ORDER_32 + line.article if line.article else ""
