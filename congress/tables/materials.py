"""What pages show of papers to delegates: for who manages, and for a delegate's phone."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from congress.actions.audience import audience
from congress.models import Delegate, PaperComment, PaperReceipt, Session, SessionPaper, State
from union_site.listing import Asked, Chip, Column
from union_site.models import Seat

READING = [("unread", "未读"), ("read", "已读")]
HANDLING = [("open", "未处理"), ("done", "已处理")]


def trail(session: Session, seat: Seat) -> list[tuple[str, str]]:
    """Leads to the papers; who may not look into the register begins there."""
    here = ("材料", reverse("congress:materials", args=[session.pk]))
    if not seat.can("congress.view"):
        return [here]
    return [
        ("教代会", reverse("congress:session_list")),
        (session.short_title, reverse("congress:session", args=[session.pk])),
        here,
    ]


def managed(session: Session, seat: Seat) -> list[SessionPaper]:
    """Every paper with its readers and opinions; of several versions the newest ones."""
    rows = SessionPaper.objects.visible_to(seat).filter(session=session).newest()
    return list(rows.with_readers().for_list())


def own(session: Session, seat: Seat, delegate: Delegate) -> list[tuple[SessionPaper, bool]]:
    """What was sent, each with whether this delegate has opened it."""
    rows = SessionPaper.objects.visible_to(seat).filter(session=session).sent().newest()
    mine = PaperReceipt.objects.filter(paper=OuterRef("pk"), delegate=delegate)
    listed: Any = rows.annotate(has_read=Exists(mine)).for_list()
    return [(paper, paper.has_read) for paper in listed]


def people(paper: SessionPaper, asked: Asked) -> tuple[QuerySet[Any], list[Chip]]:
    """Those it went to, by whether they opened it: ?read=unread|read."""
    mine = PaperReceipt.objects.filter(paper=paper, delegate=OuterRef("pk"))
    everybody = audience(paper.session).annotate(
        has_read=Exists(mine), read_at=mine.values("at")[:1]
    )
    flags = list(everybody.order_by().values_list("has_read", flat=True))
    counts = {"read": sum(flags), "unread": len(flags) - sum(flags)}
    wanted = asked.one_of("read", dict(READING))
    rows = everybody.filter(has_read=wanted == "read") if wanted else everybody
    return rows, asked.chips("read", READING, counts)


def opinions(session: Session, seat: Seat, asked: Asked) -> tuple[QuerySet[Any], list[Chip]]:
    """What delegates said of the papers and did not take back: ?handled= ?paper=."""
    every = PaperComment.objects.visible_to(seat).filter(paper__session=session).standing()
    if (paper := asked.number("paper")) is not None:
        every = every.filter(paper_id=paper)
    answers = list(every.order_by().values_list("answer", flat=True))
    done = sum(bool(answer) for answer in answers)
    wanted = asked.one_of("handled", dict(HANDLING))
    rows = every.exclude(answer="") if wanted == "done" else every
    rows = rows.filter(answer="") if wanted == "open" else rows
    counts = {"done": done, "open": len(answers) - done}
    return rows.for_list(), asked.chips("handled", HANDLING, counts)


def moment(at: datetime.datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


OPINION_COLUMNS = [
    Column("材料", lambda row: str(row.paper), 30),
    Column("代表", lambda row: str(row.delegate), 12),
    Column("代表团", lambda row: str(row.delegate.delegation or ""), 16),
    Column("意见", lambda row: row.text, 60),
    Column("处理", lambda row: row.get_answer_display(), 12),
    Column("处理说明", lambda row: row.answer_text, 40),
]
READER_COLUMNS = [
    Column("姓名", str, 12),
    Column("代表类别", lambda row: row.get_kind_display(), 12),
    Column("代表团", lambda row: str(row.delegation or ""), 16),
    Column("首次阅读", lambda row: moment(row.read_at), 20),
]


def unread(seat: Seat) -> QuerySet[Any]:
    """Papers of sessions to come that this person on the roll has not opened. One query."""
    on_roll = Q(session__roll_frozen_on__isnull=False, session__roll__member__seat=seat)
    in_office = Q(
        session__roll_frozen_on__isnull=True,
        session__term__delegates__member__seat=seat,
        session__term__delegates__ended_on__isnull=True,
    )
    papers = SessionPaper.objects.visible_to(seat).sent().newest()
    papers = papers.filter(on_roll | in_office, session__state=State.PLANNED)
    return papers.exclude(receipts__delegate__member__seat=seat).distinct().for_list()
