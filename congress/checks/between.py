"""Rules of the work between sessions: dates within the term, joint meetings reported."""

from __future__ import annotations

import datetime

from congress.models import CongressTerm, JointMeeting, Session
from union_site.calendar import official_date
from union_site.findings import Finding, Level

CITATION = "《学校教职工代表大会规定》（教育部令第32号）第二十六条"


def in_term(*, held_on: datetime.date, term: CongressTerm) -> list[Finding]:
    """What is recorded of a term happened while it lasted."""
    if term.starts_on <= held_on <= term.last_day:
        return []
    span = f"{official_date(term.starts_on)}至{official_date(term.last_day)}"
    return [Finding(Level.WARN, "C-29d", f"日期不在本届任期（{span}）内。", "", "日期")]


def unreported(meeting: JointMeeting, *, next_session: Session | None) -> list[Finding]:
    """C-29: what a joint meeting settled is reported to the next session."""
    if meeting.reported_at_id is not None:
        return []
    if next_session is None:
        when = "请在下一次会议上报告并登记"
    elif next_session.is_held:
        when = f"{next_session.short_title}已召开，请登记在哪次会议上报告"
    else:
        when = f"请列入{next_session.short_title}（{official_date(next_session.held_on)}）报告"
    sentence = (
        f"{official_date(meeting.held_on)}联席会议“{meeting}”的处理意见尚未向大会报告，{when}。"
    )
    return [Finding(Level.WARN, "C-29", sentence, CITATION)]
