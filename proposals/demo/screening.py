"""Demonstration data of the screening: advice of several, one with the presidium, one merged."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from congress.models import Session
from members.models import Post
from members.models.organisation import Kind
from proposals.demo.formal import Floor
from proposals.demo.formal_texts import Text
from proposals.models import Advice, Outcome, Proposal, ProposalState, Seconder
from union_site.calendar import DAY, is_working_day
from union_site.demo import Stage, Taken, moment, remember
from union_site.models import Seat

S = ProposalState
DISPUTED = Text(
    "关于调整超课时津贴标准的提案",
    "team",
    "超课时津贴标准六年未调整，各教研组工作量差别较大，教师意见集中。",
    "组织测算近三年超课时情况，提出调整方案，提交教代会审议后执行。",
)
MERGED = Text(
    "关于公开课后服务补助明细的提案",
    "team",
    "课后服务补助到账后没有明细，教师无法核对课时和金额。",
    "每月发放后向本人公布课时、标准和金额明细，设核对期三天。",
)
OPINIONS = (
    (Outcome.DOCKETED, "问题普遍，建议具体，可以立案。"),
    (Outcome.DOCKETED, "同意立案，建议教务处牵头。"),
    (Outcome.CONVERTED, "部分内容已列入工作计划，可转作意见建议。"),
)


def load(stage: Stage) -> None:
    """After the formal ones: what they left undecided gets its advice."""
    rows = Proposal.objects.of_union(stage.rich)
    undecided = rows.filter(state=S.SCREENING).order_by("pk")
    if not undecided.exists() or rows.filter(state=S.DISPUTED).exists():
        return
    floor = Floor(stage, undecided[0].term)
    members = _members(stage)
    if len(members) < 3 or not floor.is_large_enough:
        return
    for number, proposal in enumerate(undecided[:2]):
        for seat, (suggestion, opinion) in zip(members[1:], OPINIONS[: 2 + number], strict=False):
            _advise(proposal, seat, floor.units[number + 1], suggestion, opinion)
    session = undecided[0].session
    if session is not None:
        _disputed(floor, members, session)
        _merged(floor, members, session)


def _members(stage: Stage) -> list[Seat]:
    """Those of the committee who have a seat, the head first."""
    posts = Post.objects.of_union(stage.rich).current().of_kind(Kind.PROPOSALS)
    rows = posts.filter(member__seat__isnull=False).select_related("member__seat").in_order()
    return [post.member.seat for post in rows]


def _advise(proposal: Proposal, seat: Seat, unit: Seat, suggestion: str, opinion: str) -> None:
    if proposal.author_id == seat.pk:
        return
    Advice.objects.get_or_create(
        proposal=proposal,
        seat=seat,
        defaults={
            "union": proposal.union,
            "suggestion": suggestion,
            "opinion": opinion,
            "first_unit": unit,
            "given_at": timezone.now(),
        },
    )


def _moment(floor: Floor, days: int, hour: int) -> datetime.datetime:
    day = floor.stage.today - days * DAY
    while not is_working_day(day):
        day -= DAY
    return moment(day, hour, 20)


def _sent(floor: Floor, text: Text, number: int, session: Session, days: int) -> Proposal:
    writer = floor.writer(number)
    at = _moment(floor, days, 16)
    return Proposal(
        union=floor.school,
        term=floor.term,
        session=session,
        author=writer.member.seat,  # type: ignore[union-attr]
        delegate=writer,
        title=text.title,
        category=text.category,
        reason=text.reason,
        suggestion=text.suggestion,
        created_at=at - 5 * DAY,
        submitted_at=at,
    )


def _keep(proposal: Proposal, floor: Floor, number: int, steps: list[Taken]) -> None:
    """With two who second it, and what happened."""
    proposal.full_clean()
    proposal.save()
    for place in (1, 2):
        Seconder.objects.create(
            union=floor.school,
            proposal=proposal,
            delegate=floor.writer(number + place),
            state="accepted",
            invited_at=proposal.created_at,
            answered_at=proposal.created_at + place * DAY,
        )
    sent = Taken("submit", "提交", proposal.author, proposal.submitted_at)
    remember(proposal, sent, *steps)


def _other(proposal: Proposal) -> dict[str, Any]:
    return {"proposal": proposal.pk, "title": proposal.title}


def _disputed(floor: Floor, members: list[Seat], session: Session) -> None:
    proposal = _sent(floor, DISPUTED, 10, session, 6)
    proposal.state = S.DISPUTED
    note = "涉及绩效分配方案，委员意见不一，提请主席团决定。"
    received = Taken("receive", "开始审查", floor.officer, _moment(floor, 5, 9))
    referred = Taken("refer", "提请主席团", floor.officer, _moment(floor, 1, 15), note)
    _keep(proposal, floor, 10, [received, referred])
    _advise(proposal, members[0], floor.units[2], Outcome.CONVERTED, "方案应由行政先行测算。")
    _advise(proposal, members[1], floor.units[2], Outcome.DOCKETED, "属教代会职权，应当立案。")


def _merged(floor: Floor, members: list[Seat], session: Session) -> None:
    """Into one that a department has already."""
    rows = Proposal.objects.of_union(floor.school).filter(state=S.HANDLING).order_by("pk")
    if (main := rows.first()) is None:
        return
    proposal = _sent(floor, MERGED, 12, session, 7)
    proposal.state, proposal.outcome, proposal.merged_into = S.MERGED, Outcome.MERGED, main
    proposal.decided_on = floor.stage.today - 2 * DAY
    proposal.decision_note = "与正在办理的课后服务提案内容相近，并案办理。"
    at = _moment(floor, 2, 10)
    received = Taken("receive", "开始审查", floor.officer, _moment(floor, 6, 9))
    merged = Taken("merge", "并案", floor.officer, at, proposal.decision_note, _other(main))
    _keep(proposal, floor, 12, [received, merged])
    joined = Taken("joined", "并入其他提案", floor.officer, at, details=_other(proposal))
    remember(main, joined)
    _advise(proposal, members[1], floor.units[1], Outcome.MERGED, "与课后服务的提案相近。")
