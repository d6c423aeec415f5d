"""Demonstration elections: a tie and its run-off, an appraisal, a poll, two counts that differ."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from congress.actions.appraisals import posts_of, scales
from congress.actions.counting import frame_of
from congress.checks.results import Sheet, Tally, result, tally
from congress.models import (
    Ballot,
    BallotCount,
    BallotItem,
    BallotState,
    Delegate,
    Elector,
    RollEntry,
    Session,
    SessionOffice,
    Sitting,
    State,
)
from congress.models.ballots import BallotKind, BallotMethod, Medium, usual_scale
from congress.models.sittings import Office
from members.models import Member
from union_site.demo import Stage
from union_site.models import Seat

WATCHERS = (Office.CHIEF_SCRUTINEER, Office.SCRUTINEER, Office.TELLER)
POSITION = 40  # behind the votes on matters
FIRST_ROUND = "教代会民主管理委员会委员选举"
# How often each set of candidates was marked: the third and fourth are level at the last seat.
TIE: list[tuple[tuple[int, ...], int]] = [
    ((0, 1, 2), 9),
    ((0, 1, 3), 9),
    ((0, 2, 3), 4),
    ((1, 2, 3), 3),
    ((0, 1, 2, 3), 1),
]
RUN_OFF: list[tuple[tuple[int, ...], int]] = [((0,), 17), ((1,), 7), ((), 1)]
LEANINGS = [(12, 8, 3, 0, 2), (9, 10, 4, 1, 1), (15, 7, 2, 0, 1)]
CONTENTED = [(11, 9, 4, 0, 1), (8, 11, 5, 1, 0), (7, 9, 6, 2, 1), (9, 8, 5, 1, 2), (13, 9, 3, 0, 0)]


def load(stage: Stage) -> None:
    """For the last session of the rich school that was held and has a roll."""
    held = Session.objects.of_union(stage.rich).filter(
        state=State.HELD, roll_frozen_on__isnull=False, sittings__isnull=False
    )
    session = held.order_by("-held_on").first()
    if session is None or session.ballots.filter(kind=BallotKind.ELECTION).exists():
        return
    sitting = session.sittings.order_by("position").last()
    if sitting is None or sitting.present is None:
        return
    people = _present(sitting)
    _offices(session, people, stage)
    # Neither those who count nor those with an account that is handed out stand.
    known = {seat.pk for seat in stage.seats.values()}
    others = [entry.member for entry in people[5:] if entry.member is not None]
    watching = SessionOffice.objects.filter(session=session).of(*WATCHERS)
    known_watchers = set(watching.values_list("delegate__member_id", flat=True))
    standing = [
        member
        for member in others
        if (member.seat_id or 0) not in known and member.pk not in known_watchers
    ]
    candidates = sorted(standing[2:6], key=_strokes)
    first = _election(stage, sitting, people, candidates, TIE, seats=3)
    level = [item.member for item in first.items.all() if _is_tied(first, item)]
    _election(stage, sitting, people, level, RUN_OFF, seats=first.result["free"], previous=first)
    _appraisal(stage, sitting, people)
    _poll(stage, sitting, people)
    _counting(sitting, stage)


def _strokes(member: Member | None) -> tuple[str, int]:
    return (member.stroke_order, member.pk) if member else ("", 0)


def _present(sitting: Sitting) -> list[RollEntry]:
    rows = RollEntry.objects.filter(presences__sitting=sitting, member__isnull=False)
    return list(rows.select_related("member", "delegate").order_by("stroke_order", "pk"))


def _offices(session: Session, people: Sequence[RollEntry], stage: Stage) -> None:
    if SessionOffice.objects.filter(session=session).of(Office.TELLER).exists():
        return
    officer = stage.seat(stage.rich, "officer")
    with_account = [e for e in people if e.member is not None and e.member.seat_id == officer.pk]
    tasks = [Office.CHIEF_SCRUTINEER, Office.SCRUTINEER, Office.SCRUTINEER, Office.TELLER]
    held = list(zip(people[:4], tasks, strict=True))
    held += [(entry, Office.TELLER) for entry in with_account]
    for entry, office in held:
        SessionOffice.objects.get_or_create(
            union=session.union, session=session, delegate=entry.delegate, office=office
        )


def _ballot(sitting: Sitting, kind: str, title: str, number: int, **fields: Any) -> Ballot:
    at = sitting.opened_at
    given: dict[str, Any] = {
        "method": BallotMethod.SECRET_BALLOT,
        "medium": Medium.PAPER,
        "scale": usual_scale(),
        "position": POSITION + number,
        "state": BallotState.DECIDED,
        "n": sitting.expected,
        "present": sitting.present,
        "opened_at": at,
        "closed_at": at + datetime.timedelta(minutes=10) if at else None,
    }
    ballot = Ballot(
        union=sitting.union,
        session=sitting.session,
        sitting=sitting,
        kind=kind,
        title=title,
        **{**given, **fields},
    )
    ballot.full_clean()
    ballot.save()
    return ballot


def _items(ballot: Ballot, titles: Sequence[tuple[str, Member | None, str]]) -> list[BallotItem]:
    return [
        BallotItem.objects.create(
            union=ballot.union, ballot=ballot, position=n, title=title, member=member, note=note
        )
        for n, (title, member, note) in enumerate(titles, start=1)
    ]


def _call(ballot: Ballot, people: Sequence[RollEntry]) -> None:
    """Everybody who is there may vote, and does."""
    Elector.objects.bulk_create(
        Elector(union=ballot.union, ballot=ballot, member=entry.member, entry=entry)
        for entry in people
    )


def _decide(ballot: Ballot, sheets: list[tuple[Sheet, int]], stage: Stage) -> None:
    """Sheets as they lay in the box, as many as people came, counted alike by two."""
    present = ballot.present or 0
    cast: list[tuple[Sheet, int]] = []
    for sheet, times in sheets:
        left = present - sum(used for _, used in cast)
        cast.append((sheet, min(times, left)))
    rest = present - sum(used for _, used in cast)
    frame = frame_of(ballot)
    blank = Sheet({item: "abstain" for item in frame.items if "abstain" in frame.codes})
    counted = tally([*cast, (blank, rest)], frame, issued=present)
    for place, role in enumerate(("chair", "officer"), start=1):
        _count(ballot, place, stage.seat(stage.rich, role), counted)
    ballot.result = result(frame, counted)
    ballot.save()


def _count(ballot: Ballot, place: int, by: Seat, counted: Tally) -> None:
    count = BallotCount(
        union=ballot.union,
        ballot=ballot,
        place=place,
        entered_by=by,
        issued=counted.issued,
        returned=counted.returned,
        invalid=counted.invalid,
        marks={str(item): dict(votes) for item, votes in counted.marks.items()},
        entered_at=ballot.closed_at or timezone.now(),
    )
    count.full_clean()
    count.save()


INTRODUCTIONS = ["从事财务工作多年", "教研组长", "年级组长", "工会小组长", "骨干教师"]


def _election(
    stage: Stage,
    sitting: Sitting,
    people: Sequence[RollEntry],
    candidates: Sequence[Member | None],
    marks: list[tuple[tuple[int, ...], int]],
    *,
    seats: int,
    previous: Ballot | None = None,
) -> Ballot:
    title = f"{FIRST_ROUND}（第2轮）" if previous else FIRST_ROUND
    ballot = _ballot(
        sitting,
        BallotKind.ELECTION,
        title,
        2 if previous else 1,
        seats=seats,
        write_ins=0 if previous else seats,
        round_no=2 if previous else 1,
        previous=previous,
    )
    rows = [
        (member.name, member, INTRODUCTIONS[n % 5]) for n, member in enumerate(candidates) if member
    ]
    items = _items(ballot, rows)
    _call(ballot, people)
    sheets = []
    for chosen, times in marks:
        on_sheet = {item.pk: "for" if n in chosen else "against" for n, item in enumerate(items)}
        sheets.append((Sheet(on_sheet), times))
    _decide(ballot, sheets, stage)
    return ballot


def _is_tied(ballot: Ballot, item: BallotItem) -> bool:
    return any(row["item"] == item.pk and row["is_tied"] for row in ballot.result["items"])


def _rated(
    stage: Stage, ballot: Ballot, people: Sequence[RollEntry], votes: Sequence[tuple[int, ...]]
) -> None:
    """Sheet number k marks of each item what the k-th vote for it was."""
    _call(ballot, people)
    codes = list(ballot.labels)
    spread = [
        [code for code, times in zip(codes, row, strict=True) for _ in range(times)]
        for row in votes
    ]
    items = list(ballot.items.all())
    sheets = [
        (Sheet({item.pk: row[k] for item, row in zip(items, spread, strict=True)}), 1)
        for k in range(min(len(row) for row in spread))
    ]
    _decide(ballot, sheets, stage)


def _appraisal(stage: Stage, sitting: Sitting, people: Sequence[RollEntry]) -> None:
    session = sitting.session
    leading = Delegate.objects.filter(term=session.term, is_leader=True, member__isnull=False)
    named = [row.member for row in leading.in_office().for_list()[:3]]
    leaders = named or [entry.member for entry in people[-3:]]
    ballot = _ballot(
        sitting,
        BallotKind.APPRAISAL,
        f"{session.held_on.year}年度学校领导干部民主评议",
        3,
        scale=scales()["competence"].marks,
    )
    chosen = [member for member in leaders if member is not None]
    posts = posts_of(chosen, session.term_id)
    _items(ballot, [(m.name, m, posts.get(m.pk, "中层干部")) for m in chosen])
    _rated(stage, ballot, people, LEANINGS[: len(chosen)])


def _poll(stage: Stage, sitting: Sitting, people: Sequence[RollEntry]) -> None:
    scale = scales()["contentment"]
    title = f"{sitting.session.short_title}满意度测评"
    ballot = _ballot(sitting, BallotKind.POLL, title, 4, scale=scale.marks)
    _items(ballot, [(text, None, "") for text in scale.items])
    _rated(stage, ballot, people, CONTENTED)


def _counting(sitting: Sitting, stage: Stage) -> None:
    """Sheets of paper that two people counted, and not alike."""
    ballot = _ballot(
        sitting,
        BallotKind.RESOLUTION,
        "教职工通勤班车管理办法（纸质票）",
        5,
        state=BallotState.COUNTING,
    )
    (item,) = _items(ballot, [("教职工通勤班车管理办法（修订稿）", None, "")])
    present = sitting.present or 0
    for place, (role, votes_for, against) in enumerate(
        [("chair", present - 6, 3), ("officer", present - 7, 4)], start=1
    ):
        marks = Counter({"for": votes_for, "against": against, "abstain": 2})
        counted = Tally(present, present, 1, {item.pk: marks})
        _count(ballot, place, stage.seat(stage.rich, role), counted)
