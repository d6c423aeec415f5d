"""Demonstration of the preparation: the last session in full, the next one half way."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from congress.actions.agenda_templates import OPENING, PREPARATORY, PRESIDIUM, ItemDraft
from congress.actions.audience import audience
from congress.demo import preparation_texts as texts
from congress.models import (
    AgendaItem,
    Delegate,
    DiscussionRecord,
    Milestone,
    PaperComment,
    PaperReceipt,
    Session,
    SessionOffice,
    SessionPaper,
    State,
)
from congress.models.delegates import Category, Kind, Role
from congress.models.sittings import Office
from members.models import Post
from union_site.calendar import DAY
from union_site.demo import ACCOUNTS, Stage, moment
from union_site.models import Seat


def load(stage: Stage) -> None:
    """For the last held session and the next one of the rich school, where they have a roll."""
    mine = Session.objects.of_union(stage.rich).filter(roll_frozen_on__isnull=False)
    mine = mine.filter(agenda_items__isnull=True).select_related("term", "union")
    chair = stage.seat(stage.rich, "chair")
    if (last := mine.filter(state=State.HELD).order_by("-held_on").first()) is not None:
        _prepare(last, chair, texts.HELD, sent_on=last.held_on - 8 * DAY)
        _discuss(last, chair)
    if (ahead := mine.filter(state=State.PLANNED).order_by("held_on").first()) is not None:
        _prepare(ahead, chair, texts.AHEAD, sent_on=stage.today - DAY)


def _kept(row: Any) -> Any:
    row.full_clean()
    row.save()
    return row


def _prepare(session: Session, chair: Seat, told: texts.Telling, *, sent_on: datetime.date) -> None:
    people = list(audience(session).filter(kind=Kind.FULL))
    for key, days, number, note in told.milestones:
        row = Milestone(union=session.union, session=session, key=key, by=chair, note=note)
        row.done_on = session.held_on - days * DAY
        row.document_no = number.format(year=row.done_on.year) if number else ""
        _kept(row)
    items = _agenda(session, told)
    _offices(session, people)
    _papers(session, chair, told, items, people, sent_on)


def _agenda(session: Session, told: texts.Telling) -> dict[str, AgendaItem]:
    plenary = [ItemDraft("plenary", *row) for row in told.plenary]
    places: dict[str, int] = {}
    made = {}
    for draft in [*PREPARATORY, *PRESIDIUM, OPENING[0], *plenary]:
        places[draft.part] = places.get(draft.part, 0) + 1
        item = AgendaItem(union=session.union, session=session, position=places[draft.part])
        for name, value in draft._asdict().items():
            setattr(item, name, value)
        item.record = told.records.get(item.title, "")
        made[item.title] = _kept(item)
    return made


def _offices(session: Session, people: list[Delegate]) -> None:
    """A head of school, the union's chair, and teachers as the majority of seven."""
    posts = Post.objects.of_union(session.union).filter(until__isnull=True, rank="chair")
    chairs = set(posts.filter(term__body__kind="committee").values_list("member_id", flat=True))
    head = next((one for one in people if one.is_leader), None)
    if head is not None and not head.post:
        head.post = "校长"
        _kept(head)
    first = [one for one in people if one == head or one.member_id in chairs]
    teachers = [one for one in people if one.category == Category.TEACHER and one not in first]
    presidium = [*first, *teachers][:7]
    others = [one for one in teachers if one not in presidium]
    named = {
        Office.PRESIDIUM: presidium,
        Office.EXECUTIVE_CHAIR: presidium[:1],
        Office.SECRETARY: presidium[1:2],
        Office.CREDENTIALS: others[:3],
        Office.CHIEF_SCRUTINEER: others[3:4],
        Office.SCRUTINEER: others[4:6],
        Office.TELLER: others[6:8],
    }
    for office, holders in named.items():
        for position, delegate in enumerate(holders, start=1):
            row = SessionOffice(union=session.union, session=session, delegate=delegate)
            row.office, row.position = office, position
            _kept(row)


def _papers(
    session: Session,
    chair: Seat,
    told: texts.Telling,
    items: dict[str, AgendaItem],
    people: list[Delegate],
    sent_on: datetime.date,
) -> None:
    sent_at = moment(sent_on, 9)
    users = [username for username, *_ in ACCOUNTS]
    seats = Seat.objects.filter(union=session.union, user__username__in=users)
    accounts = {one.pk for one in people if one.member and one.member.seat in seats}
    everybody = audience(session).count()
    for number, (title, item, text) in enumerate(told.papers, start=1):
        paper = SessionPaper(
            union=session.union,
            session=session,
            agenda_item=items.get(item),
            position=number,
            title=title,
            text=text,
            sent_at=sent_at,
            sent_to=everybody,
            drafted_by=chair,
        )
        _kept(paper)
        _read(paper, people, told.unread * number, accounts)
        for place, (text_, answer, answer_text) in enumerate(told.opinions.get(title, [])):
            row = PaperComment(
                union=session.union,
                paper=paper,
                delegate=people[-1 - place - number],
                text=text_,
                at=sent_at + datetime.timedelta(hours=5 + place),
            )
            if answer:
                row.answer, row.answer_text = answer, answer_text
                row.answered_at, row.answered_by = sent_at + datetime.timedelta(hours=20), chair
            _kept(row)


def _read(paper: SessionPaper, people: list[Delegate], unread: int, accounts: set[int]) -> None:
    """The accounts of the demonstration come last, so that each of them finds something to do."""
    waiting = [one for one in people if unread and one.pk in accounts]
    others = [one for one in people if one not in waiting]
    readers = [*others, *waiting][: len(people) - max(unread, len(waiting))]
    PaperReceipt.objects.bulk_create(
        PaperReceipt(
            union=paper.union,
            paper=paper,
            delegate=delegate,
            at=(paper.sent_at or timezone.now()) + datetime.timedelta(minutes=7 * number + 3),
        )
        for number, delegate in enumerate(readers)
    )


def _discuss(session: Session, chair: Seat) -> None:
    heads = session.term.delegates.in_office().filter(role=Role.HEAD).for_list()
    for number, head in enumerate(heads):
        mine = [one.name for one in audience(session).filter(delegation=head.delegation)]
        record = DiscussionRecord(
            union=session.union,
            session=session,
            delegation=head.delegation,
            held_at=moment(session.held_on - 3 * DAY, 15, 30 + number),
            place=["会议室", "图书馆", "党员活动室"][number % 3],
            host=head.name,
            recorder=mine[-1],
            attendance="、".join(mine),
            content=texts.DISCUSSIONS[number % len(texts.DISCUSSIONS)],
            written_by=chair,
        )
        _kept(record)
