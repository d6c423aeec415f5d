"""Casting a vote: a row says that somebody voted, the urn says what was voted.

The two are written in one transaction and hold nothing in common. There is no entry in the
trail, no event, no notice and no line in a log: see docs/decisions on the urn.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.views.decorators.debug import sensitive_variables

from congress.actions import urn as urns
from congress.checks.results import Sheet
from congress.checks.sheets import Objection, objections
from congress.models import Ballot, BallotState, Elector, Turnout
from union_site.models import Seat

VOTE = "congress.own"
VOTED = "您已经投过票了，每人只投一次。"
NOT_AN_ELECTOR = "您不在本次投票的名单上，不能投票。"
NOT_OPEN = {
    BallotState.DRAFT: "投票还没有开始。",
    BallotState.COUNTING: "投票已经结束，正在计票。",
    BallotState.DECIDED: "投票已经结束。",
    BallotState.VOID: "本次投票已作废。",
}


class NotTaken(ValidationError):
    """The sheet is handed back; `objections` say what is wrong, and where on it."""

    def __init__(self, found: list[Objection]) -> None:
        super().__init__([objection.sentence for objection in found])
        self.objections = found


@sensitive_variables("sheet")
def cast(*, ballot: Ballot, by: Seat, sheet: Sheet) -> Turnout:
    """Puts the sheet of somebody who may vote, and has not, into the urn. Four queries.

    Raises NotTaken while the sheet would be spoiled: nothing is written then.
    """
    if by.union_id != ballot.union_id or not by.can(VOTE):
        raise PermissionDenied
    items = {item.pk: item.title for item in ballot.items.all()}
    try:
        with transaction.atomic():
            return _cast(ballot, by, sheet, items)
    except IntegrityError as twice:
        raise ValidationError(VOTED) from twice


@sensitive_variables("sheet")
def _cast(ballot: Ballot, by: Seat, sheet: Sheet, items: dict[int, str]) -> Turnout:
    urn = urns.lock(ballot)
    elector = _elector(ballot, by)
    if urn is None or elector.ballot_state != BallotState.OPEN:
        state = BallotState(elector.ballot_state)
        raise ValidationError(NOT_OPEN.get(state, "本次表决不在手机上投票。"))
    if elector.has_voted:
        raise ValidationError(VOTED)
    if found := objections(sheet, ballot, items):
        raise NotTaken(found)
    # Not full_clean(): the row it points at was read a moment ago, and the database says "once".
    turnout = Turnout(union_id=ballot.union_id, elector=elector)
    turnout.save(force_insert=True)
    if ballot.is_secret:
        urns.put_in(urn, ballot, list(items), sheet)
    else:
        urns.put_open_vote(elector, sheet)
    return turnout


def _elector(ballot: Ballot, by: Seat) -> Elector:
    """Read after the lock, so that what it says of the ballot holds until the vote is written."""
    rows = Elector.objects.filter(ballot=ballot, member__seat=by).annotate(
        ballot_state=F("ballot__state"),
        has_voted=Exists(Turnout.objects.filter(elector=OuterRef("pk"))),
    )
    elector: Elector | None = rows.first()
    if elector is None:
        state = Ballot.objects.filter(pk=ballot.pk).values_list("state", flat=True).get()
        raise ValidationError(NOT_OPEN.get(BallotState(state), NOT_AN_ELECTOR))
    return elector
