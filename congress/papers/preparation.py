"""Papers before a session: what is asked, announced and put on the order of business."""

from __future__ import annotations

import datetime

from congress.models import Session
from congress.models.sittings import Part
from union_site.documents import Block, Document, Heading, Items, Paragraph, Signature


def agenda(session: Session, today: datetime.date) -> Document:
    """议程: what comes up, part by part, in its order."""
    items = list(session.agenda_items.for_list())
    blocks: list[Block] = []
    for part in Part:
        mine = [str(item) for item in items if item.part == part]
        if mine:
            blocks += [Heading(1, part.label), Items(mine)]
    return Document(
        title=f"{session.title}\n议程",
        issuer=session.union.name,
        date=today,
        blocks=[*(blocks or [Paragraph("议程尚未拟定。")]), Signature()],
    )
