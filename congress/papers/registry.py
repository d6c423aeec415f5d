"""The papers of one session: each subject adds its own by one line in SESSION_PAPERS."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from congress.actions.makeup import Standing
from congress.models import Session
from congress.papers import aftermath, attendance, credentials, preparation
from union_site.documents import Document

Draw = Callable[[Session, datetime.date], Document]
BEFORE, AT, AFTER = "会前", "会中", "会后"


@dataclass(frozen=True)
class SessionPaperKind:
    """One paper that every session can have: who prints it, and in which stage it stands."""

    label: str
    build: Draw
    permission: str = "congress.manage"
    stage: str = BEFORE


def _of_standing(draw: Callable[[Session, Standing, datetime.date], Document]) -> Draw:
    """A paper that also needs the delegates as they stand on the day."""

    def build(session: Session, today: datetime.date) -> Document:
        return draw(session, Standing.of(session.term, today=today), today)

    return build


# The name in the address → the paper, in the order of the work.
SESSION_PAPERS: dict[str, SessionPaperKind] = {
    "request_to_hold": SessionPaperKind("召开会议的请示", preparation.request_to_hold),
    "approval": SessionPaperKind("请示与批复登记表", preparation.approval),
    "notice": SessionPaperKind("会议通知", preparation.notice, "congress.own"),
    "agenda": SessionPaperKind("会议议程", preparation.agenda, "congress.own"),
    "schedule": SessionPaperKind("会议日程", preparation.schedule, "congress.own"),
    "presidium": SessionPaperKind("主席团和秘书长名单", preparation.presidium),
    "credentials_group": SessionPaperKind("代表资格审查小组名单", preparation.credentials_group),
    "watchers": SessionPaperKind("监票人和计票人名单", preparation.watchers),
    "session_roll": SessionPaperKind("代表名册", _of_standing(credentials.session_roll)),
    "credentials_report": SessionPaperKind(
        "代表资格审查报告", _of_standing(credentials.credentials_report)
    ),
    "opinions": SessionPaperKind("代表意见汇总表", preparation.opinions),
    "discussions": SessionPaperKind("分组讨论记录", preparation.discussions),
    "sign_in_sheet": SessionPaperKind("签到表", attendance.sign_in_sheet, stage=AT),
    "leave_list": SessionPaperKind("请假名单", attendance.leave_list, stage=AT),
    **{
        name: SessionPaperKind(label, build, stage=AFTER) for name, label, build in aftermath.PAPERS
    },
}
