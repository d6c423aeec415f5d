"""How award rounds look: badges, facts, buttons, the nominees with their votes or points."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from proposals.actions import awards as actions
from proposals.actions.reports import may_read
from proposals.checks.awards import PointLine, total
from proposals.models import AwardNominee, AwardRound, AwardState, AwardVoter
from proposals.workflow.awards import AWARDS
from union_site.calendar import official_date
from union_site.models import Seat

S = AwardState
TONES = {
    S.DRAFT: "plain",
    S.NOMINATING: "info",
    S.VOTING: "warn",
    S.ANNOUNCED: "ok",
    S.CANCELLED: "plain",
}


def badge(award: AwardRound) -> dict[str, str]:
    return {"text": award.get_state_display(), "tone": TONES[S(award.state)]}


def buttons(award: AwardRound, seat: Seat) -> list[dict[str, Any]]:
    """The steps open to this seat; taking a nominee off is offered beside it.

    Announcing is the main thing to do when there is nothing left to wait for.
    """
    waits = award.state == S.VOTING and _voted(award) < award.entitled
    return [
        {
            "label": step.label,
            "url": reverse("proposals:award_step", args=[award.pk, step.name]),
            "is_primary": step.is_likely and not (waits and step.name == "announce"),
            "is_destructive": step.is_destructive,
        }
        for step in AWARDS.open_to(award, seat)
        if step.name != "drop" and not step.objection(award)
    ]


def facts(award: AwardRound) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        ("奖项", award.get_kind_display()),
        ("范围", award.session.title if award.session is not None else f"{award.year}年度"),
        ("产生方式", award.get_method_display()),
        ("名额", f"{award.places} 个"),
    ]
    if not award.is_by_points:
        found += [
            ("谁来投票", award.get_voters_display()),
            ("每人最多选", f"{award.choices} 个"),
        ]
    if award.announced_on:
        found.append(("公布日期", official_date(award.announced_on)))
    if award.document_no:
        found.append(("表彰文号", award.document_no))
    return found


@dataclass(frozen=True)
class ShownLine:
    """A line of the points: its sum in words, and where the counted rows are."""

    text: str
    url: str


@dataclass(frozen=True)
class Row:
    nominee: AwardNominee
    url: str
    score: str
    lines: Sequence[ShownLine]
    may_drop: bool
    may_register: bool


def rows(award: AwardRound, seat: Seat, *, today: datetime.date) -> list[Row]:
    """The nominees, those who won first. Votes are shown when the result is announced: counts
    that are watched while they grow would tell who chose what."""
    nominees = AwardNominee.objects.visible_to(seat).standing().filter(round=award)
    found = list(nominees.for_list().select_related("proposal__result"))
    lines = actions.point_lines(award, found, today=today) if award.is_by_points else {}
    is_announced, may_follow = award.state == S.ANNOUNCED, may_read(seat)
    shown = [
        Row(
            one,
            _url(one, seat),
            _score(award, one, lines),
            [_line(one, line, may_follow) for line in lines.get(one.pk, []) if line.count],
            AWARDS.allows(award, "drop", seat),
            is_announced
            and one.place is not None
            and one.honour_id is None
            and seat.can("honours.manage"),
        )
        for one in found
    ]
    if award.is_by_points:
        points = {pk: total(row) for pk, row in lines.items()}
        return sorted(shown, key=lambda row: (-points[row.nominee.pk], row.nominee.pk))
    if not is_announced:
        return shown
    return sorted(shown, key=lambda row: (-row.nominee.votes, row.nominee.pk))


def _url(nominee: AwardNominee, seat: Seat) -> str:
    """The nominated proposal, for who may see all of them."""
    if nominee.proposal_id is None or not may_read(seat):
        return ""
    return reverse("proposals:proposal", args=[nominee.proposal_id])


def _score(award: AwardRound, nominee: AwardNominee, lines: dict[int, list[PointLine]]) -> str:
    if award.is_by_points:
        return f"{total(lines[nominee.pk])} 分"
    return f"{nominee.votes} 票" if award.state == S.ANNOUNCED else ""


def _line(nominee: AwardNominee, line: PointLine, may_follow: bool) -> ShownLine:
    text = f"{line.label} {line.count} × {line.each} = {line.points}".replace("-", "−")
    if not may_follow:
        return ShownLine(text, "")
    if line.part:
        query = urlencode({**dict(line.filters), "show": line.part})
        return ShownLine(text, f"{reverse('proposals:formal_list')}?{query}")
    if nominee.proposal_id is not None:
        return ShownLine(text, reverse("proposals:proposal", args=[nominee.proposal_id]))
    query = urlencode({**dict(line.filters), "show": "received"})
    return ShownLine(text, f"{reverse('proposals:formal_list')}?{query}")


def turnout(award: AwardRound) -> str:
    if award.is_by_points or award.state not in (S.VOTING, S.ANNOUNCED):
        return ""
    return f"{_voted(award)}/{award.entitled}"


def _voted(award: AwardRound) -> int:
    return AwardVoter.objects.filter(round=award).count()


def standing_vote(award: AwardRound, seat: Seat, *, today: datetime.date) -> str:
    """ "may", "done" or "" for who has nothing to vote."""
    if award.state != S.VOTING:
        return ""
    if AwardVoter.objects.filter(round=award, seat=seat).exists():
        return "done"
    return "may" if actions.may_vote(award, seat, today=today) else ""
