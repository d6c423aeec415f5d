"""The letter of appointment 聘书 as it is handed over."""

from __future__ import annotations

from members.models import AppointmentLetter
from union_site.calendar import official_date
from union_site.documents import Align, Document, Paragraph, Signature, Spacer

__all__ = ["Document", "letter"]


def letter(given: AppointmentLetter) -> Document:
    """One page across: number, name, post and time, and room for the seal upon the date."""
    return Document(
        title="聘　书",
        issuer=given.union.name,
        date=given.issued_on,
        landscape=True,
        blocks=[
            Paragraph(given.number_text, align=Align.RIGHT),
            Spacer(1),
            Paragraph(f"{given.person_name}{given.address}：", indent=False),
            Paragraph(_sentence(given)),
            Paragraph("特发此证。"),
            Spacer(1),
            Signature(with_seal=True),
        ],
    )


def _sentence(given: AppointmentLetter) -> str:
    first = official_date(given.starts_on)
    time = f"自{first}至{official_date(given.ends_on)}" if given.ends_on else f"自{first}起"
    return f"兹聘请您担任{given.union.name}{given.post_text}，聘期{time}。"
