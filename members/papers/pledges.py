"""Papers of pledges: the text to be signed by hand, the list of who signed, one person's own."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from members.checks.pledges import share
from members.models import Pledge, PledgeSignature
from union_site.calendar import official_date
from union_site.documents import (
    Align,
    Attachment,
    Block,
    Column,
    Document,
    Facts,
    Paragraph,
    Spacer,
    Table,
    blocks_from_text,
)
from union_site.personal import moment


def text_to_sign(pledge: Pledge, *, on: datetime.date) -> Document:
    """The text alone, with lines for a name by hand."""
    lines: list[Block] = [
        Spacer(2),
        Paragraph("承诺人（签名）：________________", align=Align.RIGHT),
        Paragraph("________年____月____日", align=Align.RIGHT),
    ]
    return Document(
        title=pledge.title,
        issuer=pledge.union.name,
        date=on,
        blocks=[*blocks_from_text(pledge.text), *lines],
    )


def signed_list(pledge: Pledge, people: Iterable[Any], *, on: datetime.date) -> Document:
    """Who signed and who did not, with the text behind it."""
    rows = list(people)
    signed = [member for member in rows if member.signed_at]
    missing = [member for member in rows if not member.signed_at]
    facts = Facts(
        [
            ("签订范围", pledge.audience_label),
            ("签订日期", f"{pledge.opens_on:%Y-%m-%d} 至 {pledge.closes_on:%Y-%m-%d}"),
            ("应签人数", len(rows)),
            ("已签人数", len(signed)),
            ("签订率", share(len(signed), len(rows)) or "—"),
            ("状态", pledge.get_state_display()),
        ]
    )
    blocks: list[Block] = [facts, Spacer(1), _table("已签订", signed, with_time=True)]
    if missing:
        blocks += [Spacer(1), _table("未签订", missing, with_time=False)]
    return Document(
        title=f"{pledge.full_title}\n签订情况",
        issuer=pledge.union.name,
        date=on,
        blocks=blocks,
        attachments=[
            Attachment(
                pledge.title,
                [
                    *blocks_from_text(pledge.text),
                    Paragraph(f"正文指纹（SHA-256）：{pledge.fingerprint}", indent=False),
                ],
            )
        ],
    )


def _table(caption: str, members: list[Any], *, with_time: bool) -> Table:
    columns = [
        Column("序号", 0.7, Align.CENTER),
        Column("姓名", 1.6),
        Column("工会小组", 2),
    ]
    if with_time:
        columns += [Column("签订时间", 2.2, Align.CENTER), Column("方式", 1.2, Align.CENTER)]
    rows = []
    for number, member in enumerate(members, start=1):
        row = [number, member.name, member.group.name if member.group else ""]
        if with_time:
            row += [moment(member.signed_at), "纸质" if member.on_paper else "网上"]
        rows.append(row)
    return Table(columns, rows, caption=f"{caption}（{len(members)} 人）", empty="（无）")


def own_pledge(signature: PledgeSignature) -> Document:
    """What one person signed: the text, the name, the time, the fingerprint of the words."""
    pledge, member = signature.pledge, signature.member
    facts = Facts(
        [
            ("承诺人", member.name),
            ("工会小组", member.group.name if member.group else ""),
            ("签订时间", moment(signature.at)),
            ("签订方式", "纸质签订" if signature.on_paper else "本人网上签订"),
        ]
    )
    words = Facts([("正文指纹", signature.sha256)], across=1)
    closing = Paragraph(
        f"承诺人：{member.name}　{official_date(timezone.localdate(signature.at))}",
        align=Align.RIGHT,
    )
    return Document(
        title=pledge.title, blocks=[*blocks_from_text(pledge.text), closing, facts, words]
    )
