"""Where issuer and date stand at the end of a paper (GB/T 9704-2012, 7.3.5)."""

from __future__ import annotations

from dataclasses import dataclass

from union_site.calendar import official_date

from .blocks import Document, Signature
from .fonts import Face
from .punctuation import normalise
from .typeset import text_width


@dataclass(frozen=True)
class Signed:
    """A line of the signature: its text, its width and the room right of it, in points."""

    text: str
    width: float
    right: float


def signed_lines(
    signature: Signature, document: Document, *, size: float, cell: float
) -> list[Signed]:
    """Issuer and date, whichever is known, at `cell` points a character.

    With a seal the date stands four characters from the right edge and the issuer above its
    middle. Without, the issuer stands two from the edge and the date begins two right of it;
    a date longer than the issuer stands two from the edge itself and moves the issuer.
    """
    issuer = normalise(signature.issuer or document.issuer).replace("\n", "")
    day = signature.date or document.date
    dated = official_date(day) if day else ""
    issuer_width, dated_width = (text_width(text, Face.FANG, size) for text in (issuer, dated))
    if signature.with_seal:
        middle = max(4 * cell + dated_width / 2, issuer_width / 2)
        rights = (middle - issuer_width / 2, middle - dated_width / 2)
    else:
        start = max(issuer_width + 2 * cell, dated_width + 4 * cell if dated else 0)
        rights = (start - issuer_width, start - 2 * cell - dated_width)
    lines = (Signed(issuer, issuer_width, rights[0]), Signed(dated, dated_width, rights[1]))
    return [line for line in lines if line.text]


def note_text(document: Document) -> str:
    """附注 in its brackets, "" without one."""
    note = normalise(document.note).replace("\n", "").strip("（）")
    return f"（{note}）" if note else ""
