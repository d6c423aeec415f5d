"""Numbers of resolutions: 教代会决议〔2026〕3号, of a union and a year, in the union's own form."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from congress.actions.acting import lock, require
from congress.models import Resolution, Session
from union_site import audit
from union_site.models import Seat, Union
from union_site.norms import norm

PATTERN = "congress.resolution_number"


def pattern_of(session: Session) -> str:
    """The form in force on the day of the session; it names the year and the number."""
    pattern = str(norm(PATTERN, union=session.union, on=session.held_on).value)
    if "{year}" not in pattern or "{serial}" not in pattern:
        raise ValidationError(
            "决议编号格式须含 {year} 和 {serial}，请在“规则与标准”中更正后再编号。"
        )
    return pattern


def written(pattern: str, year: int, serial: int) -> str:
    return pattern.replace("{year}", str(year)).replace("{serial}", str(serial))


def read(pattern: str, document_no: str) -> tuple[int, int] | None:
    """Year and number of one that was typed in the union's form; None for any other."""
    form = re.escape(pattern)
    form = form.replace(re.escape("{year}"), r"(?P<year>\d{4})", 1)
    form = form.replace(re.escape("{serial}"), r"0*(?P<serial>[1-9]\d{0,3})", 1)
    found = re.fullmatch(form, document_no.strip())
    return (int(found["year"]), int(found["serial"])) if found else None


def next_serial(union: Union, year: int) -> int:
    """Call it while the union's row is locked."""
    numbered: Any = Resolution.objects.of_union(union).filter(year=year)
    return (numbered.aggregate(last=Max("serial"))["last"] or 0) + 1


def give_number(resolution: Resolution) -> None:
    """The next number of the year of its session. The union's row is locked meanwhile."""
    lock(resolution.union)
    session = resolution.session
    year = session.held_on.year
    serial = next_serial(resolution.union, year)
    resolution.year, resolution.serial = year, serial
    resolution.document_no = written(pattern_of(session), year, serial)


def keep_typed(resolution: Resolution) -> None:
    """A number that was typed in the union's form counts as given; a foreign one stands alone."""
    resolution.document_no = resolution.document_no.strip()
    found = None
    if resolution.document_no:
        found = read(pattern_of(resolution.session), resolution.document_no)
    resolution.year, resolution.serial = found or (None, None)


@transaction.atomic
def number_resolutions(*, session: Session, by: Seat) -> list[Resolution]:
    """Numbers what was adopted at a session and has no number yet, in its order."""
    require(by, session.union_id)
    lock(session.union)
    rows = session.resolutions.adopted().filter(document_no="").order_by("position")
    numbered = list(rows.select_related("session", "union"))
    if not numbered:
        raise ValidationError("没有待编号的决议：未通过的不编号，已有文号的不再编。")
    for resolution in numbered:
        give_number(resolution)
        resolution.full_clean()
        resolution.save()
        audit.record(
            verb="congress.resolution_number",
            label="决议编号",
            by=by,
            thing=resolution,
            note=resolution.document_no,
        )
    return numbered
