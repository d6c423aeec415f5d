"""A prize of proposal work into the register of honours, by the register's own act."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from members.actions import honours
from members.models import Award
from members.models.honour_titles import Recipient
from proposals.models import AwardNominee, AwardState
from union_site.models import Seat


@transaction.atomic
def register_honour(*, nominee: AwardNominee, by: Seat, today: datetime.date) -> Award:
    """Enters the prize: a delegate's by name, everything else as that of a group.

    No warning of the register is agreed to unseen: where it has one, it is entered there by hand.
    """
    if by.union_id != nominee.union_id or not by.can("honours.manage"):
        raise PermissionDenied
    held = AwardNominee.objects.select_for_update().select_related("round__union")
    found = held.get(pk=nominee.pk)
    if found.round.state != AwardState.ANNOUNCED or found.place is None:
        raise ValidationError("公布结果以后，才能把获奖登记为荣誉。")
    if found.honour_id is not None:
        raise ValidationError("已经登记过了。")
    found.honour = honours.register(by=by, today=today, **_entry(found))
    found.full_clean()
    found.save()
    return found.honour


def _entry(nominee: AwardNominee) -> dict[str, Any]:
    award, proposal = nominee.round, nominee.proposal
    is_personal = proposal is not None and not proposal.is_collective
    whose = proposal.proposer if proposal is not None else nominee.name
    about = f"：{proposal.heading}" if proposal is not None else ""
    return {
        "kind": Award.Kind.HONOUR,
        "title": f"{award.scope_label}{award.get_kind_display()}{about}"[:120],
        "issuer": award.union.name,
        "document_no": award.document_no,
        "level_label": "校级",
        "awarded_on": award.announced_on,
        "category": Award.Category.UNION,
        "subject": Recipient.PERSONS if is_personal else Recipient.TEAM,
        "recipient": "" if is_personal else whose,
        "winners": whose if is_personal else "",
    }
