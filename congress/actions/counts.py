"""Acts on counts by people: two tellers count apart from each other, and agree."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from congress.actions.acting import MANAGE, lock, require
from congress.actions.counting import frame_of
from congress.actions.rounds import next_round
from congress.actions.voiding import void_ballot
from congress.checks import counts as checks
from congress.checks.results import Frame, Tally, result
from congress.models import Ballot, BallotCount, BallotState, SessionOffice
from congress.models.ballots import BallotKind, Electorate, Medium
from congress.models.sittings import Office
from congress.workflow.ballots import BALLOT
from union_site import audit
from union_site.findings import Finding, require_clear
from union_site.models import Seat
from union_site.workflow import advance

COUNTING_OFFICES = (Office.CHIEF_SCRUTINEER, Office.SCRUTINEER, Office.TELLER)


def may_count(ballot: Ballot, seat: Seat) -> bool:
    """Who counts here: scrutineers and tellers of the session, and who manages the congress.

    Nobody counts the votes on himself.
    """
    if ballot.union_id != seat.union_id or not seat.can("congress.own"):
        return False
    if ballot.items.filter(member__seat=seat).exists():
        return False
    return seat.can(MANAGE) or holds_office(ballot, seat)


def holds_office(ballot: Ballot, seat: Seat) -> bool:
    mine = SessionOffice.objects.filter(
        session=ballot.session_id,
        delegate__member__seat=seat,
        delegate__ended_on__isnull=True,
    )
    return ballot.session_id is not None and mine.of(*COUNTING_OFFICES).exists()


def limit_of(ballot: Ballot) -> int:
    """How many may vote: those present, or everybody entitled where absence is no matter."""
    if ballot.electorate == Electorate.DELEGATES:
        return ballot.present or 0
    return ballot.electors.count() or ballot.n or 0


def is_by_hands(ballot: Ballot) -> bool:
    return ballot.medium == Medium.COUNTED


def tally_of(count: BallotCount) -> Tally:
    return Tally(
        issued=count.issued,
        returned=count.returned,
        invalid=count.invalid,
        marks={int(item): Counter(votes) for item, votes in count.marks.items()},
        named=Counter(count.named),
    )


def count_findings(ballot: Ballot, frame: Frame, counted: Tally) -> list[Finding]:
    return checks.reconcile(frame, counted, limit=limit_of(ballot), is_by_hands=is_by_hands(ballot))


def _counting(ballot: Ballot, by: Seat) -> None:
    """Waits for whoever is writing, and refuses who may not or comes too late."""
    if not may_count(ballot, by):
        raise PermissionDenied
    lock(ballot)
    ballot.refresh_from_db(fields=["state"])
    if ballot.medium == Medium.PHONE:
        raise ValidationError("手机投票由系统计票，不需要录入。")
    if ballot.state != BallotState.COUNTING:
        raise ValidationError(f"现在是“{ballot.get_state_display()}”，不能录入票数。")


@transaction.atomic
def begin_count(*, ballot: Ballot, by: Seat, now: datetime.datetime) -> Ballot:
    """Nobody votes any more; the counting begins."""
    return advance(BALLOT, thing=ballot, step="count", by=by, changes={"closed_at": now})


@transaction.atomic
def record_count(
    *,
    ballot: Ballot,
    by: Seat,
    now: datetime.datetime,
    marks: Mapping[int, Mapping[str, int]],
    issued: int = 0,
    returned: int = 0,
    invalid: int = 0,
    named: Mapping[str, int] | None = None,
    accepted: Iterable[str] = (),
) -> BallotCount:
    """Writes down what one teller counted, or corrects it; the other's figures stay unseen.

    `marks`: item → code → votes. Of hands the sheets are those present. The trail keeps that
    somebody counted, not what: no figure is known before the result.
    """
    _counting(ballot, by)
    count = _own_or_free(ballot, by)
    counted = {"issued": issued, "returned": returned, "invalid": invalid}
    if is_by_hands(ballot):
        counted = {"issued": limit_of(ballot), "returned": limit_of(ballot), "invalid": 0}
    for name, value in counted.items():
        setattr(count, name, value)
    count.marks = {str(item): dict(votes) for item, votes in marks.items()}
    count.named, count.entered_at = dict(named or {}), now
    found = count_findings(ballot, frame_of(ballot), tally_of(count))
    agreed = require_clear(found, accepted=accepted)
    count.full_clean()
    count.save()
    _note(ballot, by, f"第{count.place}次点票", agreed)
    return count


def _own_or_free(ballot: Ballot, by: Seat) -> BallotCount:
    counts = list(ballot.counts.select_related("entered_by__user").order_by("place"))
    for count in counts:
        if count.entered_by_id == by.pk:
            return count
    if len(counts) == 2:
        names = "、".join(count.entered_by.name for count in counts)
        raise ValidationError(f"{names}已经录入两次点票结果，不需要再录。")
    if counts and is_by_hands(ballot):
        raise ValidationError(f"{counts[0].entered_by.name}已经录入，请核对后确认。")
    return BallotCount(union=ballot.union, ballot=ballot, place=len(counts) + 1, entered_by=by)


def _note(ballot: Ballot, by: Seat, note: str, agreed: Iterable[Finding] = ()) -> None:
    audit.record(
        verb="congress.ballot_count",
        label="录入计票",
        by=by,
        thing=ballot,
        note=note,
        accepted=agreed,
    )


@transaction.atomic
def confirm_count(*, ballot: Ballot, by: Seat, now: datetime.datetime, seen: str) -> BallotCount:
    """A second teller says that the hands were counted right.

    `seen`: the version of the figures that were shown to her, so that nobody confirms what has been
    corrected meanwhile.
    """
    _counting(ballot, by)
    first = ballot.counts.filter(place=1).first()
    if not is_by_hands(ballot) or first is None:
        raise ValidationError("没有可以确认的计票结果。")
    if first.entered_by_id == by.pk:
        raise ValidationError("本人录入的票数须由另一位监票人或计票人确认。")
    if first.version != seen:
        raise ValidationError("票数刚刚被更正，请刷新页面，重新核对后再确认。")
    count = ballot.counts.filter(place=2).first()
    if count is not None and count.entered_by_id != by.pk:
        raise ValidationError("另一位计票人已经确认过，不需要再确认。")
    count = count or BallotCount(union=ballot.union, ballot=ballot, place=2, entered_by=by)
    for name in ("issued", "returned", "invalid", "marks", "named"):
        setattr(count, name, getattr(first, name))
    count.entered_at = now
    count.full_clean()
    count.save()
    _note(ballot, by, "确认点票")
    return count


def pair_of(ballot: Ballot) -> tuple[BallotCount | None, BallotCount | None]:
    """The two counts, as far as they are there."""
    held = {c.place: c for c in ballot.counts.select_related("entered_by__user")}
    return held.get(1), held.get(2)


def lines_of(ballot: Ballot, frame: Frame) -> list[checks.Line]:
    """Both counts side by side; nothing while one of them is missing."""
    first, second = pair_of(ballot)
    if first is None or second is None:
        return []
    return checks.compare(frame, ballot.labels, tally_of(first), tally_of(second))


@transaction.atomic
def decide_count(
    *, ballot: Ballot, by: Seat, now: datetime.datetime, accepted: Iterable[str] = ()
) -> Ballot:
    """Makes what both tellers counted the result, once and for ever."""
    lock(ballot)
    ballot.refresh_from_db(fields=["state"])
    if ballot.state != BallotState.COUNTING:
        # The engine knows the words for who was faster, and for who may not.
        return advance(BALLOT, thing=ballot, step="decide", by=by)
    frame = frame_of(ballot)
    lines = lines_of(ballot, frame)
    if not lines:
        raise ValidationError("须有两位计票人分别录入，才能公布结果。")
    if different := [line.label for line in lines if line.differs]:
        raise ValidationError(f"两次点票不一致：{'、'.join(different)}。请重新清点后更正。")
    first, _ = pair_of(ballot)
    counted = tally_of(first) if first else Tally()
    agreed = require_clear(count_findings(ballot, frame, counted), accepted=accepted)
    changes = {"result": result(frame, counted), "closed_at": ballot.closed_at or now}
    return advance(BALLOT, thing=ballot, step="decide", by=by, changes=changes, accepted=agreed)


@transaction.atomic
def repeat_ballot(*, ballot: Ballot, by: Seat, note: str) -> Ballot:
    """作废重投: the vote is void, and a new draft of the same sheet takes its place."""
    void_ballot(ballot=ballot, by=by, note=note)
    rows = [(item.title, item.member, item.note) for item in ballot.items.select_related("member")]
    drafted = next_round(
        ballot, rows, seats=ballot.seats, write_ins=ballot.write_ins, by=by, suffix="重投"
    )
    audit.record(verb="congress.ballot_repeat", label="作废重投", by=by, thing=drafted, note=note)
    return drafted


def may_vote_again(ballot: Ballot) -> bool:
    """Whether it decided on matters and did not adopt them all."""
    is_matter = ballot.is_decided and ballot.kind == BallotKind.RESOLUTION
    return is_matter and not ballot.result.get("is_adopted")


@transaction.atomic
def vote_again(*, ballot: Ballot, by: Seat) -> Ballot:
    """修改后再次表决: a draft with what was not adopted, to be changed before it opens."""
    require(by, ballot.union_id)
    lock(ballot)
    ballot.refresh_from_db(fields=["state", "result"])
    if not may_vote_again(ballot):
        raise ValidationError("公布结果、未获通过的表决，才能再次表决。")
    done = {row["item"] for row in ballot.result["items"] if row["is_adopted"]}
    items = ballot.items.select_related("member").order_by("position")
    rows = [(item.title, item.member, item.note) for item in items if item.pk not in done]
    drafted = next_round(ballot, rows, seats=None, write_ins=0, by=by, suffix="再次表决")
    audit.record(verb="congress.ballot_again", label="拟定再次表决", by=by, thing=drafted)
    return drafted
