"""微议事记录: the record of a meeting on paper."""

from __future__ import annotations

from proposals.actions.polling import PollResult
from proposals.models import Deliberation, DeliberationRecord
from union_site.documents import (
    Block,
    Document,
    Form,
    FormRow,
    Heading,
    Items,
    Paragraph,
    Signature,
)


def record_paper(
    record: DeliberationRecord,
    *,
    spoken: dict[str, int],
    poll: PollResult | None,
    proposal: str = "",
) -> Document:
    """`spoken`: how many opinions of each stance were given online; `proposal`: what it is
    about, where the reader may know it."""
    blocks: list[Block] = [
        Form(
            [
                FormRow([("议题", record.topic)]),
                FormRow([("日期", record.held_on), ("地点", record.place)]),
                FormRow([("主持人", record.host), ("记录人", record.written_by.user.name)]),
            ]
        )
    ]
    if proposal:
        blocks.append(Paragraph(f"有关提案：{proposal}。"))
    blocks += [Heading(1, "参加人员"), Paragraph(record.participants)]
    if record.deliberation is not None:
        blocks += [Heading(1, "网上讨论"), *_online(record.deliberation, spoken, poll)]
    lines = [line.strip() for line in record.opinions.splitlines() if line.strip()]
    blocks += [Heading(1, "意见摘要"), Items(lines)]
    blocks += [Heading(1, "结论"), Paragraph(record.conclusion)]
    blocks.append(Signature(issuer=record.union.name, date=record.held_on))
    return Document(title="微议事记录", byline=record.union.name, blocks=blocks)


def _online(
    deliberation: Deliberation, spoken: dict[str, int], poll: PollResult | None
) -> list[Block]:
    said = "、".join(f"{label}{count}条" for label, count in spoken.items())
    blocks: list[Block] = [Paragraph(f"{deliberation.question}"), Paragraph(f"收到意见：{said}。")]
    if poll is not None and poll.is_shown:
        votes = f"共{poll.total}票"
        if poll.is_split:
            votes = "，".join(f"{option.label}{option.votes}票" for option in poll.options)
        sentence = f"快速投票“{deliberation.poll_question}”：{votes}。"
        blocks.append(Paragraph(sentence + "快速投票只供了解看法，不是教代会表决。"))
    return blocks
