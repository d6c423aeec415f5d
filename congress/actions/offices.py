"""Acts on the offices of a session: who is proposed, and that the preparatory meeting agreed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from congress.actions.acting import lock, require
from congress.actions.audience import audience
from congress.actions.milestones import record_milestone
from congress.checks import presidium as checks
from congress.checks.preparing import Preparing
from congress.models import BallotItem, Delegate, Session, SessionOffice, State
from congress.models.ballots import BallotKind
from congress.models.delegates import Kind
from congress.models.sittings import Office
from members.models import Post
from union_site import audit
from union_site.findings import Finding, blocking, require_clear
from union_site.models import Seat

CONFIRMED = "offices"  # the line of the checklist
PRESIDIUM = "主席团"
WATCHING = (Office.CHIEF_SCRUTINEER, Office.SCRUTINEER)
Named = Mapping[str, Sequence[Delegate]]


def named(session: Session) -> dict[str, list[Delegate]]:
    """Who holds which office as it stands, in the order of the page."""
    found: dict[str, list[Delegate]] = {office: [] for office in Office.values}
    rows = SessionOffice.objects.of_union(session.union).filter(session=session)
    for row in rows.select_related("delegate__member", "delegate__delegation").for_list():
        found[row.office].append(row.delegate)
    return found


def full_delegates(session: Session) -> int:
    """n: all full delegates, by the roll where it is frozen."""
    if session.roll_frozen_on is not None:
        return session.roll.full().count()
    return audience(session).filter(kind=Kind.FULL).count() or session.term.full_delegates


def refused_list(session: Session) -> str:
    """The title of the last vote on the presidium, where it was not adopted."""
    ballots = session.ballots.decided().filter(kind=BallotKind.RESOLUTION)
    about = Q(agenda_item__title__contains=PRESIDIUM) | Q(items__title__contains=PRESIDIUM)
    last = ballots.filter(about).distinct().order_by("closed_at", "pk").last()
    if last is None or last.result.get("is_adopted") or not session.term.is_congress:
        return ""
    on_it = set(last.items.filter(title__contains=PRESIDIUM).values_list("pk", flat=True))
    rows = [row for row in last.result["items"] if row["item"] in on_it]
    is_adopted = bool(rows) and all(row["is_adopted"] for row in rows)
    return "" if is_adopted else last.title


def office_findings(session: Session, offices: Named, rules: Preparing) -> list[Finding]:
    """C-11 of the presidium (art. 22), C-30 of those who watch and count."""
    found = checks.refused(refused_list(session))
    if not any(offices.values()):
        return found
    posts = Post.objects.of_union(session.union)
    chairs = posts.filter(until__isnull=True, rank="chair", term__body__kind="committee")
    ballots = BallotItem.objects.of_union(session.union).filter(ballot__session=session)
    standing = ballots.filter(ballot__kind=BallotKind.ELECTION, member__isnull=False)
    watching = [one for office in WATCHING for one in offices.get(office, [])]
    return [
        *found,
        *checks.presidium(
            members=offices.get(Office.PRESIDIUM, []),
            n=full_delegates(session),
            chairs=chairs.values_list("member_id", flat=True),
            rules=rules,
        ),
        *checks.watchers(
            watching=watching,
            counting=offices.get(Office.TELLER, []),
            candidates=standing.values_list("member_id", flat=True),
        ),
    ]


def is_confirmed(session: Session) -> bool:
    return session.milestones.filter(key=CONFIRMED, is_waived=False).exists()


def _require_open(session: Session, by: Seat) -> None:
    require(by, session.union_id)
    if session.state == State.CANCELLED:
        raise ValidationError("会议已取消，不能再修改会议职务。")


@transaction.atomic
def propose_offices(*, session: Session, by: Seat, offices: Named) -> Session:
    """Writes down who is proposed for each office, in the place of what was there.

    A proposal may still be incomplete: what is to be said of it is shown, and only who may hold
    no office at all is refused. Not possible once the preparatory meeting has agreed.
    """
    _require_open(session, by)
    lock(session)
    if is_confirmed(session):
        raise ValidationError("名单已经预备会议通过。要修改，请先在筹备清单里撤回这项登记。")
    present = {one.pk for one in audience(session)}
    for people in offices.values():
        if strangers := [str(one) for one in people if one.pk not in present]:
            raise ValidationError(f"{'、'.join(strangers)}不在本次会议的代表之中。")
    rules = Preparing.in_force(union=session.union, on=session.held_on)
    require_clear(blocking(office_findings(session, offices, rules)))
    session.offices.all().delete()
    for office, people in offices.items():
        for position, delegate in enumerate(people, start=1):
            row = SessionOffice(
                union=session.union,
                session=session,
                delegate=delegate,
                office=office,
                position=position,
            )
            row.full_clean()
            row.save()
    counts = [f"{Office(key).label} {len(rows)} 人" for key, rows in offices.items() if rows]
    audit.record(
        verb="congress.offices_propose",
        label="提出会议职务名单",
        by=by,
        thing=session,
        note="，".join(counts),
    )
    return session


@transaction.atomic
def confirm_offices(
    *,
    session: Session,
    by: Seat,
    today: datetime.date,
    done_on: datetime.date,
    accepted: Iterable[str] = (),
) -> Session:
    """Records that the preparatory meeting adopted the list (Order 32 art. 22)."""
    _require_open(session, by)
    offices = named(session)
    if not offices[Office.PRESIDIUM]:
        raise ValidationError("还没有提出主席团名单。")
    rules = Preparing.in_force(union=session.union, on=session.held_on)
    agreed = require_clear(office_findings(session, offices, rules), accepted=accepted)
    record_milestone(
        session=session, key=CONFIRMED, by=by, today=today, done_on=done_on, accepted=agreed
    )
    return session
