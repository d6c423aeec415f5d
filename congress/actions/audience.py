"""Who belongs to a session: those on its roll, or before it is frozen the delegates in office."""

from __future__ import annotations

from congress.models import Delegate, Session
from congress.models.delegates import DelegateQuerySet, Role
from union_site.models import Seat


def audience(session: Session) -> DelegateQuerySet:
    """Every delegate of any kind who takes part; guests on no roster are among them."""
    if session.roll_frozen_on is not None:
        rows = Delegate.objects.filter(roll_entries__session=session)
    else:
        rows = Delegate.objects.filter(term_id=session.term_id).in_office()
    found: DelegateQuerySet = rows.for_list()
    return found


def delegate_of(session: Session, seat: Seat) -> Delegate | None:
    """The place of this seat at the session, if it has one."""
    if seat.union_id != session.union_id:
        return None
    found: Delegate | None = audience(session).filter(member__seat=seat).first()
    return found


def is_head_of(delegate: Delegate | None, delegation_id: int | None) -> bool:
    """Whether this delegate leads that delegation."""
    if delegate is None or delegate.role != Role.HEAD:
        return False
    return delegation_id is not None and delegate.delegation_id == delegation_id
