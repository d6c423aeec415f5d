"""Demonstration of pledges, the privacy notice and corrections, for the rich school."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import timezone

from members.actions.privacy import shipped_text
from members.models import (
    Correction,
    CorrectionState,
    Disclosure,
    Member,
    NoticeAcceptance,
    Pledge,
    PledgeSignature,
    PledgeState,
    PrivacyNotice,
)
from union_site.demo import Stage
from union_site.models import Grant, Seat, StepEvent, User

TEXT = """为加强师德师风建设，做“四有”好老师，我向学校、家长和学生郑重承诺：
一、坚定方向。拥护中国共产党的领导，贯彻党的教育方针，不传播有违国家利益的言论。
二、爱岗敬业。认真备课上课，耐心批改辅导，不敷衍塞责，不擅离岗位。
三、关爱学生。尊重每一个孩子，不体罚和变相体罚，不讽刺、歧视、侮辱学生，保护学生安全和隐私。
四、廉洁从教。不收受学生和家长的礼品礼金，不从事有偿补课，不推销教辅资料。
五、为人师表。衣着整洁，言行得体，团结同事，遵守公德。
以上承诺，请大家监督。如有违反，愿按有关规定接受处理。"""
DECLINED = "职称以聘任文件为准，文件下发后由工会统一更新。"
WITH_SEATS = 45  # members of the rich school who log in beside the demonstration accounts


def load(stage: Stage) -> None:
    """Brings what is missing; what is there already stays as it is."""
    if Pledge.objects.of_union(stage.rich).exists():
        return
    _open_accounts(stage)
    members = list(
        Member.objects.of_union(stage.rich).active().select_related("seat").order_by("pk")
    )
    _pledges(stage, members)
    _notice(stage)
    _corrections(stage, members)


def _open_accounts(stage: Stage) -> None:
    """Most members log in themselves; nobody knows a password to these accounts."""
    rows = Member.objects.of_union(stage.rich).without_account().order_by("pk")[:WITH_SEATS]
    people = [member for member in rows if not User.objects.filter(username=member.mobile)]
    users = [User(username=m.mobile, mobile=m.mobile, name=m.name) for m in people]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    seats = Seat.objects.bulk_create(Seat(user=user, union=stage.rich) for user in users)
    since = datetime.date(2023, 9, 1)
    Grant.objects.bulk_create(Grant(seat=seat, role="member", valid_from=since) for seat in seats)
    for member, seat in zip(people, seats, strict=True):
        member.seat = seat
    Member.objects.bulk_update(people, ["seat"])


def _moment(day: datetime.date, minutes: int) -> datetime.datetime:
    at = datetime.datetime.combine(day, datetime.time(8)) + datetime.timedelta(minutes=minutes)
    return timezone.make_aware(at)


def _pledges(stage: Stage, members: list[Member]) -> None:
    """Last year's, signed by all; this year's, two thirds signed and the teacher not."""
    last = datetime.date(stage.today.year - 1, 9, 1)
    closed = _pledge(stage, last, last + datetime.timedelta(days=29), PledgeState.CLOSED)
    _sign(stage, closed, members)
    begun = stage.today - datetime.timedelta(days=12)
    current = _pledge(stage, begun, stage.today + datetime.timedelta(days=9), PledgeState.OPEN)
    teacher = _teacher(stage)
    others = [member for member in members if member.pk != teacher.pk]
    # Those with demonstration accounts come first in the roster; they have signed.
    _sign(stage, current, others[: len(members) * 2 // 3])


def _teacher(stage: Stage) -> Member:
    """The account that is a member and nothing else."""
    teacher = Seat.objects.get(union=stage.rich, user__username="teacher")
    return Member.objects.get(seat=teacher)


def _pledge(stage: Stage, first: datetime.date, last: datetime.date, state: str) -> Pledge:
    return Pledge.objects.create(
        union=stage.rich,
        title=f"{first.year} 年师德承诺书",
        text=TEXT,
        opens_on=first,
        closes_on=last,
        state=state,
    )


def _sign(stage: Stage, pledge: Pledge, members: Iterable[Member]) -> None:
    dice = stage.dice("pledge", pledge.title)
    chair, print_of = stage.seat(stage.rich, "chair"), pledge.fingerprint
    span = min((stage.today - pledge.opens_on).days, 20)
    PledgeSignature.objects.bulk_create(
        PledgeSignature(
            union=stage.rich,
            pledge=pledge,
            member=member,
            seat=member.seat or chair,
            on_paper=member.seat is None,
            at=_moment(
                pledge.opens_on + datetime.timedelta(days=dice.randrange(span)),
                dice.randrange(600),
            ),
            sha256=print_of,
        )
        for member in members
    )


def _notice(stage: Stage) -> None:
    """Version 1, read by all demonstration accounts and by most of the others."""
    if PrivacyNotice.objects.of_union(stage.rich).exists():
        return
    chair = stage.seat(stage.rich, "chair")
    published_on = stage.today - datetime.timedelta(days=40)
    notice = PrivacyNotice.objects.create(
        union=stage.rich,
        version=1,
        text=shipped_text(stage.rich, chair=chair.name),
        published_on=published_on,
        published_by=chair,
    )
    dice = stage.dice("notice")
    seats = Seat.objects.filter(union=stage.rich).select_related("user").order_by("pk")
    known = {seat.pk for (union_id, _), seat in stage.seats.items() if union_id == stage.rich.pk}
    known.add(Seat.objects.get(union=stage.rich, user__username="teacher").pk)
    NoticeAcceptance.objects.bulk_create(
        NoticeAcceptance(
            union=stage.rich,
            notice=notice,
            seat=seat,
            at=_moment(published_on + datetime.timedelta(days=dice.randrange(30)), 90),
        )
        for seat in seats
        if seat.pk in known or dice.random() < 0.8
    )


def _corrections(stage: Stage, members: list[Member]) -> None:
    """One that waits for the chair, one that was declined; and somebody has looked."""
    teacher, chair = _teacher(stage), stage.seat(stage.rich, "chair")
    Correction.objects.create(
        union=stage.rich,
        member=next(m for m in members if m.seat and m.seat_id != chair.pk and m != teacher),
        field=Correction.Field.MOBILE,
        proposed="19900001234",
        reason="上个月换了手机号。",
        asked_at=_moment(stage.today - datetime.timedelta(days=2), 130),
    )
    decided_at = _moment(stage.today - datetime.timedelta(days=50), 400)
    declined = Correction.objects.create(
        union=stage.rich,
        member=teacher,
        field=Correction.Field.TITLE,
        reason="今年已评上一级教师。",
        state=CorrectionState.DECLINED,
        asked_at=decided_at - datetime.timedelta(days=3),
        decided_at=decided_at,
        decided_by=chair,
        answer=DECLINED,
    )
    StepEvent.objects.create(
        union=stage.rich,
        object_type=declined._meta.label_lower,
        object_id=str(declined.pk),
        step="decline",
        label="不予采纳",
        source=CorrectionState.OPEN,
        target=CorrectionState.DECLINED,
        seat=chair,
        note=DECLINED,
        at=decided_at,
    )
    Disclosure.objects.create(
        union=stage.rich,
        member=teacher,
        what="证件号码",
        reason="办理职工互助保障投保",
        by=chair,
        at=_moment(stage.today - datetime.timedelta(days=70), 200),
    )
