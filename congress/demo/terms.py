"""Demonstration of the other series, and of the work between sessions, at the rich school."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import timezone

from congress import checks
from congress.demo.sessions import working_day
from congress.models import (
    CongressTerm,
    Delegate,
    DelegateActivity,
    DelegateTraining,
    Initiative,
    InitiativeSignature,
    InitiativeState,
    JointMeeting,
    Series,
    Session,
    State,
)
from congress.models.between import ActivityKind
from congress.models.delegates import Role
from union_site.calendar import DAY
from union_site.demo import Stage, Taken, moment, remember

COMMITTEE = 7
# days ago, enlarged, agenda
PLENARIES = [
    (330, False, "研究年度工会工作计划和经费预算"),
    (150, True, "通报教代会筹备情况，征求工会小组长意见"),
    (40, False, "研究教职工重阳节慰问和秋季文体活动"),
]
TRAININGS = [
    ("新一届代表履职培训：代表的权利和义务", 20, Decimal("3.0"), "区教育工会 郑同舟", 27),
    ("怎样写好一件提案", 320, Decimal("2.0"), "提案工作组", 24),
    ("校务公开与民主评议专题学习", 70, Decimal("1.5"), "", 22),
]
ACTIVITIES = [
    (12, ActivityKind.VISIT, "走访三年级组，了解课后服务值班安排", "排班偏密，已汇总给教导处。"),
    (25, ActivityKind.VOICE, "反映教师办公室空调老化", "总务处答复寒假前更换六台。"),
    (33, ActivityKind.FOLLOW_UP, "查看食堂晚餐窗口设置情况", "窗口已开，价格已公示。"),
    (48, ActivityKind.SURVEY, "教师工作负担问卷，收回 41 份", "结果提交教代会提案工作组。"),
    (60, ActivityKind.ATTEND, "列席行政会议，听取绩效方案说明", ""),
    (75, ActivityKind.REPORT, "向本选区教职工报告教代会决议", "到会 14 人，回答了四个问题。"),
    (90, ActivityKind.VISIT, "看望生病住院的同事", "转达工会慰问。"),
    (110, ActivityKind.VOICE, "反映校门口早高峰停车问题", "德育处已调整接送路线。"),
]
MEETINGS = [
    (
        260,
        "课后服务经费分配办法的临时调整",
        "会议同意将社团指导课时系数由 1.0 调整为 1.2，自当月起执行，并向下一次教代会报告。",
        True,
    ),
    (
        35,
        "运动会期间调休安排",
        "会议同意参加裁判工作的教职工在学期内调休半天，由各年级组统筹，不影响上课。",
        False,
    ),
]
REASON = (
    "不少代表反映，本学期教职工子女暑期托管的需求集中，原方案没有经过讨论。"
    "建议召开临时会议，审议托管的时间、师资和费用。"
)


def load(stage: Stage) -> None:
    term = CongressTerm.objects.of_union(stage.rich).in_force(stage.today).first()
    if term is None:
        return
    if not CongressTerm.objects.of_union(stage.rich).of_series(Series.UNION).exists():
        _union_congress(term)
        _committee(term, stage)
    rows = term.delegates.in_office().full().select_related("member__seat__user")
    people = list(rows.order_by("pk"))
    if people and not term.trainings.exists():
        _trainings(term, people, stage.today)
        _activities(people, stage.today)
        _meetings(term, people, stage.today)
        _initiatives(term, people, stage.today)


def _keep(row: CongressTerm | Session) -> None:
    row.full_clean()
    row.save()


def _union_congress(term: CongressTerm) -> None:
    """The first session of the term was a joint one 双代会."""
    union_term = CongressTerm(
        union=term.union,
        series=Series.UNION,
        term_no=(term.term_no or 0) + 1,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        full_delegates=term.full_delegates,
    )
    _keep(union_term)
    first = term.sessions.filter(session_no=1).first()
    if first is not None:
        first.joint_term, first.joint_session_no = union_term, 1
        _keep(first)


def _committee(term: CongressTerm, stage: Stage) -> None:
    starts_on = stage.today - 400 * DAY
    committee = CongressTerm(
        union=term.union,
        series=Series.COMMITTEE,
        term_no=term.term_no,
        starts_on=starts_on,
        ends_on=checks.years_on(starts_on, 3) - DAY,
        full_delegates=COMMITTEE,
    )
    _keep(committee)
    for number, (days, is_enlarged, agenda) in enumerate(PLENARIES, start=1):
        _keep(
            Session(
                union=term.union,
                term=committee,
                session_no=number,
                kind=Session.Kind.FIRST if number == 1 else Session.Kind.TOPICAL,
                is_enlarged=is_enlarged,
                held_on=working_day(stage.today - days * DAY),
                place="工会活动室",
                agenda=agenda,
                state=State.HELD,
                expected=COMMITTEE,
                present=COMMITTEE - number % 2,
                observers=12 if is_enlarged else 0,
                registered_by=stage.seat(stage.rich, "chair"),
            )
        )


def _trainings(term: CongressTerm, people: list[Delegate], today: datetime.date) -> None:
    for topic, days, hours, speaker, count in TRAININGS:
        held_on = term.starts_on + days * DAY if days < 60 else today - days * DAY
        training = DelegateTraining.objects.create(
            union=term.union,
            term=term,
            topic=topic,
            held_on=working_day(max(held_on, term.starts_on)),
            hours=hours,
            speaker=speaker,
            place="多功能厅",
        )
        training.attendees.set(people[-count:])


def _activities(people: list[Delegate], today: datetime.date) -> None:
    """The teacher's own account finds two of her own, the rest lies with others."""
    teacher = _teacher(people)
    others = [row for row in people if row != teacher] or people
    for number, (days, kind, subject, record) in enumerate(ACTIVITIES):
        delegate = teacher if number % 4 == 0 else others[number * 3 % len(others)]
        DelegateActivity.objects.create(
            union=delegate.union,
            delegate=delegate,
            kind=kind,
            held_on=max(today - days * DAY, delegate.since),
            subject=subject,
            record=record,
        )


def _teacher(people: list[Delegate]) -> Delegate:
    """Whom the account `teacher` belongs to: what waits for her shows on her phone."""
    for row in people:
        seat = row.member.seat if row.member else None
        if seat is not None and seat.user.username == "teacher":
            return row
    return people[0]


def _meetings(term: CongressTerm, people: list[Delegate], today: datetime.date) -> None:
    heads = [row for row in people if row.role == Role.HEAD] or people[:1]
    circle = [row.member for row in [*heads, *people[3:7]] if row.member is not None]
    for days, matter, conclusion, is_reported in MEETINGS:
        held_on = max(today - days * DAY, term.starts_on)
        following = term.sessions.held().filter(held_on__gte=held_on).order_by("held_on").first()
        meeting = JointMeeting.objects.create(
            union=term.union,
            term=term,
            held_on=held_on,
            place="会议室",
            chair=circle[0],
            matter=matter,
            conclusion=conclusion,
            reported_at=following if is_reported else None,
        )
        meeting.participants.set(circle)


def _initiatives(term: CongressTerm, people: list[Delegate], today: datetime.date) -> None:
    """One that reached its third and waits for the chair, one that is being signed."""
    needed = -(-len(people) // 3)
    rest = people[6:] or people
    submitted = _initiative(term, rest[: needed + 1], "审议教职工子女暑期托管方案", today - 9 * DAY)
    now = timezone.now()
    Initiative.objects.filter(pk=submitted.pk).update(
        state=InitiativeState.SUBMITTED,
        submitted_at=now,
        delegates=len(people),
        needed=needed,
    )
    opener = submitted.opened_by.member
    states = (InitiativeState.COLLECTING, InitiativeState.SUBMITTED)
    seat = opener.seat if opener else None
    remember(submitted, Taken("submit", "提交工会", seat, now, source=states[0], target=states[1]))
    others = [row for row in reversed(people) if row != _teacher(people)] or people
    _initiative(
        term,
        others[: max(needed - 3, 1)],
        "讨论教师办公室搬迁方案",
        today - 2 * DAY,
    )


def _initiative(
    term: CongressTerm, signers: list[Delegate], matter: str, day: datetime.date
) -> Initiative:
    initiative = Initiative.objects.create(
        union=term.union,
        term=term,
        matter=matter,
        reason=REASON if "托管" in matter else "搬迁涉及全体教师的工作安排，宜先经代表讨论。",
        opened_by=signers[0],
        opened_on=max(day, term.starts_on),
    )
    at = moment(day, 16, 20)
    InitiativeSignature.objects.bulk_create(
        InitiativeSignature(
            union=term.union,
            initiative=initiative,
            delegate=delegate,
            at=at + datetime.timedelta(minutes=17 * number),
        )
        for number, delegate in enumerate(signers)
    )
    return initiative
