"""Acts on the box: opening it, finding its union, a new address."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from proposals.actions import letters
from proposals.models import ProposalBox
from union_site import audit
from union_site.encryption import keyed_hash
from union_site.models import Seat


@transaction.atomic
def open_box(*, by: Seat) -> ProposalBox:
    """The union's box; made with its address when first asked for."""
    box = ProposalBox.objects.visible_to(by).first()
    if box is None:
        box = _with_new_token(ProposalBox(union=by.union), by)
        letters.bag_of(by.union)
    return box


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
