"""Acts of the proposal box: submitting, screening, handing over, answering, rating, publishing."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from proposals import checks
from proposals.models import MicroProposal, ProposalBox, State, next_serial
from proposals.workflow import MICRO
from union_site import audit, notifications, receipts
from union_site.encryption import keyed_hash
from union_site.findings import require_clear
from union_site.models import Seat, Union
from union_site.norms import norm
from union_site.workflow import advance, day_of

RECEIPT = "receipt"  # what its codes are hashed for
RECEIPT_TRIES = 30


@dataclass(frozen=True)
class Receipt:
    """What the author takes home: the proposal, and the only key to it if it is anonymous."""

    proposal: MicroProposal
    code: str


def receipt_code(submission_key: str) -> str:
    return receipts.code_of(submission_key, RECEIPT)


def hash_of_code(code: str) -> str:
    return receipts.hash_of(code, RECEIPT)


@transaction.atomic
def submit(*, text: str, category: str, publicity: str, submission_key: str, by: Seat) -> Receipt:
    """Takes in a micro-proposal. Sent twice, it is taken once and gives the same receipt.

    An anonymous one keeps neither the seat nor the hour and leaves nothing in the trail.
    Raises ValidationError for a text that is empty or too long, or after too many in a day.
    """
    if not by.can("proposals.submit"):
        raise PermissionDenied
    code = receipt_code(submission_key)
    submission_hash = keyed_hash(submission_key, "submission")
    known = MicroProposal.objects.filter(submission_hash=submission_hash, union=by.union).first()
    if known is not None:
        return Receipt(known, code)
    now = timezone.now()
    today = timezone.localdate(now)
    clean = checks.clean_text(text)
    limit = norm("proposals.micro_characters", union=by.union, on=today)
    if found := checks.text_findings(clean, limit):
        raise ValidationError({"text": [finding.sentence for finding in found]})
    _count_against_limit(by, today)
    is_anonymous = publicity == MicroProposal.Publicity.ANONYMOUS
    proposal = MicroProposal(
        union=by.union,
        text=clean,
        category=category,
        publicity=publicity,
        author=None if is_anonymous else by,
        receipt_hash=hash_of_code(code),
        submission_hash=submission_hash,
        submitted_on=today,
        submitted_at=None if is_anonymous else now,
    )
    proposal.full_clean(validate_unique=False)  # the database decides, see below
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError:  # the same page sent at the same moment by a second tap
        return Receipt(MicroProposal.objects.get(submission_hash=submission_hash), code)
    _tell_screeners(proposal, now)
    if not is_anonymous:
        audit.record(verb="micro_proposal.submit", label="提交微提案", by=by, thing=proposal)
    return Receipt(proposal, code)


def _count_against_limit(by: Seat, today: datetime.date) -> None:
    """Counts in the cache alone: a counter in the database would tell who wrote today."""
    limit = norm("proposals.micro_per_day", union=by.union, on=today).number
    key = "micro:" + keyed_hash(f"{by.pk}/{today}", "rate")
    cache.add(key, 0, timeout=86_400)
    if cache.incr(key) > limit:
        raise ValidationError(f"今天已提交 {limit} 件，请明天再提，或并到一件里。")


def _tell_screeners(proposal: MicroProposal, now: datetime.datetime) -> None:
    notifications.tell(
        seats=notifications.those_with("proposals.screen", union_id=proposal.union_id),
        sentence=f"收到一件微提案：{proposal.heading}",
        url=reverse("proposals:detail", args=[proposal.pk]),
        at=day_of(now) if proposal.is_anonymous else None,
    )


def _tell_author(proposal: MicroProposal, sentence: str) -> None:
    """An anonymous author hears nothing and looks with the receipt."""
    notifications.tell(
        seats=[proposal.author],
        sentence=sentence,
        url=reverse("proposals:detail", args=[proposal.pk]),
    )


@transaction.atomic
def accept(*, proposal: MicroProposal, title: str, category: str, by: Seat) -> MicroProposal:
    """Valid: it gets its number of the year."""
    Union.objects.select_for_update().get(pk=by.union_id)  # numbers are given out one by one
    year = proposal.submitted_on.year
    advance(
        MICRO,
        thing=proposal,
        step="accept",
        by=by,
        changes={
            "title": title.strip(),
            "category": category,
            "year": year,
            "serial": next_serial(by.union, year),
        },
    )
    _tell_author(proposal, f"您的微提案已受理，编号 {proposal.number}")
    return proposal


@transaction.atomic
def decline(*, proposal: MicroProposal, note: str, by: Seat) -> MicroProposal:
    advance(MICRO, thing=proposal, step="decline", by=by, note=note)
    _tell_author(proposal, f"您的微提案未予受理：{note}")
    return proposal


@transaction.atomic
def assign(
    *, proposal: MicroProposal, lead: Seat, due_on: datetime.date, note: str = "", by: Seat
) -> MicroProposal:
    """Hands it to a department with a due date; a late date is recorded as accepted warning."""
    if lead.union_id != proposal.union_id or not lead.can("proposals.handle"):
        raise ValidationError({"lead": "请选择本校的承办部门。"})
    today = timezone.localdate()
    days = norm("proposals.answer_days", union=proposal.union, on=today)
    found = checks.due_findings(due_on, today=today, days=days)
    accepted = require_clear(found, accepted=[finding.code for finding in found])
    advance(
        MICRO,
        thing=proposal,
        step="assign",
        by=by,
        note=note,
        changes={"lead": lead, "due_on": due_on},
        details={"lead": lead.department or lead.user.name, "due_on": due_on.isoformat()},
        accepted=accepted,
    )
    notifications.tell(
        seats=[lead],
        sentence=f"请办理微提案 {proposal.number}“{proposal.heading}”，{due_on:%m月%d日}前答复",
        url=reverse("proposals:detail", args=[proposal.pk]),
    )
    department = lead.department or "承办部门"
    _tell_author(proposal, f"您的微提案 {proposal.number} 已交{department}办理")
    return proposal


@transaction.atomic
def remind(*, proposal: MicroProposal, by: Seat) -> MicroProposal:
    advance(MICRO, thing=proposal, step="remind", by=by)
    notifications.tell(
        seats=[proposal.lead],
        sentence=f"催办：微提案 {proposal.number}“{proposal.heading}”"
        f"应于 {proposal.due_on:%m月%d日} 前答复",
        url=reverse("proposals:detail", args=[proposal.pk]),
    )
    return proposal


@transaction.atomic
def answer(*, proposal: MicroProposal, text: str, result_class: str, by: Seat) -> MicroProposal:
    """The department's answer and what came of it."""
    advance(
        MICRO,
        thing=proposal,
        step="answer",
        by=by,
        changes={
            "answer": checks.clean_text(text),
            "result_class": result_class,
            "answered_at": timezone.now(),
            "satisfaction": "",
            "rating_note": "",
        },
        details={"result_class": result_class},
    )
    _tell_author(proposal, f"您的微提案 {proposal.number} 有了答复，请评价")
    notifications.tell(
        seats=notifications.those_with("proposals.screen", union_id=proposal.union_id),
        sentence=f"微提案 {proposal.number}“{proposal.heading}”已答复",
        url=reverse("proposals:detail", args=[proposal.pk]),
    )
    return proposal


@transaction.atomic
def send_back(*, proposal: MicroProposal, note: str, by: Seat) -> MicroProposal:
    """The department says it is not theirs; the union office hands it on."""
    advance(
        MICRO,
        thing=proposal,
        step="send_back",
        by=by,
        note=note,
        changes={"lead": None, "due_on": None},
    )
    notifications.tell(
        seats=notifications.those_with("proposals.screen", union_id=proposal.union_id),
        sentence=f"微提案 {proposal.number} 被退回：{note}",
        url=reverse("proposals:detail", args=[proposal.pk]),
    )
    return proposal


@transaction.atomic
def rate(
    *, proposal: MicroProposal, satisfaction: str, note: str = "", by: Seat | None
) -> MicroProposal:
    """The author's verdict. `by` is None for the holder of an anonymous receipt.

    Whoever is not satisfied may have it handled once more (norm proposals.rehandlings): then it
    goes back to the department with the author's reason and a new due date.
    """
    if by is None and not proposal.is_anonymous:
        raise PermissionDenied
    if satisfaction == MicroProposal.Satisfaction.UNSATISFIED and may_be_rehandled(proposal):
        return _rehandle(proposal, note, by)
    advance(
        MICRO,
        thing=proposal,
        step="rate",
        by=by,
        note=note,
        changes={"satisfaction": satisfaction, "rating_note": note.strip()},
        details={"satisfaction": satisfaction},
    )
    return proposal


def find_by_receipt(code: str, *, client: str) -> MicroProposal | None:
    """The proposal of a receipt, or None, also after too many wrong codes from one address."""
    tries = receipts.Tries("receipt", client, limit=RECEIPT_TRIES)
    if tries.are_used_up:
        return None
    code_hash = hash_of_code(code)
    rows = MicroProposal.objects.select_related("union", "lead__user")
    found = rows.filter(receipt_hash=code_hash).first() if code_hash else None
    if found is None:
        tries.count()
    return found


@transaction.atomic
def rate_by_receipt(*, proposal: MicroProposal, satisfaction: str, note: str) -> MicroProposal:
    """The verdict of an anonymous author; holding the receipt is the right to it."""
    return rate(proposal=proposal, satisfaction=satisfaction, note=note, by=None)


def may_be_rehandled(proposal: MicroProposal) -> bool:
    limit = norm("proposals.rehandlings", union=proposal.union, on=timezone.localdate())
    return proposal.state == State.ANSWERED and proposal.handling_round <= limit.number


def _rehandle(proposal: MicroProposal, note: str, by: Seat | None) -> MicroProposal:
    today = timezone.localdate()
    due_on = usual_due_date(proposal, today)
    advance(
        MICRO,
        thing=proposal,
        step="rehandle",
        by=by,
        note=note,
        changes={"handling_round": proposal.handling_round + 1, "due_on": due_on},
    )
    notifications.tell(
        seats=[
            proposal.lead,
            *notifications.those_with("proposals.screen", union_id=proposal.union_id),
        ],
        sentence=f"微提案 {proposal.number} 提案人不满意，请再办理：{note}",
        url=reverse("proposals:detail", args=[proposal.pk]),
    )
    return proposal


def usual_due_date(proposal: MicroProposal, today: datetime.date) -> datetime.date:
    """Today and the norm's working days."""
    days = norm("proposals.answer_days", union=proposal.union, on=today)
    return checks.usual_due(today, days)


@transaction.atomic
def publish(*, proposal: MicroProposal, by: Seat) -> MicroProposal:
    """On the notice page 微公示, with the name the author chose to show."""
    advance(MICRO, thing=proposal, step="publish", by=by, changes={"published_at": timezone.now()})
    _tell_author(proposal, f"您的微提案 {proposal.number} 已在微公示公布")
    return proposal


@transaction.atomic
def withdraw(*, proposal: MicroProposal, by: Seat) -> MicroProposal:
    return advance(MICRO, thing=proposal, step="withdraw", by=by)


@transaction.atomic
def open_box(*, by: Seat) -> ProposalBox:
    """The union's box; made with its address when first asked for."""
    box = ProposalBox.objects.visible_to(by).first()
    return box or _with_new_token(ProposalBox(union=by.union), by)


def seat_at_box(token: str, *, seats: Iterable[Seat]) -> Seat | None:
    """Of these seats the one in the union whose box has this address, or None."""
    found = ProposalBox.objects.filter(token_hash=keyed_hash(token, "box")).first()
    return next((seat for seat in seats if found and seat.union_id == found.union_id), None)


@transaction.atomic
def renew_box(*, by: Seat) -> ProposalBox:
    """A new address; posters with the old one stop working."""
    if not by.can("proposals.screen"):
        raise PermissionDenied
    return _with_new_token(open_box(by=by), by)


def _with_new_token(box: ProposalBox, by: Seat) -> ProposalBox:
    box.token = secrets.token_urlsafe(9)
    box.token_hash = keyed_hash(box.token, "box")
    box.renewed_at = timezone.now()
    box.full_clean(exclude=["union"] if box.pk is None else [])
    box.save()
    audit.record(verb="proposal_box.renew", label="启用提案箱二维码", by=by, thing=box)
    return box


def new_submission_key() -> str:
    return receipts.new_submission_key()
