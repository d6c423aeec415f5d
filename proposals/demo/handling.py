"""Demonstration data of handling: templates, opinions, talk, notes, progress, what came back."""

from __future__ import annotations

import datetime

from django.utils import timezone

from proposals.demo import handling_texts as texts
from proposals.demo.formal import ago
from proposals.demo.formal_texts import Text
from proposals.models import (
    CoUnit,
    Message,
    Outcome,
    Progress,
    Proposal,
    ProposalState,
    Reply,
    ReplyFile,
    ReplyTemplate,
    ResultClass,
    StaffNote,
)
from union_site import attachments
from union_site.calendar import DAY, add_working_days
from union_site.demo import Stage, Taken, moment, remember
from union_site.models import Seat

S = ProposalState
# A page with nothing on it, so that the demonstration needs no renderer.
EMPTY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def load(stage: Stage) -> None:
    """On top of the formal proposals; without those there is nothing to add to."""
    rows = Proposal.objects.of_union(stage.rich).filter(number__gt="")
    if not rows.exists() or ReplyTemplate.objects.of_union(stage.rich).exists():
        return
    results = {row.meaning: row for row in ResultClass.objects.of_union(stage.rich)}
    _templates(stage, results)
    for proposal in rows.answered():
        _progress(proposal)
    replied = rows.filter(state=S.REPLIED).first()
    if replied is not None:
        _file(replied)
    busy = rows.filter(state=S.HANDLING).first()
    if busy is not None:
        _talk(stage, busy)
    model = rows.filter(state=S.CLOSED).order_by("pk").first()
    if model is not None:
        _came_back(stage, model, results)


def _templates(stage: Stage, results: dict[str, ResultClass]) -> None:
    ReplyTemplate.objects.bulk_create(
        ReplyTemplate(
            union=stage.rich,
            title=title,
            text=text,
            result=results.get(meaning),
            changed_by=stage.seat(stage.rich, "handler"),
            changed_at=moment(stage.today, 9),
        )
        for title, text, meaning in texts.TEMPLATES
    )


def _progress(proposal: Proposal) -> None:
    """Rows that end with the percentage that the proposal shows."""
    meaning = proposal.result.meaning if proposal.result else ""
    if proposal.replied_at is None or proposal.lead is None:
        return
    replied = timezone.localdate(proposal.replied_at)
    Progress.objects.bulk_create(
        Progress(
            union=proposal.union,
            proposal=proposal,
            on=ago(replied, days),
            percent=percent,
            note=note,
            by=proposal.lead,
            at=moment(ago(replied, days), 16),
        )
        for percent, days, note in texts.PROGRESS.get(meaning, ())
    )


def _file(proposal: Proposal) -> None:
    reply = proposal.last_reply()
    if reply is None:
        return
    kept = attachments.keep(
        union=proposal.union,
        owner=reply.by,
        content=EMPTY_PDF,
        name=texts.FILE_NAME,
        content_type=attachments.PDF,
    )
    ReplyFile.objects.create(union=proposal.union, reply=reply, file=kept)


def _talk(stage: Stage, proposal: Proposal) -> None:
    """What the author and the department wrote, a second co-unit's opinion, a note."""
    lead, day = proposal.lead, ago(stage.today, 6)
    if lead is None:
        return
    for place, (side, text) in enumerate(texts.TALK):
        seat = proposal.author if side == "author" else lead
        at = moment(ago(stage.today, 6 - 2 * place), 10 + place, 20)
        Message.objects.create(
            union=proposal.union, proposal=proposal, seat=seat, side=side, text=text, at=at
        )
    known = [lead.pk, proposal.author_id, *proposal.co_units.values_list("seat", flat=True)]
    units = Seat.objects.filter(union=stage.rich).holding("handler", on=stage.today)
    other = units.exclude(pk__in=known).order_by("pk").first()
    if other is not None:
        CoUnit.objects.create(
            union=proposal.union,
            proposal=proposal,
            seat=other,
            opinion=texts.OPINION,
            given_at=moment(day, 15),
        )
    StaffNote.objects.create(
        union=proposal.union,
        proposal=proposal,
        seat=stage.seat(stage.rich, "officer"),
        text=texts.NOTE,
        mentioned=lead,
        at=moment(ago(stage.today, 1), 8, 50),
    )


def _came_back(stage: Stage, model: Proposal, results: dict[str, ResultClass]) -> None:
    """Two to hand out, one of them sent back; one whose reply the leader handed back."""
    handler, officer = stage.seat(stage.rich, "handler"), stage.seat(stage.rich, "officer")
    day = ago(stage.today, 8)
    returned = _new(stage, model, texts.RETURNED, day)
    returned.state = S.TO_ASSIGN
    _keep(
        officer,
        returned,
        Taken("assign", "交办", officer, moment(day, 16)),
        Taken(
            "send_back",
            "退回",
            handler,
            moment(ago(stage.today, 2), 9, 40),
            texts.RETURNED_WHY,
            {"lead": handler.department},
        ),
    )
    fresh = _new(stage, model, texts.TO_ASSIGN, ago(stage.today, 2))
    fresh.state, fresh.wanted_lead = S.TO_ASSIGN, handler
    _keep(officer, fresh)
    _handed_back(stage, model, day, results)


def _handed_back(
    stage: Stage, model: Proposal, day: datetime.date, results: dict[str, ResultClass]
) -> None:
    handler, leader = stage.seat(stage.rich, "handler"), stage.seat(stage.rich, "leader")
    again = _new(stage, model, texts.HANDED_BACK, day)
    again.lead, again.leader, again.state = handler, leader, S.HANDLING
    again.assigned_on = day
    again.accept_due_on = add_working_days(day, 5).day
    again.due_on = add_working_days(day, 30).day
    officer = stage.seat(stage.rich, "officer")
    written, returned = moment(ago(stage.today, 3), 15), moment(ago(stage.today, 1), 17, 5)
    _keep(
        officer,
        again,
        Taken("assign", "交办", officer, moment(day, 16)),
        Taken("accept", "接收办理", handler, moment(ago(stage.today, 7), 9)),
        Taken("reply", "提交答复", handler, written),
        Taken("hand_back", "退回修改", leader, returned, texts.HANDED_BACK_WHY),
    )
    Reply.objects.create(
        union=stage.rich,
        proposal=again,
        handling_round=1,
        text=texts.HANDED_BACK.reply,
        result=results["planned"],
        by=handler,
        written_at=written,
        returned_note=texts.HANDED_BACK_WHY,
        planned_on=stage.today + 60 * DAY,
    )


def _new(stage: Stage, model: Proposal, text: Text, day: datetime.date) -> Proposal:
    """A docketed proposal of the same author, term and session as the model."""
    numbered = Proposal.objects.of_union(stage.rich).filter(year=day.year)
    serial = max([0, *(n for n in numbered.values_list("serial", flat=True) if n)]) + 1
    sent = ago(day, 3)
    return Proposal(
        union=stage.rich,
        term=model.term,
        session=model.session,
        author=model.author,
        delegate=model.delegate,
        title=text.title,
        category=text.category,
        reason=text.reason,
        suggestion=text.suggestion,
        created_at=moment(sent - 5 * DAY, 20, 10),
        submitted_at=moment(sent, 16, 5),
        outcome=Outcome.DOCKETED,
        decided_on=day,
        year=day.year,
        serial=serial,
        number=f"{day.year}-T{serial:03}",
    )


def _keep(officer: Seat, proposal: Proposal, *steps: Taken) -> None:
    """Saves it, docketed, with what happened since."""
    proposal.full_clean()
    proposal.save()
    decided = moment(proposal.decided_on or timezone.localdate(), 15, 30)
    remember(
        proposal,
        Taken("submit", "提交", proposal.author, proposal.submitted_at),
        Taken("docket", "立案", officer, decided),
        *steps,
    )
