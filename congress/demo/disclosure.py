"""Demonstration data of disclosure: a catalogue, two years of notices, questions, a poll."""

from __future__ import annotations

import datetime
import struct
import zlib
from typing import Any

from congress.actions.disclosure_duties import missing_duties
from congress.actions.disclosure_parts import reading_mark
from congress.checks.disclosure import SCALE
from congress.demo.disclosure_texts import TABLES, TEXTS, sheet
from congress.demo.sessions import working_day
from congress.models import (
    Ballot,
    BallotItem,
    BallotState,
    Disclosure,
    DisclosureDuty,
    DisclosureFile,
    DisclosureQuestion,
    DisclosureReading,
    DisclosureState,
    DisclosureTable,
    DisclosureYear,
)
from congress.models.ballots import BallotKind, BallotMethod, Base, Electorate
from congress.models.periods import Cadence, Part, Period
from union_site import attachments
from union_site.calendar import DAY, add_working_days
from union_site.demo import Stage, Taken, moment, remember
from union_site.models import Seat

State = DisclosureState
# Every so many periods one is forgotten, and another one comes late.
FORGOTTEN, LATE = 9, 7
USUAL_DAYS, LATE_DAYS = 12, 52
PLACE = "综合楼一层校务公开栏"


def load(stage: Stage) -> None:
    """For the rich school, once."""
    school = stage.rich
    if DisclosureDuty.objects.of_union(school).exists():
        return
    duties = missing_duties(school, since=datetime.date(stage.today.year - 1, 1, 1))
    DisclosureDuty.objects.bulk_create(duties)
    kept = list(DisclosureDuty.objects.of_union(school).for_list())
    duty, period, day = _this_week(stage, kept)
    _history(stage, kept, skipped=(duty, period))
    _poll(stage)
    _arising(stage, kept)
    running = _running(stage, _item(stage, duty, period, day))
    _around(stage, running)
    _prepared(stage, kept)


def _item(
    stage: Stage, duty: DisclosureDuty, period: Period, published_on: datetime.date | None
) -> Disclosure:
    """As the officer would have written it; published ones hang for ten working days."""
    until = add_working_days(published_on, 10).day if published_on else None
    is_running = until is not None and until >= stage.today
    state = State.DRAFT
    if published_on:
        state = State.PUBLISHED if is_running else State.ENDED
    seat = stage.seat(stage.rich, "chair")
    return Disclosure(
        union=stage.rich,
        duty=duty,
        category=duty.category,
        title=f"{period.label}{duty.title.removeprefix('年度')}",
        text=TEXTS.get(duty.title, "").format(period=period.label),
        part=period.part,
        year=period.year,
        department=duty.department,
        channels=["board", "congress", "system"]
        if period.part == Part.YEAR
        else ["board", "system"],
        place=PLACE,
        state=state,
        published_on=published_on,
        published_until=until,
        drafted_by=seat,
        approved_by=seat if published_on else None,
    )


def _history(
    stage: Stage, duties: list[DisclosureDuty], *, skipped: tuple[DisclosureDuty, Period]
) -> None:
    """Two years of what the catalogue asks for: nearly all in time, a few late, a few not."""
    number, rows = 0, []
    first = datetime.date(stage.today.year - 1, 1, 1)
    for duty in duties:
        for period in duty.owed(first, datetime.date(stage.today.year, 12, 31)):
            number += 1
            day = _day_for(duty, period, number)
            if number % FORGOTTEN != 5 and day < stage.today and (duty, period) != skipped:
                rows.append(_item(stage, duty, period, day))
    Disclosure.objects.bulk_create(rows)
    _tables(stage, Disclosure.objects.of_union(stage.rich).select_related("duty"))


def _day_for(duty: DisclosureDuty, period: Period, number: int) -> datetime.date:
    """A budget is told in the spring of its year, all else when its time is over."""
    if duty.title.endswith("预算"):
        return working_day(period.first_day + 70 * DAY)
    days = LATE_DAYS if number % LATE == 3 else USUAL_DAYS
    return working_day(period.last_day + days * DAY)


def _tables(stage: Stage, rows: Any) -> None:
    made = []
    for row in rows:
        if row.duty is not None and row.duty.title in TABLES:
            dice = stage.dice("disclosure", row.title)
            form = TABLES[row.duty.title]
            content = sheet(form, dice)
            made.append(
                DisclosureTable(
                    union=stage.rich,
                    disclosure=row,
                    position=1,
                    title=row.title,
                    unit=form.unit,
                    drawing=form.drawing,
                    drawn=list(form.drawn),
                    file_name=f"{row.title}.xlsx",
                    **content,
                )
            )
    DisclosureTable.objects.bulk_create(made)


def _arising(stage: Stage, duties: list[DisclosureDuty]) -> None:
    """Works of last summer, and a notice that was taken down."""
    works = next(duty for duty in duties if duty.cadence == Cadence.ARISING)
    for month, title in ((4, "操场塑胶跑道维修工程招标结果"), (8, "教学楼防水维修工程结算")):
        year = stage.today.year - 1
        item = _item(
            stage, works, Period(year, Part.YEAR), working_day(datetime.date(year, month, 20))
        )
        item.title = f"{year}年{title}"
        item.text = "工程经校务会议研究、公开询价后实施，审计核减情况见附表，质保期两年。"
        item.save()
    item.pk, item.state, item.title = None, State.WITHDRAWN, f"{year}年图书采购结果（有误）"
    item.save()
    _event(
        stage,
        item,
        "withdraw",
        "撤下",
        State.PUBLISHED,
        item.published_on,
        "金额录入有误，更正后另行公布。",
    )


def _event(
    stage: Stage,
    item: Disclosure,
    step: str,
    label: str,
    source: str,
    day: datetime.date | None,
    note: str = "",
) -> None:
    by, at = stage.seat(stage.rich, "chair"), moment(day or stage.today, 10)
    remember(item, Taken(step, label, by, at, note, source=source, target=item.state))


def _this_week(
    stage: Stage, duties: list[DisclosureDuty]
) -> tuple[DisclosureDuty, Period, datetime.date]:
    """What hangs on the board today, since the day before yesterday."""
    duty = next(duty for duty in duties if duty.title.startswith("奖励性绩效"))
    day = stage.today - 2 * DAY
    if day.month > 6:
        return duty, Period(day.year, Part.FIRST_HALF), day
    return duty, Period(day.year - 1, Part.SECOND_HALF), day


def _running(stage: Stage, item: Disclosure) -> Disclosure:
    item.save()
    _tables(stage, [item])
    day = item.published_on or stage.today
    _event(stage, item, "approve", "批准", State.DRAFT, day - DAY)
    _event(stage, item, "publish", "公布", State.APPROVED, day)
    return item


def _around(stage: Stage, item: Disclosure) -> None:
    """A question with its answer, one that waits, readers, a picture of the board."""
    chair = stage.seat(stage.rich, "chair")
    seats = list(Seat.objects.filter(union=stage.rich).order_by("pk"))
    asking = next((seat for seat in seats if seat.user.username == "teacher"), chair)
    given: dict[str, Any] = {"union": stage.rich, "disclosure": item, "asked_by": asking}
    DisclosureQuestion.objects.create(
        **given,
        text="班主任工作量是按班级人数还是按班数核定的？",
        asked_at=moment(item.published_on or stage.today, 15),
        answer="按班数核定，超过标准班额的另计，见教代会通过的分配办法。",
        answered_by=chair,
        answered_at=moment((item.published_on or stage.today) + DAY, 9),
    )
    DisclosureQuestion.objects.create(
        **given,
        kind=DisclosureQuestion.Kind.OBJECTION,
        text="教辅岗位的平均数与附表的合计对不上，请核对。",
        asked_at=moment((item.published_on or stage.today) + DAY, 16),
    )
    DisclosureReading.objects.bulk_create(
        DisclosureReading(union=stage.rich, disclosure=item, mark=reading_mark(item, seat))
        for seat in seats
        if seat != asking
    )
    kept = attachments.keep(
        union=stage.rich,
        owner=chair,
        content=_picture(),
        name="公开栏张贴照片.png",
        content_type="image/png",
    )
    DisclosureFile.objects.create(
        union=stage.rich, disclosure=item, purpose=DisclosureFile.Purpose.EVIDENCE, file=kept
    )


def _picture(width: int = 240, height: int = 160) -> bytes:
    """A board with two sheets of paper on it, drawn by dots."""
    board, paper, edge = b"\x2f\x6b\x4f", b"\xfb\xfa\xf5", b"\x8a\x5a\x2b"

    def dot(x: int, y: int) -> bytes:
        if min(x, y, width - 1 - x, height - 1 - y) < 8:
            return edge
        return paper if 26 < y < 134 and x % 120 in range(24, 98) else board

    lines = (b"\x00" + b"".join(dot(x, y) for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _prepared(stage: Stage, duties: list[DisclosureDuty]) -> None:
    """One draft, and one that waits for the school's leaders."""
    plan = next(duty for duty in duties if duty.title == "年度经费预算")
    draft = _item(stage, plan, Period(stage.today.year + 1, Part.YEAR), None)
    draft.title += "（草案）"
    draft.save()
    duty = next(duty for duty in duties if duty.title.startswith("大宗物资"))
    waiting = _item(stage, duty, Period(stage.today.year, Part.SECOND_HALF), None)
    waiting.state = State.SUBMITTED
    waiting.save()
    _tables(stage, [waiting])


def _poll(stage: Stage) -> None:
    """The poll on last year's accounts, and the one on last year as a whole."""
    year = stage.today.year - 1
    accounts = (
        Disclosure.objects.of_union(stage.rich)
        .disclosed()
        .filter(duty__title="公用经费使用情况", year=year)
        .order_by("published_on")
        .first()
    )
    if accounts is not None and accounts.published_on:
        accounts.poll = _ballot(
            stage, f"“{accounts.title}”", accounts.published_on, [21, 24, 9, 2, 3]
        )
        accounts.save()
    ended = datetime.date(year, 12, 20)
    DisclosureYear.objects.create(
        union=stage.rich,
        year=year,
        poll=_ballot(stage, f"{year}年度校务公开工作", ended, [18, 27, 10, 3, 2]),
    )


def _ballot(stage: Stage, about: str, day: datetime.date, counts: list[int]) -> Ballot:
    returned = sum(counts)
    ballot = Ballot(
        union=stage.rich,
        title=f"{about}满意度测评",
        kind=BallotKind.POLL,
        method=BallotMethod.SECRET_BALLOT,
        electorate=Electorate.MEMBERS,
        scale=[list(pair) for pair in SCALE],
        state=BallotState.DECIDED,
        opened_at=moment(day, 9),
        closed_at=moment(day + 3 * DAY, 17),
        drafted_by=stage.seat(stage.rich, "chair"),
        result=_result(max(stage.rich.staff_count, returned), returned),
    )
    ballot.full_clean()
    ballot.save()
    item = BallotItem.objects.create(union=stage.rich, ballot=ballot, position=1, title=about)
    marks = {code: n for (code, _), n in zip(SCALE, counts, strict=True)}
    ballot.result["items"] = [_counted(item, marks)]
    ballot.save()
    return ballot


def _result(asked: int, returned: int) -> dict[str, Any]:
    """As actions/counting.py leaves it of a poll: figures, and nothing to be adopted."""
    return {
        "n": asked,
        "base": Base.ALL,
        "base_count": asked,
        "needed": None,
        "present": asked,
        "issued": asked,
        "returned": returned,
        "valid": returned,
        "invalid": 0,
        "is_adopted": None,
        "is_split": True,
        "free": None,
        "items": [],
        "named": [],
    }


def _counted(item: BallotItem, marks: dict[str, int]) -> dict[str, Any]:
    return {
        "item": item.pk,
        "title": item.title,
        "counts": marks,
        "is_adopted": None,
        "is_elected": None,
        "is_tied": False,
        "rank": None,
    }
