"""文书: every paper of a session in one list, each for who may print it."""

from __future__ import annotations

from django.urls import reverse

from congress.models import Session
from congress.papers import aftermath, archive
from congress.papers.registry import AFTER, AT, BEFORE, SESSION_PAPERS, Draw
from union_site.models import Seat

_FOLLOWING = {archive.INDEX[0], *(name for name, _, _ in aftermath.PAPERS)}
# Sheets of sittings and ballots: there as soon as the sitting was opened, the ballot decided.
_OF_THE_DAY = ("sign_in_", "ballot_")
# The report on earlier resolutions is put before the session itself.
_BEFORE_ITS_END = (*_OF_THE_DAY, "task_report")


def offered(session: Session) -> dict[str, tuple[str, Draw]]:
    """The papers that this session has now, name → label and drawing; the index comes last."""
    found = {name: (label, draw) for name, label, draw in archive.papers_of(session)}
    if session.is_held:
        found[archive.INDEX[0]] = archive.INDEX[1:]
        return found
    return {name: row for name, row in found.items() if name.startswith(_BEFORE_ITS_END)}


def may_print(seat: Seat, name: str) -> bool:
    """Who sees the session sees what follows it; sheets with names are for who runs it."""
    if name in _FOLLOWING:
        return seat.can("congress.view")
    kind = SESSION_PAPERS.get(name)
    return seat.can(kind.permission if kind else "congress.manage")


def links(session: Session, name: str, label: str) -> dict[str, str]:
    """A paper of the registry has an address of its own before the session is held."""
    if name in SESSION_PAPERS and name not in _FOLLOWING:
        url = reverse("congress:session_paper", args=[session.pk, name])
        return {"label": label, "pdf": f"{url}?format=pdf", "docx": f"{url}?format=docx"}
    return {
        "label": label,
        "pdf": reverse("congress:aftermath_pdf", args=[session.pk, name]),
        "docx": reverse("congress:aftermath_docx", args=[session.pk, name]),
    }


def stages(session: Session, seat: Seat) -> list[tuple[str, list[dict[str, str]]]]:
    """Every paper of the session that this seat may print, by stage."""
    now = offered(session)
    listed: dict[str, list[dict[str, str]]] = {BEFORE: [], AT: [], AFTER: []}
    for name, kind in SESSION_PAPERS.items():
        if (kind.stage != AFTER or name in now) and may_print(seat, name):
            listed[kind.stage].append(links(session, name, kind.label))
    for name, (label, _) in now.items():
        if name not in SESSION_PAPERS and may_print(seat, name):
            stage = AT if name.startswith(_OF_THE_DAY) else AFTER
            listed[stage].append(links(session, name, label))
    return [(stage, papers) for stage, papers in listed.items() if papers]
