"""Demonstration of membership life: histories, applications, transfers between schools."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from members.actions import applications, transfers
from members.checks import membership as checks
from members.demo.roster import invented_number
from members.models import Application, EventKind, Member, MembershipEvent, Transfer, UnionGroup
from members.models.codes import PostCategory, Status
from members.models.people import id_hash
from union_site import receipts
from union_site.demo import Stage
from union_site.encryption import keyed_hash
from union_site.idcards import Sex
from union_site.models import Union

# Those who were members once: name, sex, born, joined, how it ended, years ago, why.
LEFT = (
    ("丁慕云", Sex.FEMALE, 1961, 1990, "deceased", 1, "因病去世"),
    ("郝立新", Sex.MALE, 1988, 2013, "resigned", 1, "本人申请退会"),
    ("严晨曦", Sex.FEMALE, 1984, 2008, "lapsed", 2, "工会小组长三次谈话，本人坚持不参加"),
)
# Those who wish to join: name, sex, born, post, how far it has come, days ago.
APPLICANTS = (
    ("骆清扬", Sex.FEMALE, 2002, PostCategory.TEACHER, "submitted", 2),
    ("祁宇轩", Sex.MALE, 2001, PostCategory.TEACHER, "submitted", 5),
    ("闻佳慧", Sex.FEMALE, 1999, PostCategory.STAFF, "endorsed", 9),
    ("尚志学", Sex.MALE, 1995, PostCategory.WORKER, "rejected", 40),
    ("卫雨桐", Sex.FEMALE, 2000, PostCategory.TEACHER, "withdrawn", 55),
)


def load(stage: Stage) -> None:
    """Brings what is missing; what is there already stays as it is."""
    _those_who_left(stage)
    _histories(stage)
    if not Application.objects.of_union(stage.rich).exists():
        _applications(stage)
    if not Transfer.objects.of_union(stage.rich).exists():
        _transfers(stage)


def _those_who_left(stage: Stage) -> None:
    school = stage.rich
    if Member.objects.of_union(school).filter(name=LEFT[0][0]).exists():
        return
    for number, row in enumerate(LEFT, start=61):
        name, sex, born, joined, status, years, _ = row
        birth = datetime.date(born, number % 12 + 1, 9)
        member = Member(
            union=school,
            name=name,
            sex=sex,
            birth_date=birth,
            id_number=invented_number(birth, number, sex),
            employer=school.unit_name,
            post_category=PostCategory.TEACHER,
            joined_union_on=datetime.date(joined, 9, 1),
            joined_school_on=datetime.date(joined, 9, 1),
            changed_on=datetime.date(stage.today.year - years, 5, number % 20 + 1),
            status=status,
        )
        member.full_clean()
        member.save()


def _histories(stage: Stage) -> None:
    """Every school's members their events; some of the rich school more than the first."""
    rows = Member.objects.filter(union__in=stage.schools, events__isnull=True)
    members = list(rows.select_related("union").defer("id_number").order_by("pk"))
    dice = stage.dice("membership")
    told = {row[0]: row[-1] for row in LEFT}
    events: list[MembershipEvent] = []
    for member in members:
        if member.status == Status.RETAINED:
            # A teacher retires with the end of a school year.
            ago = dice.choice((0, 1, 1, 2))
            member.retires_on = datetime.date(stage.today.year - ago, 7, 31)
        elif member.name in told:
            member.retires_on = None
        happenings = checks.first_happenings(member, recorded_on=stage.today)
        if member.name in told and member.changed_on:
            last = checks.Happening(member.status, member.changed_on, member.status)
            happenings = [happenings[0], last]
        events += [_event(member, row, told.get(member.name, "")) for row in happenings]
    events += _out_of_work_for_a_year(members, stage)
    for event in events:
        event.by = stage.seat(event.union, "chair")
    MembershipEvent.objects.bulk_create(events, batch_size=500)


def _event(member: Member, row: checks.Happening, why: str) -> MembershipEvent:
    reason = why if row.status == member.status != Status.ACTIVE else ""
    if row.kind == EventKind.RETAINED:
        reason = "退休"
    return MembershipEvent(
        union=member.union,
        member=member,
        kind=row.kind,
        on=row.on,
        status=row.status,
        reason=reason,
    )


def _out_of_work_for_a_year(members: list[Member], stage: Stage) -> Iterator[MembershipEvent]:
    """One of the rich school was retained while out of work, and came back."""
    begin = datetime.date(stage.today.year - 3, 3, 1)
    rich = (row for row in members if row.union_id == stage.rich.pk and row.seat_id is None)
    settled = (row for row in rich if row.status == Status.ACTIVE)
    for member in settled:
        if member.joined_union_on and member.joined_union_on < begin:
            retained = checks.Happening(EventKind.RETAINED, begin, Status.RETAINED)
            event = _event(member, retained, "")
            event.reason = "失业"
            yield event
            back = checks.Happening(
                EventKind.RETURNED, begin.replace(year=begin.year + 1, month=2), Status.ACTIVE
            )
            event = _event(member, back, "")
            event.reason = "重新签订劳动合同"
            yield event
            return


def _applications(stage: Stage) -> None:
    school, chair = stage.rich, stage.seat(stage.rich, "chair")
    groups = list(_groups_of(school))
    for number, row in enumerate(APPLICANTS, start=70):
        name, sex, born, post, state, days = row
        birth = datetime.date(born, number % 12 + 1, 18)
        id_number = invented_number(birth, number, sex)
        application = _application(
            stage,
            name=name,
            sex=sex,
            birth_date=birth,
            id_number=id_number,
            id_hash=id_hash(id_number),
            mobile=f"19900{number:06d}",
            post_category=post,
            group=groups[number % len(groups)] if groups else None,
            submitted_on=stage.today - datetime.timedelta(days=days),
        )
        if state == "endorsed":
            applications.endorse(application=application, note="同意", by=chair)
        elif state == "rejected":
            note = "系劳务派遣人员，已在派遣单位入会，按规定不重复入会。"
            applications.reject(application=application, note=note, by=chair, today=stage.today)
        elif state == "withdrawn":
            applications.withdraw(application=application)
    _approved(stage)


def _groups_of(school: Union) -> Any:
    return UnionGroup.objects.of_union(school).order_by("order")


def _approved(stage: Stage) -> None:
    """The newest member's application."""
    people = Member.objects.of_union(stage.rich).active().filter(seat__isnull=True)
    member = people.order_by("-joined_union_on", "pk").first()
    if member is None or member.joined_union_on is None:
        return
    joined = member.joined_union_on
    month = (joined.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    _application(
        stage,
        name=member.name,
        sex=member.sex,
        birth_date=member.birth_date,
        mobile=member.mobile,
        post_category=member.post_category,
        group=member.group,
        submitted_on=joined - datetime.timedelta(days=12),
        state=Application.State.APPROVED,
        decided_on=joined,
        first_dues_month=month,
        member=member,
    )


def _application(stage: Stage, **values: Any) -> Application:
    """A row as somebody on a phone would have made it."""
    key = f"{stage.dice('application', values['name']).getrandbits(128):032x}"
    code = receipts.code_of(key, applications.RECEIPT)
    made = Application(
        union=stage.rich,
        **{"education": "20", "ethnicity": "01", "political_status": "13", **values},
        statement=applications.STATEMENT,
        receipt_hash=receipts.hash_of(code, applications.RECEIPT),
        submission_hash=keyed_hash(key, "application"),
        submitted_at=timezone.make_aware(
            datetime.datetime.combine(values["submitted_on"], datetime.time(12, 40))
        ),
    )
    made.full_clean()
    made.save()
    return made


def _transfers(stage: Stage) -> None:
    """One that is done, one that waits here, one that waits there, one out of the district."""
    rich, third, fourth, fifth = stage.rich, *stage.schools[2:5]
    chair = stage.seat(rich, "chair")
    august = datetime.date(stage.today.year, 8, 25)
    if august >= stage.today:
        august = august.replace(year=august.year - 1)
    leaving = _movable(rich)
    done = _released(stage, next(leaving), third, august)
    transfers.accept(
        transfer=done, on=august, by=stage.seat(third, "chair"), today=august, has_seat=False
    )
    lately = stage.today - datetime.timedelta(days=6)
    _released(stage, next(_movable(fourth)), rich, lately)
    transfers.start(
        member=next(leaving), to_union=fifth, reason="工作调动", by=chair, today=stage.today
    )
    outside = transfers.start(
        member=next(leaving),
        to_union=None,
        elsewhere="蓝海市第三中学工会",
        reason="随迁调动",
        by=chair,
        today=lately,
    )
    transfers.release(
        transfer=outside, dues_paid_to=lately, agreed_on=lately, by=chair, today=lately
    )


def _movable(school: Union) -> Iterator[Member]:
    """Teachers without an account who have long been members; heads of groups stay."""
    rows = Member.objects.of_union(school).active().filter(seat__isnull=True)
    heads = _groups_of(school).values("head")
    rows = rows.exclude(pk__in=heads.filter(head__isnull=False))
    return iter(rows.order_by("joined_union_on", "pk")[5:12])


def _released(stage: Stage, member: Member, to: Union, on: datetime.date) -> Transfer:
    chair = stage.seat(member.union, "chair")
    made = transfers.start(member=member, to_union=to, reason="工作调动", by=chair, today=on)
    return transfers.release(transfer=made, dues_paid_to=on, agreed_on=on, by=chair, today=on)
