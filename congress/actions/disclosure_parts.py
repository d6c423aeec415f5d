"""Acts around a disclosed item: files, questions and answers, who has read it."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from congress.actions.acting import hold
from congress.actions.disclosure import TITLE_ROOM, require_manager
from congress.models import (
    Disclosure,
    DisclosureFile,
    DisclosureQuestion,
    DisclosureReading,
    DisclosureState,
)
from congress.workflow.disclosure import MANAGE
from union_site import attachments, audit, filekinds, notifications
from union_site.encryption import keyed_hash
from union_site.models import Seat

MOST_FILES = 12
MOST_WAITING = 3  # questions of one person on one item that nobody has answered yet
LIMIT = 10_000_000


def _require_changeable(disclosure: Disclosure, purpose: str) -> None:
    """What is read stands still once approved; proof comes afterwards, as long as it hangs."""
    if purpose == DisclosureFile.Purpose.READING and not disclosure.is_draft:
        raise ValidationError({"purpose": "附件只能在草拟时增减，请先收回修改。"})
    if disclosure.state == DisclosureState.WITHDRAWN:
        raise ValidationError({"purpose": "已撤下的不能再增减文件。"})


@transaction.atomic
def add_file(
    *, disclosure: Disclosure, content: bytes, name: str, purpose: str, by: Seat
) -> DisclosureFile:
    """Keeps a picture or a PDF; raises ValidationError for anything else."""
    require_manager(by, disclosure.union_id)
    hold(disclosure)
    _require_changeable(disclosure, purpose)
    kind = filekinds.require_kind(content, limit=LIMIT)
    if disclosure.files.count() >= MOST_FILES:
        raise ValidationError({"file": f"一项校务公开最多 {MOST_FILES} 个文件。"})
    kept = attachments.keep(
        union=disclosure.union, owner=by, content=content, name=name[:200], content_type=kind
    )
    file = DisclosureFile(union=disclosure.union, disclosure=disclosure, purpose=purpose, file=kept)
    file.full_clean()
    file.save()
    audit.record(
        verb="disclosure.add_file", label="上传文件", by=by, thing=disclosure, note=kept.name
    )
    return file


@transaction.atomic
def remove_file(*, file: DisclosureFile, by: Seat) -> Disclosure:
    """Removes a file that does not belong there; the trail keeps its name."""
    require_manager(by, file.union_id)
    disclosure, kept = file.disclosure, file.file
    hold(disclosure)
    _require_changeable(disclosure, file.purpose)
    audit.record(
        verb="disclosure.remove_file", label="删去文件", by=by, thing=disclosure, note=kept.name
    )
    file.delete()
    kept.delete()
    transaction.on_commit(partial(kept.file.delete, save=False))
    return disclosure


# --- questions ----------------------------------------------------------------------------


@transaction.atomic
def ask(*, disclosure: Disclosure, by: Seat, kind: str, text: str) -> DisclosureQuestion:
    """Puts a question or an objection to those in charge; who asked is told to them only."""
    if by.union_id != disclosure.union_id or not by.can("disclosure.view"):
        raise PermissionDenied
    list(Disclosure.objects.select_for_update().filter(pk=disclosure.pk))
    if not disclosure.is_disclosed:
        raise ValidationError("这一项现在没有公布，不能提问。")
    mine = DisclosureQuestion.objects.filter(disclosure=disclosure, asked_by=by)
    if mine.waiting().count() >= MOST_WAITING:
        raise ValidationError(f"您已有 {MOST_WAITING} 条询问待答复，请等答复后再提。")
    question = DisclosureQuestion(
        union=disclosure.union, disclosure=disclosure, asked_by=by, kind=kind, text=text.strip()
    )
    question.full_clean()
    question.save()
    label = f"提出{question.get_kind_display()}"
    # Without the seat: who reads the trail is not told who asked.
    audit.record(
        verb="disclosure.ask", label=label, by=None, union=disclosure.union, thing=disclosure
    )
    charged = notifications.those_with(MANAGE, union_id=disclosure.union_id)
    notifications.tell(
        seats=[seat for seat in charged if seat.pk != by.pk],
        sentence=f"校务公开“{disclosure.title[:TITLE_ROOM]}”收到一条{question.get_kind_display()}。",
        url=reverse("congress:disclosure", args=[disclosure.pk]) + "#questions",
    )
    return question


@transaction.atomic
def answer(*, question: DisclosureQuestion, by: Seat, text: str) -> DisclosureQuestion:
    """Answers, or corrects the answer; question and answer are public from now on."""
    require_manager(by, question.union_id)
    hold(question)
    question.answer, question.answered_by = text.strip(), by
    question.answered_at = timezone.now()
    question.full_clean()
    question.save()
    disclosure = question.disclosure
    audit.record(verb="disclosure.answer", label="答复询问", by=by, thing=disclosure)
    notifications.tell(
        seats=[question.asked_by],
        sentence=f"您对校务公开“{disclosure.title[:TITLE_ROOM]}”的询问已有答复。",
        url=reverse("congress:disclosure", args=[disclosure.pk]) + "#questions",
    )
    return question


# --- reading ------------------------------------------------------------------------------


def reading_mark(disclosure: Disclosure, seat: Seat) -> str:
    """The same for the same person and item; without the installation's key it tells nobody."""
    return keyed_hash(f"{disclosure.pk}/{seat.pk}", "disclosure-reading")


def has_read(disclosure: Disclosure, seat: Seat) -> bool:
    mark = reading_mark(disclosure, seat)
    return bool(DisclosureReading.objects.filter(disclosure=disclosure, mark=mark).exists())


@transaction.atomic
def confirm_reading(*, disclosure: Disclosure, by: Seat) -> None:
    """Counts one more reader, each once. No trail: an entry would name the reader and the hour."""
    if by.union_id != disclosure.union_id or not by.can("disclosure.view"):
        raise PermissionDenied
    if not disclosure.is_disclosed:
        raise ValidationError("这一项现在没有公布。")
    DisclosureReading.objects.get_or_create(
        disclosure=disclosure,
        mark=reading_mark(disclosure, by),
        defaults={"union": disclosure.union},
    )
