"""Demonstration ballots: one that is open, a draft, and one that was decided by its urn."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from congress.actions import urn as urns
from congress.actions.ballots import recounted
from congress.checks.results import Sheet
from congress.models import (
    AgendaItem,
    Ballot,
    BallotItem,
    BallotState,
    Elector,
    Presence,
    Session,
    State,
    Turnout,
)
from congress.models.ballots import ABSTAIN, AGAINST, FOR, BallotKind, BallotMethod
from congress.models.sittings import Part
from members.models import Member
from union_site.demo import Stage

DONT_VOTE = 9  # of those present have not yet voted in the open ballot


def load(stage: Stage) -> None:
    """For the rich school, where its sessions have sittings and no ballot yet."""
    mine = Session.objects.of_union(stage.rich).filter(ballots__isnull=True)
    held = mine.filter(state=State.HELD, roll_frozen_on__isnull=False).order_by("-held_on").first()
    if held is not None and held.sittings.exists():
        _decided(held)
    ahead = mine.filter(state=State.PLANNED, sittings__state="open").order_by("held_on").first()
    if ahead is not None:
        _open(ahead, stage)
        _draft(ahead)


def _ballot(session: Session, position: int, title: str, items: list[str], **given: Any) -> Ballot:
    fields = {"kind": BallotKind.RESOLUTION, "method": BallotMethod.SECRET_BALLOT, **given}
    ballot = Ballot(union=session.union, session=session, position=position, title=title, **fields)
    ballot.full_clean()
    ballot.save()
    for number, line in enumerate(items, start=1):
        BallotItem.objects.create(union=session.union, ballot=ballot, position=number, title=line)
    return ballot


def _electors(ballot: Ballot) -> list[Elector]:
    """Those present; those with an account first, as they signed in."""
    present = Presence.objects.full().here().filter(sitting=ballot.sitting)
    electors = [
        Elector(union=ballot.union, ballot=ballot, member_id=here.entry.member_id, entry=here.entry)
        for here in present.select_related("entry").order_by("pk")
    ]
    ballot.n = ballot.session.roll.full().count() if ballot.session else 0
    ballot.present = len(electors)
    return Elector.objects.bulk_create(electors)


def _vote(ballot: Ballot, electors: list[Elector]) -> None:
    """Most are in favour of everything; the urn is filled as votes fill it."""
    items = [item.pk for item in ballot.items.all()]
    urn = urns.place(ballot, electors=len(electors))
    for number, elector in enumerate(electors):
        marks = {
            item: AGAINST if (number + place) % 11 == 4 else ABSTAIN if number % 13 == 7 else FOR
            for place, item in enumerate(items)
        }
        Turnout.objects.create(union=ballot.union, elector=elector)
        urns.put_in(urn, ballot, items, Sheet(marks))
        urn.refresh_from_db()


def _decided(session: Session) -> None:
    sitting = session.sittings.filter(part=Part.PLENARY).first()
    title = "教职工年度考核办法（修订）"
    ballot = _ballot(session, 1, title, [title], sitting=sitting)
    electors = _electors(ballot)
    opened = sitting.opened_at if sitting is not None else timezone.now()
    ballot.state, ballot.opened_at = BallotState.DECIDED, opened
    ballot.closed_at = opened
    ballot.full_clean()
    ballot.save()
    _vote(ballot, electors)
    ballot.result = recounted(ballot)
    ballot.save()


def _open(session: Session, stage: Stage) -> None:
    """`teacher` and `chair` are among those who have not voted yet."""
    sitting = session.sittings.open()[0]
    lines = ["主席团名单", "会议议题、议程和日程"]
    item = _agenda_item(session, lines[0])
    ballot = _ballot(session, 1, "、".join(lines), lines, sitting=sitting, agenda_item=item)
    electors = _electors(ballot)
    ballot.state, ballot.opened_at = BallotState.OPEN, sitting.opened_at
    ballot.full_clean()
    ballot.save()
    names = ["teacher", "chair"]
    people = Member.objects.of_union(stage.rich).filter(seat__user__username__in=names)
    waiting = set(people.values_list("pk", flat=True))
    others = [one for one in electors if one.member_id not in waiting]
    _vote(ballot, others[: max(len(electors) - DONT_VOTE, 0)])


def _draft(session: Session) -> None:
    sitting = session.sittings.filter(part=Part.PLENARY).first()
    title = "下年度教职工福利方案"
    given = {"sitting": sitting, "agenda_item": _agenda_item(session, title)}
    words = "讨论稿已发送代表，意见采纳情况由主席团在会上说明。"
    _ballot(session, 2, title, [title], explanation=words, **given)


def _agenda_item(session: Session, title: str) -> AgendaItem | None:
    return session.agenda_items.filter(title=title).first()
