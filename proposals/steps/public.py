"""Steps toward the public: publishing either kind, promoting a micro-proposal."""

from __future__ import annotations

from django import forms

from proposals.actions import notices, promoting
from proposals.forms.notices import PromoteForm, PublishForm
from proposals.models import MicroProposal, Proposal, sits_on_committee
from proposals.steps.pages import Data, StepPage
from proposals.workflow.formal import rating_part
from union_site.models import Seat

WHAT_IS_SHOWN = "公示内容、答复、结果和评价；署名为“{name}”。不公示审查意见、评价附言和往来消息。"


def _publish_form(thing: MicroProposal | Proposal, seat: Seat, data: Data) -> forms.Form:
    name = notices.public_name(thing)
    return PublishForm(
        data, initial={"headline": thing.heading}, help_text=WHAT_IS_SHOWN.format(name=name)
    )


def _promote_form(proposal: MicroProposal, seat: Seat, data: Data) -> forms.Form:
    own = promoting.delegate_of(seat)
    delegates = promoting.delegates_for(seat)
    if not seat.can("proposals.screen"):
        delegates = delegates.filter(member__seat=seat)
    return PromoteForm(data, delegates=delegates, initial={"delegate": own.pk if own else None})


# Of formal proposals.
PAGES: dict[str, StepPage] = {
    "publish": StepPage(
        _publish_form,
        lambda proposal, by, typed: notices.publish_formal(proposal=proposal, by=by, **typed),
        "已在微公示公布。",
    ),
}

MICRO_PAGES: dict[str, StepPage] = {
    "publish": StepPage(
        _publish_form,
        lambda proposal, by, typed: notices.publish_micro(proposal=proposal, by=by, **typed),
        "已在微公示公布。",
    ),
    "promote": StepPage(
        _promote_form,
        lambda proposal, by, typed: promoting.promote(proposal=proposal, by=by, **typed),
        "已起草正式提案，内容写入案据；代表补充建议方案、征得附议后提交。",
        "提案由代表署名提出；微提案的提案人不写入正式提案，只会得到每一步的通知。",
    ),
}


def reads_notes(thing: MicroProposal | Proposal, seat: Seat) -> bool:
    """Who reads what was noted with the steps: those who deal with it, not every reader of a
    proposal that is on the notice page."""
    if seat.can("proposals.view") or seat.pk in (thing.author_id, thing.lead_id):
        return True
    if isinstance(thing, MicroProposal):
        return False
    if thing.leader_id == seat.pk or sits_on_committee(seat):
        return True
    is_shared = any(row.seat_id == seat.pk for row in thing.co_units.all())
    return is_shared or bool(rating_part(thing, seat)) or _is_whose_idea(thing, seat)


def _is_whose_idea(proposal: Proposal, seat: Seat) -> bool:
    return proposal.origin is not None and proposal.origin.author_id == seat.pk
