"""Demonstration data of meetings: two years of monthly meetings, a forum, and a slip of paper."""

from __future__ import annotations

import datetime
import io
import uuid

from PIL import Image, ImageDraw

from members.models import Member
from proposals.actions import hash_of_code, photos, receipt_code
from proposals.models import MicroProposal, MicroState, SourceMeeting
from union_site.demo import Stage, moment
from union_site.encryption import keyed_hash

PLACES = ("教工之家", "二楼会议室", "心灵小屋")
SLIP = "西门口的路灯坏了两盏，下晚班看不清台阶，请早点修好。"


def load(stage: Stage) -> None:
    if SourceMeeting.objects.of_union(stage.rich).exists():
        return
    for year in (stage.today.year - 1, stage.today.year):
        _monthly(stage, year)
    _forum(stage)
    _slip(stage)
    _photo(stage)


def _solved(stage: Stage, year: int, *, is_even: bool) -> list[MicroProposal]:
    rows = MicroProposal.objects.of_union(stage.rich).published().filter(year=year)
    found = rows.order_by("submitted_on", "serial")
    return [row for row in found if row.serial and (row.serial % 2 == 0) == is_even]


def _monthly(stage: Stage, year: int) -> None:
    """One problem a meeting, and every one of them solved: every second of the year's."""
    for number, proposal in enumerate(_solved(stage, year, is_even=True)):
        meeting = _held(
            stage,
            SourceMeeting.Kind.MONTHLY,
            proposal.submitted_on,
            f"{proposal.submitted_on.month}月教职工生活会",
            number,
        )
        _came_from(proposal, meeting, MicroProposal.Source.MEETING)


def _forum(stage: Stage) -> None:
    raised = _solved(stage, stage.today.year, is_even=False)[:3]
    if not raised:
        return
    last = max(row.submitted_on for row in raised)
    topic = "“我为学校献一计”金点子座谈会"
    meeting = _held(stage, SourceMeeting.Kind.FORUM, last, topic, 4)
    for proposal in raised:
        _came_from(proposal, meeting, MicroProposal.Source.FORUM)


def _held(stage: Stage, kind: str, day: datetime.date, topic: str, number: int) -> SourceMeeting:
    host = stage.seat(stage.rich, "chair")
    return SourceMeeting.objects.create(
        union=stage.rich,
        kind=kind,
        held_on=day,
        place=PLACES[number % len(PLACES)],
        host=host.user.name,
        attended=14 + number * 5 % 11,
        topic=topic,
        entered_by=host,
        created_at=_noon(day),
    )


def _came_from(proposal: MicroProposal, meeting: SourceMeeting, source: str) -> None:
    proposal.meeting, proposal.source, proposal.entered_by = meeting, source, meeting.entered_by
    proposal.full_clean()
    proposal.save()


def _slip(stage: Stage) -> None:
    """From the paper box, by a colleague on the roster who has no account."""
    chair = stage.seat(stage.rich, "chair")
    members = Member.objects.filter(union=stage.rich, seat__isnull=True)
    member = members.on_roll().order_by("pk").first()
    key = uuid.UUID(int=stage.dice("micro", "slip").getrandbits(128), version=4)
    day = stage.today - datetime.timedelta(days=2)
    proposal = MicroProposal(
        id=key,
        union=stage.rich,
        text=SLIP,
        category=MicroProposal.Category.LOGISTICS,
        publicity=MicroProposal.Publicity.OPEN,
        source=MicroProposal.Source.BOX,
        entered_by=chair,
        member=member,
        author_name="" if member else "门卫班",
        receipt_hash=hash_of_code(receipt_code(key.hex)),
        submission_hash=keyed_hash(key.hex, "submission"),
        submitted_on=day,
        submitted_at=_noon(day),
    )
    proposal.full_clean()
    proposal.save(force_insert=True)


def _photo(stage: Stage) -> None:
    """A drawn picture for the proposal that is being handled."""
    rows = MicroProposal.objects.of_union(stage.rich).filter(state=MicroState.ASSIGNED)
    proposal = rows.order_by("serial").first()
    if proposal is None:
        return
    proposal.photo = photos.keep(proposal, _drawn(), at=_noon(proposal.submitted_on))
    proposal.full_clean()
    proposal.save()


def _drawn() -> bytes:
    picture = Image.new("RGB", (960, 640), "#1d2733")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 430, 960, 640), fill="#3d4a3a")
    for left in (140, 460, 780):
        pen.rectangle((left, 150, left + 12, 430), fill="#8d949c")
        pen.ellipse((left - 24, 110, left + 36, 170), fill="#4b545e")
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=80)
    return made.getvalue()


def _noon(day: datetime.date) -> datetime.datetime:
    return moment(day, 12)
