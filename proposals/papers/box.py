"""What the proposal box prints and draws: the QR code and its poster."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe

from proposals.models import ProposalBox
from union_site.documents import (
    Align,
    Document,
    Paragraph,
    Picture,
    Spacer,
    render_pdf,
)
from union_site.norms import InForce


def qr(address: str) -> SafeString:
    """The address as an SVG for a page; medium correction, since posters get scratched."""
    made = segno.make(address, error="m", micro=False)
    drawn = made.svg_inline(border=2, omitsize=True, title="提案箱二维码", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn from an address of ours


def poster(box: ProposalBox, address: str, limit: InForce) -> Document:
    """One page to pin to a wall."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True)
    return Document(
        title=f"{limit.number}字提案箱",
        byline=box.union.name,
        has_page_numbers=False,
        blocks=[
            Paragraph("几句话，说清一件事；有人受理，有人答复。", align=Align.CENTER),
            Spacer(1),
            Picture(drawing, width_mm=92, words=address),
            Spacer(1),
            Paragraph("用手机或微信扫一扫，登录后直接写。", align=Align.CENTER),
            Paragraph("可以公开署名，可以不公开姓名，也可以匿名。", align=Align.CENTER),
            Paragraph("提交后得到回执码，凭码查看答复并评价，不用登录。", align=Align.CENTER),
            Spacer(1),
            Paragraph(address, align=Align.CENTER),
        ],
    )


def poster_pdf(box: ProposalBox, address: str, limit: InForce) -> bytes:
    return render_pdf(poster(box, address, limit))
