"""Acts on the privacy notice: drafting, publishing, saying that one has read it."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from members.models import NoticeAcceptance, PrivacyNotice
from union_site import audit
from union_site.models import Seat, Union

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "privacy_notice.txt"


def _require(by: Seat, union_id: int) -> None:
    if by.union_id != union_id or not by.can("privacy.manage"):
        raise PermissionDenied


def shipped_text(union: Union, *, chair: str) -> str:
    """The draft that comes with the product, in the name of the union."""
    text = SHIPPED.read_text(encoding="utf-8").strip()
    return text.format(union=union.name, unit=union.unit_name, chair=chair)


def words_hash(text: str) -> str:
    """What tells whether a text is still the one that was looked at."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


@transaction.atomic
def draft_notice(*, by: Seat) -> PrivacyNotice:
    """The draft of the next version; there is one at a time, and it begins as the last version."""
    _require(by, by.union_id)
    rows = PrivacyNotice.objects.of_union(by.union)
    if (open_one := rows.drafts().first()) is not None:
        return open_one
    last = rows.published().newest_first().first()
    number = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    text = last.text if last else shipped_text(by.union, chair=by.name)
    notice = PrivacyNotice(union=by.union, version=number, text=text)
    notice.full_clean()
    notice.save()
    audit.record(verb="members.notice.draft", label="起草告知书", by=by, thing=notice)
    return notice


def _draft(notice: PrivacyNotice) -> PrivacyNotice:
    row = PrivacyNotice.objects.select_for_update().get(pk=notice.pk)
    if row.is_published:
        raise ValidationError("这一版已经发布，不能再改；需要修改请起草新的一版。")
    return row


@transaction.atomic
def change_notice(*, notice: PrivacyNotice, by: Seat, text: str) -> PrivacyNotice:
    _require(by, notice.union_id)
    row = _draft(notice)
    row.text = text.strip()
    row.full_clean()
    row.save()
    audit.record(verb="members.notice.change", label="修改告知书草稿", by=by, thing=row)
    return row


@transaction.atomic
def publish_notice(
    *, notice: PrivacyNotice, seen: str, by: Seat, today: datetime.date
) -> PrivacyNotice:
    """Puts the draft in force. `seen` is the hash of the text that was looked at just before."""
    _require(by, notice.union_id)
    row = _draft(notice)
    if seen != words_hash(row.text):
        raise ValidationError("在您预览之后草稿又有改动，请重新看一遍再发布。")
    row.published_on, row.published_by = today, by
    row.full_clean()
    row.save()
    audit.record(verb="members.notice.publish", label="发布告知书", by=by, thing=row)
    return row


@transaction.atomic
def accept_notice(*, notice: PrivacyNotice, by: Seat) -> NoticeAcceptance:
    """Somebody says that he has read the notice; saying it twice changes nothing."""
    if by.union_id != notice.union_id:
        raise PermissionDenied
    if not notice.is_published:
        raise ValidationError("这一版还没有发布。")
    said, is_new = NoticeAcceptance.objects.get_or_create(
        notice=notice,
        seat=by,
        defaults={"union_id": notice.union_id, "at": timezone.now()},
    )
    if is_new:
        audit.record(verb="members.notice.accept", label="阅读并同意告知书", by=by, thing=notice)
    return said
