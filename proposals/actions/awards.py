"""Acts on awards of proposal work: rounds, nominations, votes, the result."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from congress.models import CongressTerm, Delegate, Delegation
from proposals.actions.reports import may_decide
from proposals.actions.telling import committee
from proposals.checks import awards as checks
from proposals.checks.statistics import OWED
from proposals.models import (
    AwardKind,
    AwardNominee,
    AwardRound,
    AwardState,
    AwardVoter,
    AwardVoters,
    Proposal,
)
from proposals.workflow.awards import AWARDS
from union_site import audit, notifications
from union_site.findings import require_clear
from union_site.models import Seat
from union_site.norms import norm
from union_site.workflow import advance, require_open

S = AwardState


def _hold(award: AwardRound) -> None:
    """Locks the round and reads it anew: two who act on it at once wait for each other."""
    list(AwardRound.objects.select_for_update().filter(pk=award.pk))
    award.refresh_from_db()


def _same(award: AwardRound) -> dict[str, Any]:
    """For steps that change rows beside the round: the step is still a compare-and-set on it."""
    return {"places": award.places}


def _tell(award: AwardRound, sentence: str, seats: Iterable[Seat | None]) -> None:
    url = reverse("proposals:award", args=[award.pk])
    notifications.tell(seats=seats, sentence=sentence, url=url)


def entitled_seats(award: AwardRound, *, today: datetime.date) -> list[Seat]:
    """Who may vote: the committee, or every full delegate in office who has an account."""
    if award.voters == AwardVoters.COMMITTEE:
        return committee(award)
    terms = CongressTerm.objects.of_union(award.union).of_staff().in_force(today)
    delegates = Delegate.objects.filter(term__in=terms).in_office().full()
    return list(Seat.objects.open().filter(pk__in=delegates.values("member__seat")))


def may_vote(award: AwardRound, seat: Seat, *, today: datetime.date) -> bool:
    if award.state != S.VOTING or seat.union_id != award.union_id:
        return False
    return seat.pk in {one.pk for one in entitled_seats(award, today=today)}


@transaction.atomic
def plan_award(*, by: Seat, **written: Any) -> AwardRound:
    """A round in preparation. `written`: kind, session or year, method, voters, places, choices."""
    if not may_decide(by):
        raise PermissionDenied
    award = AwardRound(union=by.union, opened_by=by, **written)
    if award.session is not None:
        award.year = award.session.held_on.year
    award.full_clean()
    award.save()
    audit.record(verb="proposal_award.plan", label="发起评优", by=by, thing=award)
    return award


@transaction.atomic
def change_award(*, award: AwardRound, by: Seat, places: int, choices: int) -> AwardRound:
    """How many win, how many each may choose; what the round is for stays as it is."""
    changes = {"places": places, "choices": choices}
    changed: AwardRound = advance(AWARDS, thing=award, step="change", by=by, changes=changes)
    return changed


@transaction.atomic
def open_award(*, award: AwardRound, by: Seat) -> AwardRound:
    """Nominations begin; by points everything of the round is on the list at once."""
    _hold(award)
    advance(AWARDS, thing=award, step="open", by=by)
    if award.is_by_points:
        AwardNominee.objects.bulk_create(
            AwardNominee(union=award.union, round=award, nominated_by=by, **{name: thing})
            for name, thing in _every_candidate(award)
        )
    else:
        sentence = f"{award}开始推荐，请提案工作委员会委员提名。"
        _tell(award, sentence, committee(award))
    return award


def candidates(award: AwardRound) -> Any:
    """What may be nominated: docketed proposals, departments that had some, delegations."""
    rows = checks.scope_of(award).rows()
    if award.kind == AwardKind.PROPOSAL:
        return rows.docketed().for_list()
    if award.kind == AwardKind.HANDLER:
        leads = rows.filter(OWED).order_by().values("lead")
        seats = Seat.objects.filter(pk__in=leads).select_related("user")
        return seats.order_by("department", "pk")
    terms = rows.order_by().values("term")
    return Delegation.objects.of_union(award.union).filter(term__in=terms).order_by("position")


def _every_candidate(award: AwardRound) -> list[tuple[str, Any]]:
    name = field_of(award)
    return [(name, thing) for thing in candidates(award)]


def field_of(award: AwardRound) -> str:
    """The column of a nominee that names what this round is about."""
    return {
        AwardKind.PROPOSAL: "proposal",
        AwardKind.HANDLER: "seat",
        AwardKind.DELEGATION: "delegation",
    }[AwardKind(award.kind)]


@transaction.atomic
def nominate(
    *, award: AwardRound, by: Seat, candidate: Proposal | Seat | Delegation, reason: str
) -> AwardNominee:
    """Puts one on the list, with the reason that everybody who votes will read."""
    _hold(award)
    require_open(AWARDS, thing=award, step="nominate", by=by)
    if not candidates(award).filter(pk=candidate.pk).exists():
        raise ValidationError({"candidate": "这个对象不在本次评选的范围内。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写明推荐理由。"})
    given = {field_of(award): candidate}
    nominee = AwardNominee.objects.filter(round=award, is_dropped=True, **given).first()
    nominee = nominee or AwardNominee(union=award.union, round=award, **given)
    nominee.nominated_by, nominee.reason, nominee.is_dropped = by, reason.strip(), False
    nominee.full_clean()
    nominee.save()
    advance(AWARDS, thing=award, step="nominate", by=by, note=nominee.name, changes=_same(award))
    return nominee


@transaction.atomic
def drop_nominee(*, nominee: AwardNominee, by: Seat, note: str) -> AwardNominee:
    """Takes one off the list again; the row stays, and who nominated it is told why."""
    award = nominee.round
    _hold(award)
    told = f"{nominee.name}：{note.strip()}" if note.strip() else ""
    advance(AWARDS, thing=award, step="drop", by=by, note=told, changes=_same(award))
    nominee.is_dropped = True
    nominee.full_clean()
    nominee.save()
    _tell(award, f"您推荐的“{nominee.name}”已撤下：{note.strip()}", [nominee.nominated_by])
    return nominee


@transaction.atomic
def start_voting(*, award: AwardRound, by: Seat, today: datetime.date) -> AwardRound:
    """The list is closed and put before those who vote."""
    _hold(award)
    require_open(AWARDS, thing=award, step="start_voting", by=by)
    standing = award.nominees.filter(is_dropped=False).count()
    if standing < 2:
        raise ValidationError(f"至少要有 2 个推荐对象才能投票，现在有 {standing} 个。")
    voters = entitled_seats(award, today=today)
    if not voters:
        raise ValidationError("没有可以投票的人：请先登记提案工作委员会，或为代表开通账号。")
    changes = {"entitled": len(voters)}
    advance(AWARDS, thing=award, step="start_voting", by=by, changes=changes)
    _tell(award, f"{award}开始投票，最多选 {award.choices} 个。", voters)
    return award


@transaction.atomic
def vote(*, award: AwardRound, by: Seat, picked: Sequence[int], today: datetime.date) -> AwardVoter:
    """One vote with up to `choices` names. What was chosen is only added to the counts: no row,
    no audit entry and no time ties it to the voter.
    """
    _hold(award)
    if by.union_id != award.union_id:
        raise PermissionDenied
    if award.state != S.VOTING:
        raise ValidationError(f"现在是“{award.get_state_display()}”，不能投票。")
    if not may_vote(award, by, today=today):
        raise PermissionDenied
    rows = award.nominees.filter(is_dropped=False)
    standing = set(rows.values_list("pk", flat=True))
    require_clear(checks.vote_findings(picked, most=award.choices, standing=standing))
    voter = AwardVoter(union=award.union, round=award, seat=by, voted_on=today)
    try:
        with transaction.atomic():
            voter.save(force_insert=True)
    except IntegrityError as twice:
        raise ValidationError("您已经投过票了，每人只投一次。") from twice
    rows.filter(pk__in=set(picked)).update(votes=F("votes") + 1)
    return voter


def worth_of(award: AwardRound, *, today: datetime.date) -> dict[str, Any]:
    """What counts for how much, by the norm in force."""
    found: dict[str, Any] = norm(
        f"proposals.award_points_{award.kind}", union=award.union, on=today
    ).value
    return found


def point_lines(
    award: AwardRound, nominees: Sequence[AwardNominee], *, today: datetime.date
) -> dict[int, list[checks.PointLine]]:
    """The reckoning of each nominee: as announced, or as it stands."""
    if award.state == S.ANNOUNCED:
        return {one.pk: [checks.PointLine.of(row) for row in one.point_lines] for one in nominees}
    return checks.points_of(award, nominees, worth_of(award, today=today))


def scores_of(award: AwardRound, *, today: datetime.date) -> dict[int, int]:
    """Nominee → votes or points; who has none cannot win."""
    nominees = list(award.nominees.filter(is_dropped=False).select_related("proposal__result"))
    if award.is_by_points:
        lines = point_lines(award, nominees, today=today)
        scores = {pk: checks.total(found) for pk, found in lines.items()}
    else:
        scores = {one.pk: one.votes for one in nominees}
    return {pk: score for pk, score in scores.items() if score > 0}


@transaction.atomic
def announce(
    *,
    award: AwardRound,
    by: Seat,
    today: datetime.date,
    places: int,
    document_no: str = "",
    chosen: Iterable[AwardNominee] = (),
) -> AwardRound:
    """The result: the best by votes or points; those who tie at the last place are told, and
    `chosen` are the ones the committee agreed on.
    """
    _hold(award)
    require_open(AWARDS, thing=award, step="announce", by=by)
    scores = scores_of(award, today=today)
    settled = {one.pk for one in chosen}
    unit = "分" if award.is_by_points else "票"
    require_clear(checks.result_findings(scores, places=places, chosen=settled, unit=unit))
    won = checks.winners(scores, places=places, chosen=settled)
    _keep_result(award, won, today)
    changes = {"announced_on": today, "places": places, "document_no": document_no.strip()}
    advance(AWARDS, thing=award, step="announce", by=by, changes=changes)
    _tell(award, f"{award}结果已公布。", _concerned(award))
    return award


def _keep_result(award: AwardRound, won: dict[int, int], today: datetime.date) -> None:
    nominees = list(award.nominees.filter(is_dropped=False).select_related("proposal__result"))
    lines = point_lines(award, nominees, today=today) if award.is_by_points else {}
    for nominee in nominees:
        nominee.place = won.get(nominee.pk)
        if award.is_by_points:
            nominee.points = checks.total(lines[nominee.pk])
            nominee.point_lines = [line.kept() for line in lines[nominee.pk]]
        nominee.full_clean()
        nominee.save()


def _concerned(award: AwardRound) -> list[Seat | None]:
    """The committee, and whoever won: authors with seconders, departments, delegations."""
    found: list[Seat | None] = list(committee(award))
    for nominee in award.nominees.winners().select_related("proposal__author", "seat"):
        if nominee.proposal is not None:
            found.append(nominee.proposal.author)
        elif nominee.seat is not None:
            found.append(nominee.seat)
        else:
            people = Delegate.objects.filter(delegation=nominee.delegation).in_office()
            found += list(Seat.objects.open().filter(pk__in=people.values("member__seat")))
    return found


@transaction.atomic
def cancel_award(*, award: AwardRound, by: Seat, note: str) -> AwardRound:
    _hold(award)
    advance(AWARDS, thing=award, step="cancel", by=by, note=note)
    return award


def tied(award: AwardRound, *, today: datetime.date) -> set[int]:
    """Who ties at the last place as the round stands."""
    return checks.tied_at_the_end(scores_of(award, today=today), award.places)
