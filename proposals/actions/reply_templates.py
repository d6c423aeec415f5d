"""Acts on templates of replies, and filling one in for a proposal."""

from __future__ import annotations

import re

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from congress.actions.acting import hold
from proposals.actions.assigning import department_of
from proposals.models import Proposal, ReplyTemplate, ResultClass
from union_site import audit
from union_site.models import Seat

PLACES = ("提案人", "案由", "编号", "承办部门")
_PLACE = re.compile(r"\{([^{}]*)\}")


def may_keep(seat: Seat) -> bool:
    """Departments, and the chair."""
    return seat.can("proposals.handle") or seat.can("proposals.screen")


def fill(template: ReplyTemplate, proposal: Proposal) -> str:
    """The template's words with the proposal's own in their places, as plain text.

    Whoever does not want to be named in public is not named in a reply, which may be published.
    """
    name = proposal.shown_proposer(None)
    values = {
        "提案人": "提案人" if name == "不公开姓名" else name,
        "案由": proposal.heading,
        "编号": proposal.number,
        "承办部门": department_of(proposal.lead),
    }
    # One pass over the template: what a title holds is never read as a place.
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), template.text)


def _keep(template: ReplyTemplate, by: Seat, verb: str, label: str) -> ReplyTemplate:
    template.text = template.text.replace("\r\n", "\n").strip()
    unknown = [found for found in _PLACE.findall(template.text) if found not in PLACES]
    if unknown:
        known = "、".join(f"{{{place}}}" for place in PLACES)
        raise ValidationError({"text": f"没有“{{{unknown[0]}}}”这个占位，可用的是{known}。"})
    template.changed_by, template.changed_at = by, timezone.now()
    template.full_clean()
    template.save()
    audit.record(verb=f"proposal.template_{verb}", label=label, by=by, thing=template)
    return template


@transaction.atomic
def add_template(
    *, title: str, text: str, result: ResultClass | None = None, by: Seat
) -> ReplyTemplate:
    if not may_keep(by):
        raise PermissionDenied
    made = ReplyTemplate(union=by.union, title=title.strip(), text=text, result=result)
    return _keep(made, by, "add", "新增答复模板")


@transaction.atomic
def change_template(
    *,
    template: ReplyTemplate,
    title: str,
    text: str,
    result: ResultClass | None = None,
    is_in_use: bool = True,
    by: Seat,
) -> ReplyTemplate:
    """Corrects one, or puts it out of use; replies that were made with it stay as they are."""
    if not may_keep(by) or by.union_id != template.union_id:
        raise PermissionDenied
    hold(template)
    template.title, template.text = title.strip(), text
    template.result, template.is_in_use = result, is_in_use
    return _keep(template, by, "change", "修改答复模板")
