"""Acts on replies: the lead hands one in, the leader in charge signs it or hands it back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from congress.actions.acting import hold
from congress.actions.files import keep_file
from proposals.actions.assigning import department_of, named
from proposals.actions.departments import keep_progress
from proposals.actions.telling import author_side, deciders, departments, tell
from proposals.checks import handling as checks
from proposals.models import Meaning, Proposal, Reply, ReplyFile, ResultClass
from proposals.workflow.formal import FORMAL
from union_site.findings import Finding, require_clear
from union_site.models import Seat
from union_site.norms import norm
from union_site.workflow import advance, require_open

MOST_FILES = 5

Brought = tuple[str, bytes]  # the file's name and content


@transaction.atomic
def reply(
    *,
    proposal: Proposal,
    text: str,
    result: ResultClass,
    planned_on: datetime.date | None = None,
    files: Iterable[Brought] = (),
    keeps_files: bool = True,
    by: Seat,
    now: datetime.datetime | None = None,
) -> Reply:
    """提交答复 for the leader's signature. Each handing in is a version that stays on record;
    `keeps_files` takes over the files of the version that was handed back.
    """
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="reply", by=by)
    if result.union_id != proposal.union_id or not result.is_in_use:
        raise ValidationError({"result": "请选择在用的办理结果。"})
    words = text.replace("\r\n", "\n").strip()
    today = timezone.localdate(now)
    require_clear(reply_findings(proposal, words, result, planned_on, today))
    before = last_version(proposal)
    made = Reply(
        union=proposal.union,
        proposal=proposal,
        handling_round=proposal.handling_round,
        text=words,
        result=result,
        planned_on=planned_on if result.meaning in checks.DATED else None,
        by=by,
        written_at=now or timezone.now(),
    )
    made.full_clean()
    made.save()
    _attach(made, before if keeps_files else None, list(files), by)
    advance(FORMAL, thing=proposal, step="reply", by=by, details={"result": result.label})
    asked = f"请审签{department_of(by)}对{named(proposal)}的答复"
    tell(proposal, asked, [proposal.leader])
    tell(proposal, f"{department_of(by)}已提交对{named(proposal)}的答复", deciders(proposal))
    return made


def reply_findings(
    proposal: Proposal,
    text: str,
    result: ResultClass,
    planned_on: datetime.date | None,
    today: datetime.date,
) -> list[Finding]:
    """What the rules say to this reply."""
    return checks.replying(
        text=text,
        meaning=result.meaning,
        planned_on=planned_on,
        least=norm("proposals.reply_min_characters", union=proposal.union, on=today),
        most=norm("proposals.reply_max_characters", union=proposal.union, on=today),
        today=today,
    )


def last_version(proposal: Proposal) -> Reply | None:
    """The version of this round that was handed back last: what the next begins with."""
    rows = proposal.replies.filter(handling_round=proposal.handling_round, sent_at=None)
    found: Reply | None = rows.exclude(returned_note="").for_list().first()
    return found


def _attach(made: Reply, before: Reply | None, brought: list[Brought], by: Seat) -> None:
    kept = [row.file for row in before.files.select_related("file")] if before else []
    if len(kept) + len(brought) > MOST_FILES:
        raise ValidationError({"attached": f"一份答复最多 {MOST_FILES} 个附件。"})
    try:
        kept += [keep_file(by=by, content=content, name=name) for name, content in brought]
    except ValidationError as refusal:
        raise ValidationError({"attached": refusal.messages}) from refusal
    for file in kept:
        row = ReplyFile(union=made.union, reply=made, file=file)
        row.full_clean()
        row.save()


def in_review(proposal: Proposal) -> Reply | None:
    """The version that waits for the leader's signature."""
    found: Reply | None = proposal.replies.in_review().for_list().first()
    return found


def _waiting(proposal: Proposal) -> Reply:
    found = in_review(proposal)
    if found is None:
        raise ValidationError("没有等待审签的答复，请刷新页面查看。")
    hold(found)
    return found


@transaction.atomic
def sign(*, proposal: Proposal, by: Seat, now: datetime.datetime | None = None) -> Reply:
    """审签: the leader's signature sends the reply; a second reply is co-signed (会签) so."""
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="sign", by=by)
    signed, at = _waiting(proposal), now or timezone.now()
    signed.signed_by, signed.sent_at = by, at
    signed.full_clean()
    signed.save()
    is_done = signed.result.meaning == Meaning.SOLVED and proposal.implemented_on is None
    changes = {"result": signed.result, "replied_at": at}
    if is_done:
        changes |= {"percent": 100, "implemented_on": timezone.localdate(at)}
        keep_progress(
            proposal,
            on=timezone.localdate(at),
            percent=100,
            note=f"答复：{signed.result.label}",
            by=signed.by,
            now=at,
        )
    advance(
        FORMAL,
        thing=proposal,
        step="sign",
        by=by,
        changes=changes,
        details={"result": signed.result.label, "words": signed.signature_words},
    )
    tell(proposal, f"{named(proposal)}有了答复，请查看并评价", author_side(proposal))
    words = f"对{named(proposal)}的答复已{signed.signature_words.removeprefix('经')}，送达提案人"
    tell(proposal, words, departments(proposal), deciders(proposal))
    return signed


@transaction.atomic
def hand_back(*, proposal: Proposal, note: str, by: Seat) -> Reply:
    """退回修改 with the leader's advice; the version stays on record."""
    hold(proposal)
    require_open(FORMAL, thing=proposal, step="hand_back", by=by)
    returned = _waiting(proposal)
    advice = note.strip()
    if not advice:
        raise ValidationError({"note": "请写明修改意见。"})
    returned.returned_note = advice
    returned.full_clean()
    returned.save()
    advance(FORMAL, thing=proposal, step="hand_back", by=by, note=advice)
    tell(proposal, f"对{named(proposal)}的答复请修改：{advice}", [proposal.lead])
    tell(proposal, f"{by.user.name}把对{named(proposal)}的答复退回修改", deciders(proposal))
    return returned
