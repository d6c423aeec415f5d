"""Demonstration data of writing: a window that is open, files of one proposal."""

from __future__ import annotations

import datetime

from congress.models import Session
from proposals.models import Collection, Proposal, ProposalFile, ProposalState
from union_site import attachments
from union_site.demo import Stage, moment
from union_site.spreadsheets import write_xlsx

DAY = datetime.timedelta(days=1)
WORDS = "围绕教育教学、教师发展、后勤保障和教职工权益。"
ANSWERS = (("开放时间延长至十八时", 42), ("增加专业书刊", 37), ("设置自助借还", 29))


def load(stage: Stage) -> None:
    _collection(stage)
    _file(stage)


def _collection(stage: Stage) -> None:
    rows = Session.objects.of_union(stage.rich).planned().filter(held_on__gte=stage.today)
    session = rows.order_by("held_on").first()
    if session is None or Collection.objects.filter(session=session).exists():
        return
    opens, closes = session.held_on - 22 * DAY, session.held_on - 3 * DAY
    Collection.objects.create(
        union=session.union,
        session=session,
        opens_on=opens,
        closes_on=max(closes, stage.today),
        words=WORDS,
        announced_at=moment(opens, 9),
        announced_by=stage.seat(stage.rich, "chair"),
    )


def _file(stage: Stage) -> None:
    """A survey with the first proposal that is being screened."""
    rows = Proposal.objects.of_union(stage.rich).filter(state=ProposalState.SCREENING)
    proposal = rows.order_by("pk").first()
    if proposal is None or ProposalFile.objects.of_union(stage.rich).exists():
        return
    kept = attachments.keep(
        union=stage.rich,
        owner=proposal.author,
        content=_sheet(),
        name="教师需求调查.xlsx",
        content_type=attachments.XLSX,
    )
    ProposalFile.objects.create(union=stage.rich, proposal=proposal, file=kept)


def _sheet() -> bytes:
    with write_xlsx(("需求", "人数"), ANSWERS, title="需求调查", widths=(30, 10)) as file:
        return file.read()
