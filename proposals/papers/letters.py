"""Letters to the proposer: docketed, not docketed, and the reply; in the official layout."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from proposals.models import Outcome, Proposal, ProposalState
from proposals.papers.gathering import day, delegation_of, department
from union_site.documents import Block, Document, Facts, Paragraph, Signature, blocks_from_text

S = ProposalState


def _recipient(proposal: Proposal) -> str:
    if proposal.is_collective:
        return proposal.proposer
    return f"{delegation_of(proposal)}{proposal.proposer}代表"


def _committee(proposal: Proposal) -> str:
    return f"{proposal.union.unit_name}{proposal.term.body}提案工作委员会"


def _about(proposal: Proposal) -> str:
    title = proposal.heading if proposal.heading.startswith("《") else f"《{proposal.heading}》"
    return f"您{_we(proposal)}于{day(proposal.submitted_at)}提出的{title}"


def _we(proposal: Proposal) -> str:
    return "们" if proposal.is_collective else ""


def _by_whom(proposal: Proposal) -> str:
    """Who decided, and when: the committee, or the presidium that it asked."""
    if proposal.by_presidium and proposal.presidium_on:
        return f"经{day(proposal.presidium_on)}主席团会议研究"
    return f"经提案工作委员会{day(proposal.decided_on)}审查"


def docketing(proposal: Any, on: datetime.date) -> Document:
    """立案通知书; for a converted one the same letter says that it is handled as a suggestion."""
    is_docketed = proposal.outcome == Outcome.DOCKETED
    decided = "决定立案" if is_docketed else "决定转作意见建议办理"
    blocks: list[Block] = [
        Paragraph(
            f"{_about(proposal)}收悉。{_by_whom(proposal)}，{decided}，编号为{proposal.number}。"
        )
    ]
    if proposal.decision_note:
        blocks.append(Paragraph(f"审查意见：{proposal.decision_note}"))
    if proposal.joined:
        others = "、".join(f"《{one.heading}》（{one.proposer}）" for one in proposal.joined)
        blocks.append(Paragraph(f"与本案内容相近的{others}并入本案办理，其提案人为共同提案人。"))
    if proposal.lead is not None:
        blocks.append(
            Paragraph(
                f"本案由{department(proposal.lead)}主办，应于{day(proposal.due_on)}前书面答复。"
            )
        )
    blocks += [
        Paragraph("收到答复后，请您和附议人如实评价；不满意的，可以申请再办理。感谢您的参与！"),
        Signature(with_seal=True),
    ]
    title = "提案立案通知书" if is_docketed else "提案转作意见建议通知书"
    return _letter(proposal, title, blocks, proposal.decided_on or on)


def rejection(proposal: Any, on: datetime.date) -> Document:
    """不予立案告知书, with its reason and what the proposer may do."""
    last = "感谢您的参与！"
    if not proposal.by_presidium:
        last = f"对审查结果有不同意见的，可以申请复议，由大会主席团决定。{last}"
    blocks: list[Block] = [
        Paragraph(f"{_about(proposal)}收悉。{_by_whom(proposal)}，决定不予立案，理由如下。"),
        *blocks_from_text(proposal.decision_note),
        Paragraph(last),
        Signature(with_seal=True),
    ]
    return _letter(proposal, "提案不予立案告知书", blocks, proposal.decided_on or on)


def merging(proposal: Any, on: datetime.date) -> Document:
    """并案告知书: with which one it is handled together, and where the answer will be."""
    main = proposal.merged_into
    number = f"（编号{main.number}）" if main.number else ""
    blocks: list[Block] = [
        Paragraph(
            f"{_about(proposal)}收悉。{_by_whom(proposal)}，因内容与《{main.heading}》{number}"
            "相近，决定并入该案办理。"
        )
    ]
    if proposal.decision_note:
        blocks.append(Paragraph(f"审查意见：{proposal.decision_note}"))
    blocks += [
        Paragraph(
            f"您{_we(proposal)}为该案共同提案人，附议人一并列入。该案的办理和答复情况将同时告知"
            f"您{_we(proposal)}，收到答复后请如实评价。感谢您的参与！"
        ),
        Signature(with_seal=True),
    ]
    return _letter(proposal, "提案并案告知书", blocks, proposal.decided_on or on)


def reply(proposal: Any, on: datetime.date) -> Document:
    """提案答复函 of the last reply that was sent; a second one was co-signed by the leader."""
    sent = list(proposal.sent_replies)[-1]
    is_second = sent.handling_round > 1
    opening = f"{_about(proposal)}（编号{proposal.number}）"
    opening += "再次办理完毕，现将办理情况答复如下。" if is_second else "收悉，现答复如下。"
    closing = "再办理答复经分管校领导会签。" if is_second else "本答复经分管校领导审签。"
    signed = sent.signed_by.user.name if sent.signed_by is not None else ""
    blocks: list[Block] = [
        Paragraph(opening),
        *blocks_from_text(sent.text),
        Facts(
            [
                ("办理结果", str(sent.result)),
                ("答复人", sent.by.user.name),
                ("分管校领导", signed),
                ("会签日期" if is_second else "审签日期", day(sent.sent_at)),
            ]
        ),
        Paragraph(f"{closing}感谢您对学校工作的关心和支持，请对本次答复作出评价。"),
        Signature(issuer=_unit_of(proposal), with_seal=True),
    ]
    title = f"关于第{proposal.number}号提案的{'再次' if is_second else ''}答复函"
    return _letter(proposal, title, blocks, timezone.localdate(sent.sent_at))


def _unit_of(proposal: Proposal) -> str:
    return f"{proposal.union.unit_name}{department(proposal.lead)}"


def _letter(proposal: Proposal, title: str, blocks: list[Block], on: datetime.date) -> Document:
    return Document(
        title=f"{proposal.union.unit_name}\n{title}",
        recipient=_recipient(proposal),
        issuer=_committee(proposal),
        date=on,
        blocks=blocks,
    )


@dataclass(frozen=True)
class Letter:
    label: Callable[[Any], str]
    build: Callable[[Any, datetime.date], Document]
    is_there: Callable[[Any], bool]


def _docketing_label(proposal: Proposal) -> str:
    is_docketed = proposal.outcome == Outcome.DOCKETED
    return "立案通知书" if is_docketed else "转作意见建议通知书"


def _is_docketed(proposal: Proposal) -> bool:
    return proposal.outcome in (Outcome.DOCKETED, Outcome.CONVERTED) and bool(proposal.number)


# The name in the address → the letter, and when there is one.
LETTERS: dict[str, Letter] = {
    "docketing": Letter(_docketing_label, docketing, _is_docketed),
    "rejection": Letter(
        lambda one: "不予立案告知书", rejection, lambda one: one.state == S.REJECTED
    ),
    "merging": Letter(lambda one: "并案告知书", merging, lambda one: one.state == S.MERGED),
    "reply": Letter(lambda one: "答复函", reply, lambda one: one.replied_at is not None),
}
