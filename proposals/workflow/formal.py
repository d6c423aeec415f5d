"""The life of a formal proposal: one table of states and steps."""

from __future__ import annotations

from proposals.checks import screening as checks
from proposals.models import (
    Proposal,
    ProposalState,
    heads_committee,
    is_of_author_side,
    keep_facts,
    sits_on_committee,
)
from proposals.workflow import after
from union_site.models import Seat
from union_site.workflow import Step, Workflow

OWN = "proposals.own"
S = ProposalState


def is_author(proposal: Proposal, seat: Seat) -> bool:
    return proposal.author_id == seat.pk


def is_lead(proposal: Proposal, seat: Seat) -> bool:
    return proposal.lead_id == seat.pk


def is_leader(proposal: Proposal, seat: Seat) -> bool:
    return proposal.leader_id == seat.pk


def decides(proposal: Proposal, seat: Seat) -> bool:
    """The head of the proposal committee, or the chair, who keeps its books."""
    return seat.can("proposals.screen") or heads_committee(seat)


def screens(proposal: Proposal, seat: Seat) -> bool:
    return decides(proposal, seat) or sits_on_committee(seat)


def screens_others(proposal: Proposal, seat: Seat) -> bool:
    """A member of the committee stands back from the own proposal."""
    return decides(proposal, seat) or (sits_on_committee(seat) and not is_author(proposal, seat))


def answered_side(proposal: Proposal, seat: Seat) -> bool:
    """Who may rate: author, seconders who consented, authors of the merged ones."""
    return bool(rating_part(proposal, seat))


def rating_part(proposal: Proposal, seat: Seat) -> str:
    """As what a seat rates: author, seconder, co_proposer; or ""."""
    if proposal.author_id == seat.pk:
        return "author"
    if any(merged.author_id == seat.pk for merged in proposal.merged_ones.all()):
        return "co_proposer"
    return "seconder" if is_of_author_side(proposal, seat) else ""


def may_order_again(proposal: Proposal, seat: Seat) -> bool:
    """The committee; the author who is not satisfied, or for whom it is still not solved."""
    return decides(proposal, seat) or (
        is_author(proposal, seat)
        and (after.is_unsatisfied(proposal) or after.is_unsolved(proposal))
    )


def may_reopen(proposal: Proposal, seat: Seat) -> bool:
    """The committee; the author who answered the follow-up that it is not solved."""
    return decides(proposal, seat) or (is_author(proposal, seat) and after.is_unsolved(proposal))


def needs_no_seconders(proposal: Proposal) -> str:
    return "以集体名义提出的提案不需要附议，可以直接提交。" if proposal.is_collective else ""


def extended_already(proposal: Proposal) -> str:
    return "答复期限只能延长一次。" if proposal.extended_from else ""


def is_supervised_already(proposal: Proposal) -> str:
    return "这件提案已经列入督办。" if proposal.is_supervised else ""


def is_not_yet_published(proposal: Proposal) -> str:
    return "这件提案已经公示过了。" if proposal.published_at else ""


def is_published(proposal: Proposal) -> str:
    return "" if proposal.published_at else "这件提案没有公示。"


def is_not_implemented_yet(proposal: Proposal) -> str:
    return "这件提案已登记为落实。" if proposal.implemented_on else ""


FORMAL = Workflow(
    name="proposal",
    steps=(
        # Writing and seconding: the author's.
        Step(
            "invite",
            "征集附议",
            (S.DRAFT,),
            S.SECONDING,
            OWN,
            is_author,
            needs_no_seconders,
            is_likely=True,
        ),
        Step("rewrite", "撤回修改", (S.SECONDING,), S.DRAFT, OWN, is_author),
        Step("submit", "提交", (S.DRAFT, S.SECONDING), S.SUBMITTED, OWN, is_author, is_likely=True),
        Step(
            "withdraw",
            "撤案",
            (S.DRAFT, S.SECONDING, S.SUBMITTED, S.SCREENING, S.DISPUTED, S.TO_ASSIGN),
            S.WITHDRAWN,
            OWN,
            is_author,
            checks.withdraw_objection,
            needs_note=True,
            is_destructive=True,
        ),
        # Screening: the committee's.
        Step(
            "receive", "开始审查", (S.SUBMITTED,), S.SCREENING, OWN, screens_others, is_likely=True
        ),
        Step("advise", "填写审查意见", (S.SCREENING, S.DISPUTED), None, OWN, screens_others),
        Step(
            "complete",
            "退回补正",
            (S.SUBMITTED, S.SCREENING),
            S.DRAFT,
            OWN,
            decides,
            checks.complete_objection,
            needs_note=True,
        ),
        Step(
            "docket",
            "立案",
            (S.SCREENING, S.DISPUTED),
            S.TO_ASSIGN,
            OWN,
            decides,
            is_likely=True,
        ),
        Step("merge", "并案", (S.SCREENING, S.DISPUTED), S.MERGED, OWN, decides),
        Step(
            "separate",
            "撤销并案",
            (S.MERGED,),
            S.SCREENING,
            OWN,
            decides,
            checks.separate_objection,
            needs_note=True,
        ),
        Step(
            "convert",
            "转意见建议",
            (S.SCREENING, S.DISPUTED),
            S.TO_ASSIGN,
            OWN,
            decides,
            needs_note=True,
        ),
        Step(
            "reject",
            "不予立案",
            (S.SCREENING, S.DISPUTED),
            S.REJECTED,
            OWN,
            decides,
            checks.reject_objection,
            needs_note=True,
            is_destructive=True,
        ),
        Step("refer", "提请主席团", (S.SCREENING,), S.DISPUTED, OWN, decides, needs_note=True),
        Step(
            "appeal",
            "申请复议",
            (S.REJECTED,),
            S.DISPUTED,
            OWN,
            is_author,
            checks.appeal_objection,
            needs_note=True,
        ),
        # Handling: the departments'.
        Step("assign", "交办", (S.TO_ASSIGN,), S.ASSIGNED, OWN, decides, is_likely=True),
        Step(
            "accept",
            "接收办理",
            (S.ASSIGNED,),
            S.HANDLING,
            "proposals.handle",
            is_lead,
            is_likely=True,
        ),
        Step(
            "send_back",
            "退回",
            (S.ASSIGNED,),
            S.TO_ASSIGN,
            "proposals.handle",
            is_lead,
            needs_note=True,
        ),
        Step(
            "extend",
            "申请延期",
            (S.HANDLING,),
            None,
            "proposals.handle",
            is_lead,
            extended_already,
            needs_note=True,
        ),
        Step(
            "reply",
            "提交答复",
            (S.HANDLING,),
            S.REPLY_REVIEW,
            "proposals.handle",
            is_lead,
            is_likely=True,
        ),
        # Handed to others while it is being handled: by the committee, with the reason.
        Step(
            "reassign",
            "调整承办",
            (S.ASSIGNED, S.HANDLING, S.REPLY_REVIEW),
            S.ASSIGNED,
            OWN,
            decides,
            needs_note=True,
        ),
        Step(
            "change_leader",
            "更换分管校领导",
            (S.ASSIGNED, S.HANDLING, S.REPLY_REVIEW),
            None,
            OWN,
            decides,
            needs_note=True,
        ),
        Step("remind", "催办", (S.ASSIGNED, S.HANDLING, S.REPLY_REVIEW), None, OWN, decides),
        Step(
            "supervise",
            "列入督办",
            (S.ASSIGNED, S.HANDLING, S.REPLY_REVIEW, S.REPLIED),
            None,
            OWN,
            decides,
            is_supervised_already,
            needs_note=True,
        ),
        # The reply: signed by the leader in charge before it is sent.
        Step(
            "sign",
            "审签",
            (S.REPLY_REVIEW,),
            S.REPLIED,
            "proposals.sign",
            is_leader,
            is_likely=True,
        ),
        Step(
            "hand_back",
            "退回修改",
            (S.REPLY_REVIEW,),
            S.HANDLING,
            "proposals.sign",
            is_leader,
            needs_note=True,
        ),
        # After the reply.
        Step("rate", "评价", (S.REPLIED,), None, OWN, answered_side, is_likely=True),
        Step(
            "rehandle",
            "再办理",
            (S.REPLIED,),
            S.HANDLING,
            OWN,
            may_order_again,
            after.handled_often_enough,
            needs_note=True,
        ),
        Step(
            "refer_on",
            "提请研究",
            (S.REPLIED,),
            None,
            OWN,
            decides,
            after.may_be_handled_again,
            needs_note=True,
        ),
        Step(
            "progress",
            "登记进展",
            (S.HANDLING, S.REPLIED, S.CLOSED),
            None,
            "proposals.handle",
            is_lead,
            is_not_implemented_yet,
        ),
        Step(
            "close",
            "办结",
            (S.REPLIED,),
            S.CLOSED,
            OWN,
            decides,
            after.not_to_be_closed_yet,
            is_likely=True,
        ),
        Step("reopen", "重新办理", (S.CLOSED,), S.HANDLING, OWN, may_reopen, needs_note=True),
        Step(
            "publish",
            "公示",
            (S.REPLIED, S.CLOSED, S.ARCHIVED),
            None,
            "proposals.publish",
            objection=is_not_yet_published,
        ),
        Step(
            "take_down",
            "撤下公示",
            (S.HANDLING, S.REPLY_REVIEW, S.REPLIED, S.CLOSED, S.ARCHIVED),
            None,
            "proposals.publish",
            objection=is_published,
            needs_note=True,
            is_destructive=True,
        ),
        Step("archive", "归档", (S.CLOSED,), S.ARCHIVED, OWN, decides),
    ),
    afterwards=keep_facts,
)
