"""The papers of one session: each subject adds its own by one line in SESSION_PAPERS."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from congress.models import Session
from congress.papers import preparation
from union_site.documents import Document

BEFORE, AT, AFTER = "会前", "会中", "会后"


@dataclass(frozen=True)
class SessionPaperKind:
    """One paper that every session can have: who prints it, and in which stage it stands."""

    label: str
    build: Callable[[Session, datetime.date], Document]
    permission: str = "congress.manage"
    stage: str = BEFORE


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
    "opinions": SessionPaperKind("代表意见汇总表", preparation.opinions),
    "discussions": SessionPaperKind("分组讨论记录", preparation.discussions),
}
