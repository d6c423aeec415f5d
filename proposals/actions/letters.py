"""The bag of letters: what is sent anonymously goes in at once and comes out after midnight.

A row that is written while its author sits at the form lies between rows whose times are known,
and so tells the moment whatever its own columns say. In the bag nothing lies between anything:
it is one sealed row, written anew as a whole, and emptied in random order (decision 0024).
"""

from __future__ import annotations

import base64
import datetime
import json
import random
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse

from proposals.actions import following, micro, photos, similar
from proposals.models import FollowUp, LetterBag, MicroProposal, MicroState
from proposals.workflow.micro import MICRO
from union_site import notifications
from union_site.encryption import seal, unseal
from union_site.models import Union
from union_site.workflow import start_of

# The length of what is sealed says no more than "up to so much".
LEAST = 16 * 1024
# Each letter writes the whole bag anew; beyond this no photo is taken until it was emptied.
MOST_WITH_PHOTOS = 8 * 1024 * 1024
PROPOSAL, VERDICT, FOLLOW_UP = "proposal", "verdict", "follow_up"

Letter = dict[str, Any]


def bag_of(union: Union) -> LetterBag:
    bag, _ = LetterBag.objects.get_or_create(union=union, defaults={"letters": _sealed([])})
    return bag


# --- putting in -----------------------------------------------------------------------------


def lock(union: Union) -> LetterBag:
    """The bag, held until the end of the transaction: letters and the emptying take turns."""
    bag_of(union)
    return LetterBag.objects.select_for_update().get(union=union)


def put_proposal(bag: LetterBag, proposal: MicroProposal, *, photo: bytes) -> None:
    """Lays an anonymous proposal into the bag that the caller has locked."""
    letters = _letters(bag)
    if photo and _size(letters) + len(photo) * 4 // 3 > MOST_WITH_PHOTOS:
        sentence = "今天收到的匿名照片较多，已放不下。请去掉照片先提交，或明天再带照片提交。"
        raise ValidationError({"photo": sentence})
    told = {
        "text": proposal.text,
        "category": proposal.category,
        "source": proposal.source,
        "entered_by": proposal.entered_by_id,
        "receipt": proposal.receipt_hash,
        "submission": proposal.submission_hash,
        "photo": base64.b64encode(photo).decode(),
    }
    letters.append(_letter(PROPOSAL, proposal.pk, proposal.submitted_on) | told)
    _write(bag, letters)


def _letter(kind: str, key: uuid.UUID, day: datetime.date) -> dict[str, Any]:
    """What every letter says of itself: no moment finer than the day."""
    return {"kind": kind, "id": str(key), "day": day.isoformat()}


@transaction.atomic
def put_verdict(
    *, proposal: MicroProposal, satisfaction: str, note: str, today: datetime.date
) -> None:
    """An anonymous author's verdict; refused now if it would be refused on delivery."""
    step = MICRO.step("rate")
    if not proposal.is_anonymous:
        raise PermissionDenied
    bag = lock(proposal.union)
    proposal.refresh_from_db(fields=["state", "satisfaction"])
    if MICRO.state_of(proposal) not in step.sources:
        raise ValidationError("还没有答复，暂不能评价。")
    if sentence := step.objection(proposal):
        raise ValidationError(sentence)
    if satisfaction == MicroProposal.Satisfaction.UNSATISFIED and not note.strip():
        raise ValidationError({"note": "请写明不满意的原因，承办部门才好再办理。"})
    letters = _letters(bag)
    if _verdict(letters, proposal):
        raise ValidationError("这件提案已经评价过了。")
    told = {"proposal": str(proposal.pk), "satisfaction": satisfaction, "note": note}
    letters.append(_letter(VERDICT, uuid.uuid4(), today) | told)
    _write(bag, letters)


@transaction.atomic
def put_follow_up(
    *, proposal: MicroProposal, answer: str, note: str, wants_again: bool, today: datetime.date
) -> None:
    """An anonymous author's answer to a follow-up; it counts when it is delivered."""
    bag = lock(proposal.union)
    proposal.refresh_from_db(fields=["state"])
    question = following.question_to_receipt(proposal)
    following.require_answer(proposal, answer, note, wants_again=wants_again, by=None)
    letters = _letters(bag)
    if _answer(letters, question):
        raise ValidationError("这次回访已经回答过。")
    told = {"question": question.pk, "answer": answer, "note": note, "wants_again": wants_again}
    letters.append(_letter(FOLLOW_UP, uuid.uuid4(), today) | told)
    _write(bag, letters)


# --- looking in, for the holder of a receipt --------------------------------------------------


def find(*, union: Union | None = None, **wanted: str) -> MicroProposal | None:
    """The proposal in a bag with this `receipt` or `submission`, as a row that is none yet."""
    bags = LetterBag.objects.select_related("union")
    for bag in bags.filter(union=union) if union else bags.iterator(chunk_size=20):
        for letter in _letters(bag):
            if letter["kind"] == PROPOSAL and wanted.items() <= letter.items():
                return _as_proposal(letter, bag.union)
    return None


def verdict_in_bag(proposal: MicroProposal) -> str:
    """The verdict that is taken and on its way, in words; "" if there is none."""
    letters = _letters(bag_of(proposal.union))
    letter = _verdict(letters, proposal) if proposal.is_anonymous else None
    return str(MicroProposal.Satisfaction(letter["satisfaction"]).label) if letter else ""


def has_answer_in_bag(question: FollowUp) -> bool:
    return _answer(_letters(bag_of(question.union)), question) is not None


def _answer(letters: list[Letter], question: FollowUp) -> Letter | None:
    same = {"kind": FOLLOW_UP, "question": question.pk}
    return next((letter for letter in letters if same.items() <= letter.items()), None)


def _verdict(letters: list[Letter], proposal: MicroProposal) -> Letter | None:
    same = {"kind": VERDICT, "proposal": str(proposal.pk)}
    return next((letter for letter in letters if same.items() <= letter.items()), None)


# --- emptying -------------------------------------------------------------------------------


@transaction.atomic
def deliver_letters(union: Union, today: datetime.date) -> int:
    """Turns the letters of earlier days into rows, in random order; returns how many.

    The bag is written anew even where nothing lay in it, so that neither its place nor its
    transaction number goes on telling when the last letter came.
    """
    bag = lock(union)
    letters = _letters(bag)
    due = [letter for letter in letters if letter["day"] < today.isoformat()]
    random.SystemRandom().shuffle(due)
    for letter in due:
        _deliver(letter, union)
    _write(bag, [letter for letter in letters if letter not in due])
    return len(due)


def _deliver(letter: Letter, union: Union) -> None:
    if letter["kind"] == PROPOSAL:
        _deliver_proposal(letter, union)
        return
    try:
        with transaction.atomic():
            (_deliver_verdict if letter["kind"] == VERDICT else _deliver_answer)(letter)
    except ValidationError:
        # It was answered anew or closed meanwhile: a word on what is past says nothing.
        return


def _deliver_verdict(letter: Letter) -> None:
    proposal = MicroProposal.objects.select_related("union").get(pk=letter["proposal"])
    satisfaction, note = letter["satisfaction"], letter["note"]
    micro.rate(proposal=proposal, satisfaction=satisfaction, note=note, by=None)


def _deliver_answer(letter: Letter) -> None:
    questions = FollowUp.objects.select_related("micro__union", "micro__lead")
    following.take_anonymous_answer(
        follow_up=questions.get(pk=letter["question"]),
        answer=letter["answer"],
        note=letter["note"],
        wants_again=letter["wants_again"],
        day=datetime.date.fromisoformat(letter["day"]),
    )


def _deliver_proposal(letter: Letter, union: Union) -> None:
    proposal = _as_proposal(letter, union)
    at = start_of(proposal.submitted_on)
    proposal.photo = photos.keep(proposal, base64.b64decode(letter["photo"]), at=at)
    proposal.full_clean(validate_unique=False)
    proposal.save(force_insert=True)
    similar.index(proposal)
    tell_screeners(proposal, at=at)


def tell_screeners(proposal: MicroProposal, *, at: datetime.datetime | None = None) -> None:
    notifications.tell(
        seats=notifications.those_with("proposals.screen", union_id=proposal.union_id),
        sentence=f"收到一件微提案：{proposal.heading}",
        url=reverse("proposals:micro", args=[proposal.pk]),
        at=at,
    )


# --- what is sealed -------------------------------------------------------------------------


def _as_proposal(letter: Letter, union: Union) -> MicroProposal:
    return MicroProposal(
        id=uuid.UUID(letter["id"]),
        union=union,
        text=letter["text"],
        category=letter["category"],
        publicity=MicroProposal.Publicity.ANONYMOUS,
        source=letter["source"],
        entered_by_id=letter["entered_by"],
        state=MicroState.SUBMITTED,
        receipt_hash=letter["receipt"],
        submission_hash=letter["submission"],
        submitted_on=datetime.date.fromisoformat(letter["day"]),
    )


def _letters(bag: LetterBag) -> list[Letter]:
    letters: list[Letter] = json.loads(unseal(bag.letters))
    return letters


def _write(bag: LetterBag, letters: list[Letter]) -> None:
    LetterBag.objects.filter(pk=bag.pk).update(letters=_sealed(letters))


def _size(letters: list[Letter]) -> int:
    return len(json.dumps(letters, ensure_ascii=False).encode())


def _sealed(letters: list[Letter]) -> str:
    """In an order that says nothing, filled up to the next of a few sizes."""
    ordered = sorted(letters, key=lambda letter: letter["id"])
    text = json.dumps(ordered, ensure_ascii=False)
    used, size = len(text.encode()), LEAST
    while size < used:
        size *= 2
    return seal(text + " " * (size - used))
