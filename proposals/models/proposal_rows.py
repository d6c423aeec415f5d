"""Which formal proposals a seat may see, and how people ask for them."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.apps import apps
from django.db.models import F, Q

from congress.models import Session
from proposals.models.committee import sits_on_committee
from proposals.models.states import (
    IN_SCREENING,
    UNSENT,
    WITH_DEPARTMENT,
    Outcome,
    ProposalState,
)
from union_site.calendar import within
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet


class ProposalQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Drafts are the author's alone, and of those asked to second; what is sent is seen by
        those who may see all, the committee, its authors, seconders, handlers and leader; what
        is on the notice page, by everybody."""
        rows = super().visible_to(seat)
        if seat is None:
            return rows
        mine = Q(author=seat) | _seconded_by(seat)
        # What was withdrawn before it was sent stays with its author, as the draft was.
        discarded = Q(state=ProposalState.WITHDRAWN, submitted_at__isnull=True)
        sent = ~Q(state__in=UNSENT) & ~discarded
        if seat.can("proposals.view") or sits_on_committee(seat):
            return rows.filter(mine | sent)
        handed = Q(lead=seat) | Q(leader=seat) | _come_from(seat) | _shared_with(seat)
        joined = _merged_from(seat) | _merged_into(seat)
        return rows.filter(mine | Q(published_at__isnull=False) | sent & (handed | joined))

    def dealt_with_by(self, seat: Seat) -> Self:
        """Those it sees for more than that they are on the notice page: files go with these."""
        rows = self.visible_to(seat)
        if seat.can("proposals.view") or sits_on_committee(seat):
            return rows
        own = Q(author=seat) | _seconded_by(seat) | _merged_from(seat)
        return rows.filter(own | Q(lead=seat) | Q(leader=seat) | _shared_with(seat))

    def written_by(self, seat: Seat) -> Self:
        return self.filter(author=seat)

    def sent(self) -> Self:
        """收到: those that reached the committee, withdrawn ones included if they had."""
        return self.filter(submitted_at__isnull=False)

    def decided_as(self, outcome: str) -> Self:
        return self.sent().exclude(state=ProposalState.WITHDRAWN).filter(outcome=outcome)

    def docketed(self) -> Self:
        return self.decided_as(Outcome.DOCKETED)

    def converted(self) -> Self:
        return self.decided_as(Outcome.CONVERTED)

    def to_be_answered(self) -> Self:
        """Docketed and converted ones: each is owed an answer."""
        return self.docketed() | self.converted()

    def answered(self) -> Self:
        return self.filter(replied_at__isnull=False)

    def with_meaning(self, *meanings: str) -> Self:
        """Answered ones whose result class means one of these: solved, planned …"""
        return self.answered().filter(result__meaning__in=meanings)

    def received_in(self, first: datetime.date, last: datetime.date) -> Self:
        return self.sent().filter(within("submitted_at", first, last))

    def of_session(self, session: Session) -> Self:
        return self.filter(session=session)

    def awaiting_screening(self) -> Self:
        return self.filter(state__in=IN_SCREENING)

    def awaiting_reply(self) -> Self:
        return self.filter(state__in=WITH_DEPARTMENT)

    def overdue(self, today: datetime.date) -> Self:
        return self.awaiting_reply().filter(due_on__lt=today)

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def lines(self, keys: Any) -> Self:
        """The rows of keys found within a scope, as a list shows them: long texts stay behind,
        and who is not named. Beyond some joins PostgreSQL would join all rows before the keys.
        """
        rows = type(self)(self.model).filter(pk__in=keys).newest_first()
        named = rows.select_related("delegate", "delegation", "body", "lead")
        return named.defer("reason", "suggestion", "decision_note", "extension_reason")

    def for_list(self) -> Self:
        """The newest first; with everybody who has a part in it."""
        named = self.select_related(
            "author__user",
            "delegate",
            "delegation",
            "body",
            "lead__user",
            "leader__user",
            "result",
            "session__term",
            "term",
            "merged_into",
        )
        return named.newest_first()

    def newest_first(self) -> Self:
        return self.order_by(F("submitted_at").desc(nulls_first=True), "-pk")


# What a seat may see is asked for by keys that are found once; a condition that is put to every
# row by itself takes as long as there are rows.
def _seconded_by(seat: Seat) -> Q:
    seconders = apps.get_model("proposals.Seconder").objects
    asked = seconders.filter(delegate__member__seat=seat).exclude(state="cancelled")
    return Q(pk__in=asked.values("proposal")) & ~Q(state=ProposalState.DRAFT)


def _come_from(seat: Seat) -> Q:
    """Those that began as a micro-proposal of the seat's."""
    ideas = apps.get_model("proposals.MicroProposal").objects
    return Q(origin__in=ideas.filter(author=seat).values("pk"))


def _shared_with(seat: Seat) -> Q:
    shared = apps.get_model("proposals.CoUnit").objects
    return Q(pk__in=shared.filter(seat=seat).values("proposal"))


def _merged_from(seat: Seat) -> Q:
    """Main ones, for the authors and seconders of what was merged into them."""
    merged = apps.get_model("proposals.Proposal").objects.filter(merged_into__isnull=False)
    seconders = apps.get_model("proposals.Seconder").objects
    consented = seconders.filter(
        proposal__merged_into__isnull=False, state="accepted", delegate__member__seat=seat
    )
    of_author = merged.filter(author=seat).values("merged_into")
    return Q(pk__in=of_author) | Q(pk__in=consented.values("proposal__merged_into"))


def _merged_into(seat: Seat) -> Q:
    """Merged ones, for the author of the main one and for those who handle it."""
    main = apps.get_model("proposals.Proposal").objects
    shared = apps.get_model("proposals.CoUnit").objects.filter(seat=seat)
    theirs = main.filter(Q(author=seat) | Q(lead=seat) | Q(leader=seat)).values("pk")
    return Q(merged_into__in=theirs) | Q(merged_into__in=shared.values("proposal"))
