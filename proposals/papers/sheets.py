"""提案表: the form of one proposal as schools know it, filled in or empty for handwriting."""

from __future__ import annotations

from typing import Any

from congress.models import CongressTerm
from proposals.models import Outcome, Proposal, ProposalState, Reply, Satisfaction
from proposals.papers.gathering import co_units, day, delegation_of, department
from union_site import masking
from union_site.documents import Document, Form, FormRow
from union_site.models import Seat, Union

SHORT, MIDDLE, TALL = 1.5, 2.5, 3.0
EMPTY_RATING = "□ 满意　□ 基本满意　□ 不满意"
EMPTY_RESULT = "□ 立案　□ 并案　□ 转意见建议　□ 不予立案"

EMPTY_DECISION = f"{EMPTY_RESULT}\n\n委员签名：\n日期："


def sheet(proposal: Any, *, reader: Seat) -> Document:
    """The form of one of `gathered_for_forms`; name and number as the reader may see."""
    rows = [
        *_who(proposal, reader),
        *_what(proposal),
        *_screening(proposal),
    ]
    if proposal.outcome in (Outcome.DOCKETED, Outcome.CONVERTED):
        rows += _handling(proposal)
    return Document(title=_title(proposal.union, proposal.term), blocks=[Form(rows)])


def _title(union: Union, term: CongressTerm | None) -> str:
    return f"{union.unit_name}{term or '教职工代表大会'}\n提案表"


def _who(proposal: Any, reader: Seat) -> list[FormRow]:
    way = "集体" if proposal.is_collective else "个人"
    where = proposal.session.title if proposal.session is not None else "闭会期间"
    return [
        FormRow([("立案编号", proposal.number or "—"), ("提案日期", day(proposal.submitted_at))]),
        FormRow([("届　　次", where)]),
        FormRow(
            [
                ("提案人", proposal.shown_proposer(reader)),
                ("代表团", delegation_of(proposal)),
                ("提出方式", way),
            ]
        ),
        FormRow(
            [("类　　别", proposal.get_category_display()), ("联系电话", _mobile(proposal, reader))]
        ),
    ]


def _mobile(proposal: Any, reader: Seat) -> str:
    """The proposer's number for who calls members up; nothing where the name is not shown."""
    member = proposal.delegate.member if proposal.delegate is not None else None
    if member is None or proposal.shown_proposer(reader) != proposal.proposer:
        return ""
    return masking.mask(
        member.mobile,
        masking.Personal.MOBILE,
        roles=reader.roles,
        is_self=proposal.author_id == reader.pk,
    )


def _what(proposal: Any) -> list[FormRow]:
    consents = "；".join(
        f"{row.delegate.name}（{day(row.answered_at)}）" for row in proposal.consented
    )
    return [
        FormRow([("案　　由", proposal.heading)], SHORT),
        FormRow([("案　　据", proposal.reason)], TALL),
        FormRow([("建议方案", proposal.suggestion)], TALL),
        FormRow([("附 议 人\n确认日期", consents)], SHORT),
        FormRow([("附　　件", "；".join(row.file.name for row in proposal.brought) or "无")]),
        FormRow([("建　　议\n承办部门", department(proposal.wanted_lead) or "未提出")], SHORT),
    ]


def _screening(proposal: Any) -> list[FormRow]:
    if not proposal.outcome or proposal.decided_on is None:
        return [FormRow([("提案工作\n委 员 会\n审查意见", EMPTY_RESULT)], MIDDLE)]
    words = [f"审查结果：{proposal.get_outcome_display()}。"]
    if proposal.decision_note:
        words.append(f"意见：{proposal.decision_note}")
    if proposal.merged_into is not None:
        main = proposal.merged_into
        words.append(f"并入：{main.number}　{main.heading}")
    if proposal.joined:
        others = "、".join(f"{one.proposer}《{one.heading}》" for one in proposal.joined)
        words.append(f"并入本案的提案：{others}")
    who, when = "提案工作委员会", proposal.decided_on
    if proposal.by_presidium:
        who, when = "主席团", proposal.presidium_on
    words.append(f"{who}　{day(when)}")
    return [FormRow([("提案工作\n委 员 会\n审查意见", "\n".join(words))], MIDDLE)]


def _handling(proposal: Any) -> list[FormRow]:
    replies: list[Reply] = list(proposal.sent_replies)
    first = replies[0] if replies else None
    limit = day(proposal.due_on)
    if proposal.extended_from:
        limit += f"（原定{day(proposal.extended_from)}，{proposal.extension_reason}）"
    rows = [
        FormRow(
            [
                ("主办部门", department(proposal.lead)),
                ("协办部门", co_units(proposal) or ("—" if proposal.lead else "")),
            ]
        ),
        FormRow([("交办日期", day(proposal.assigned_on)), ("完成时限", limit)]),
        FormRow([("分管校\n领　导\n批　示", _signed(first, proposal))], SHORT),
        FormRow([("承办部门\n答　　复", _answer(first))], TALL if first is None else MIDDLE),
        FormRow([("落实情况", _done(proposal) if first else "")], SHORT),
        FormRow([("提案人及\n附议人\n反　　馈", _ratings(first))], MIDDLE),
    ]
    for again in replies[1:]:
        rows.append(
            FormRow([("再 办 理", f"{_answer(again)}\n{_signed(again, proposal)}")], MIDDLE)
        )
        rows.append(FormRow([("再办理后\n反　　馈", _ratings(again))], SHORT))
    if proposal.handling_round > max(len(replies), 1):
        rows.append(FormRow([("再 办 理", "正在再办理。")], SHORT))
    return rows


def _signed(reply: Reply | None, proposal: Proposal) -> str:
    leader = proposal.leader.user.name if proposal.leader is not None else ""
    if reply is None or reply.signed_by is None:
        return f"分管校领导：{leader}" if leader else ""
    return f"同意答复。　{reply.signed_by.user.name}　{day(reply.sent_at)}"


def _answer(reply: Reply | None) -> str:
    if reply is None:
        return ""
    return (
        f"{reply.text}\n办理结果：{reply.result}\n"
        f"答复人：{reply.by.user.name}（{department(reply.by)}）　{day(reply.sent_at)}"
    )


def _done(proposal: Any) -> str:
    """How it stands, and how it came to that."""
    reason = f"，{proposal.result.get_meaning_display()}" if proposal.result is not None else ""
    stands = f"落实进度 {proposal.percent}%{reason}。"
    if proposal.implemented_on is not None:
        stands = f"已落实（{day(proposal.implemented_on)}）。"
    return "\n".join([stands, *(f"{day(row.on)}　{row.words}" for row in proposal.progressed)])


def _ratings(reply: Any) -> str:
    """The author's by name and words, the others' as numbers."""
    rows = list(reply.ratings.all()) if reply is not None else []
    if not rows:
        return EMPTY_RATING
    author = next((row for row in rows if row.part == row.Part.AUTHOR), None)
    lines = []
    if author is not None:
        note = f"意见：{author.note}" if author.note else ""
        lines.append(f"提案人：{author.get_satisfaction_display()}（{day(author.at)}）。{note}")
    others = [row.satisfaction for row in rows if row.part != row.Part.AUTHOR]
    if others:
        told = "，".join(
            f"{label}{others.count(value)}人"
            for value, label in Satisfaction.choices
            if value in others
        )
        lines.append(f"附议人、并案提案人：{told}。")
    return "\n".join(lines)


def blank_sheet(union: Union, term: CongressTerm | None) -> Document:
    """The empty form, to be filled in by hand."""
    low, middle = 1.2, 2.4
    rows = [
        FormRow([("立案编号", ""), ("提案日期", "")], low),
        FormRow([("提案人", ""), ("代表团", ""), ("联系电话", "")], low),
        FormRow([("类　　别", ""), ("提出方式", "□ 个人　□ 集体")], low),
        FormRow([("案　　由", "（一事一案）")], 1.4),
        FormRow([("案　　据", "")], 5),
        FormRow([("建议方案", "")], 4.8),
        FormRow([("附 议 人\n签名、日期", "")], middle),
        FormRow([("附　　件", ""), ("建　　议\n承办部门", "")], low),
        FormRow([("提案工作\n委 员 会\n审查意见", EMPTY_DECISION)], 3.4),
        FormRow([("主办部门", ""), ("协办部门", "")], low),
        FormRow([("交办日期", ""), ("完成时限", "")], low),
        FormRow([("分管校\n领　导\n批　示", "")], middle),
        FormRow([("承办部门\n答　　复", "")], 5),
        FormRow([("落实情况", "")], middle),
        FormRow([("提案人及\n附议人\n反　　馈", EMPTY_RATING)], middle),
        FormRow([("再 办 理", "")], 1.8),
    ]
    return Document(title=_title(union, term), blocks=[Form(rows)])


def is_printable(proposal: Proposal) -> bool:
    """A draft is nobody's paper yet."""
    return proposal.state not in (ProposalState.DRAFT, ProposalState.SECONDING)
