"""The trail: writing an entry with each act, linking entries into a chain, checking the chain."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from union_site.findings import Finding
from union_site.models import AuditChain, AuditEntry, Seat, Union

BATCH = 500


def record(
    *,
    verb: str,
    label: str = "",
    by: Seat | None,
    union: Union | None = None,
    thing: Model | None = None,
    note: str = "",
    accepted: Iterable[Finding] = (),
    at: datetime.datetime | None = None,
) -> AuditEntry:
    """Writes one entry in the transaction of the act. `union` is needed where nobody acts.

    `verb` is a stable code such as "roster.apply"; `label` the words a reader of the trail sees.
    """
    owner_id = union.pk if union else by.union_id if by else thing.union_id  # type: ignore[union-attr]
    return AuditEntry.objects.create(
        union_id=owner_id,
        seat=by,
        verb=verb,
        label=label,
        object_type=thing._meta.label_lower if thing else "",
        object_id=str(thing.pk) if thing else "",
        object_label=str(thing)[:200] if thing else "",
        note=note,
        accepted_findings=[finding.as_dict() for finding in accepted],
        at=at or timezone.now(),
    )


def digest(entry: AuditEntry, previous_hash: str) -> str:
    """Hash of an entry and of all before it, under the installation's key.

    The key keeps a person who holds the database, but not the server, from forging a chain.
    """
    content = json.dumps(
        [
            previous_hash,
            entry.pk,
            entry.union_id,
            entry.seat_id,
            entry.verb,
            entry.label,
            entry.object_type,
            entry.object_id,
            entry.object_label,
            entry.note,
            entry.accepted_findings,
            entry.at.astimezone(datetime.UTC).isoformat(),
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hmac.new(settings.FIELD_KEY.encode(), content.encode(), hashlib.sha256).hexdigest()


def seal(union: Union) -> int:
    """Links the union's new entries into its chain, in batches; returns how many."""
    linked = 0
    while count := _seal_batch(union):
        linked += count
    return linked


@transaction.atomic
def _seal_batch(union: Union) -> int:
    AuditChain.objects.get_or_create(union=union)
    chain = AuditChain.objects.select_for_update().get(union=union)
    entries = list(AuditEntry.objects.filter(union=union).unsealed().order_by("pk")[:BATCH])
    for entry in entries:
        chain.length += 1
        entry.position, entry.previous_hash = chain.length, chain.head
        entry.hash = chain.head = digest(entry, chain.head)
    AuditEntry.objects.bulk_update(entries, ["position", "previous_hash", "hash"])
    chain.save()
    return len(entries)


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold."""

    union: Union
    position: int
    sentence: str


def breaks(union: Union) -> Iterator[Break]:
    """Every place where the union's chain was changed, cut or reordered."""
    head, length = "", 0
    entries = AuditEntry.objects.filter(union=union, position__isnull=False)
    for entry in entries.order_by("position").iterator(chunk_size=2000):
        length += 1
        if entry.position != length:
            yield Break(union, length, f"缺少第 {length} 条记录")
            length = entry.position or length
        if entry.previous_hash != head:
            yield Break(union, length, f"第 {length} 条记录与前一条不相连")
        if not hmac.compare_digest(entry.hash, digest(entry, entry.previous_hash)):
            yield Break(union, length, f"第 {length} 条记录被改动")
        head = entry.hash
    chain = AuditChain.objects.filter(union=union).first()
    if chain is not None and (chain.length, chain.head) != (length, head):
        yield Break(union, length, f"链尾不符：应有 {chain.length} 条，现有 {length} 条")
