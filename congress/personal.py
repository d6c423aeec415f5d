"""What the congress holds about one person: places at it, and offices held there."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from congress.models import (
    Constituency,
    Delegate,
    DelegateActivity,
    DelegateTraining,
    DisclosureQuestion,
    InitiativeSignature,
    JointMeeting,
    Leave,
    Objection,
    PaperComment,
    PaperReceipt,
    Presence,
    ResolutionTask,
    RollEntry,
)
from union_site import personal
from union_site.listing import Column
from union_site.personal import Holding, Person, by_seat


def _places(person: Person) -> Any:
    return Delegate.objects.filter(member_id=person.pk).for_list()


def _entries(person: Person) -> Any:
    rows = RollEntry.objects.filter(member_id=person.pk)
    return rows.select_related("session__term").order_by("-session__held_on", "pk")


def _presences(person: Person) -> Any:
    rows = Presence.objects.filter(entry__member_id=person.pk)
    return rows.select_related("sitting__session__term", "sitting__session__union").order_by("at")


def _leaves(person: Person) -> Any:
    return Leave.objects.filter(entry__member_id=person.pk).for_list()


def _convened(person: Person) -> Any:
    rows = Constituency.objects.filter(convenor_id=person.pk)
    return rows.select_related("term").order_by("pk")


def _trained(person: Person) -> Any:
    rows = DelegateTraining.objects.filter(attendees__member_id=person.pk)
    return rows.select_related("term").order_by("-held_on", "pk")


def _done(person: Person) -> Any:
    rows = DelegateActivity.objects.filter(delegate__member_id=person.pk)
    return rows.order_by("-held_on", "pk")


def _signed(person: Person) -> Any:
    rows = InitiativeSignature.objects.filter(delegate__member_id=person.pk)
    return rows.select_related("initiative").order_by("-at", "pk")


def _met(person: Person) -> Any:
    at = Q(participants=person.pk) | Q(chair=person.pk)
    rows = JointMeeting.objects.filter(at).distinct()
    return rows.select_related("term").order_by("-held_on", "pk")


def _asked(person: Person) -> Any:
    rows = personal.by_seat(DisclosureQuestion.objects.all(), person, "asked_by")
    return rows.select_related("disclosure").order_by("-asked_at", "-pk")


def _opinions(person: Person) -> Any:
    return PaperComment.objects.filter(delegate__member_id=person.pk).for_list()


def _readings(person: Person) -> Any:
    rows = PaperReceipt.objects.filter(delegate__member_id=person.pk)
    return rows.select_related("paper__session__term").order_by("-at", "pk")


personal.register(
    Holding(
        code="congress.trainings",
        label="参加教代会代表培训",
        model="congress.DelegateTraining",
        rows=_trained,
        columns=(
            Column("培训内容", lambda row: row.topic, 40),
            Column("日期", lambda row: row.held_on, 14),
            Column("学时", lambda row: row.hours, 8),
        ),
        seen_by="congress.view",
        order=63,
    ),
    Holding(
        code="congress.activities",
        label="教代会代表履职记录",
        model="congress.DelegateActivity",
        rows=_done,
        columns=(
            Column("类别", lambda row: row.get_kind_display(), 12),
            Column("日期", lambda row: row.held_on, 14),
            Column("事项", lambda row: row.subject, 40),
            Column("情况", lambda row: row.record, 50),
        ),
        seen_by="congress.manage",
        order=64,
    ),
    Holding(
        code="congress.signatures",
        label="联名提议召开临时会议",
        model="congress.InitiativeSignature",
        rows=_signed,
        columns=(
            Column("提议议题", lambda row: row.initiative.matter, 40),
            Column("联名时间", lambda row: personal.moment(row.at), 18),
        ),
        seen_by="congress.own",
        order=65,
    ),
    Holding(
        code="congress.joint_meetings",
        label="参加教代会联席会议",
        model="congress.JointMeeting",
        rows=_met,
        columns=(
            Column("议题", lambda row: row.matter, 40),
            Column("日期", lambda row: row.held_on, 14),
        ),
        seen_by="congress.view",
        order=66,
    ),
    Holding(
        code="congress.delegates",
        label="教代会代表身份",
        model="congress.Delegate",
        rows=_places,
        columns=(
            Column("届次", lambda row: str(row.term), 24),
            Column("代表类别", lambda row: row.get_kind_display(), 12),
            Column("代表团", lambda row: str(row.delegation or ""), 16),
            Column("产生方式", lambda row: row.get_origin_display(), 14),
            Column("当选日期", lambda row: row.since, 14),
            Column("得票", lambda row: row.votes, 8),
            Column("终止日期", lambda row: row.ended_on, 14),
            Column("终止原因", lambda row: row.get_end_reason_display(), 12),
            Column("终止说明", lambda row: row.end_note, 30),
        ),
        seen_by="congress.view",
        order=60,
    ),
    Holding(
        code="congress.roll",
        label="列入教代会会议名册",
        model="congress.RollEntry",
        rows=_entries,
        columns=(
            Column("会议", lambda row: row.session.title, 40),
            Column("召开日期", lambda row: row.session.held_on, 14),
            Column("代表类别", lambda row: row.get_kind_display(), 12),
            Column("代表团", lambda row: row.delegation_name, 16),
        ),
        seen_by="congress.view",
        order=61,
    ),
    Holding(
        code="congress.presences",
        label="教代会签到",
        model="congress.Presence",
        rows=_presences,
        columns=(
            Column("会议", lambda row: row.sitting.session.title, 40),
            Column("场次", lambda row: row.sitting.title, 16),
            Column("签到时间", lambda row: timezone.localtime(row.at).replace(tzinfo=None), 20),
            Column("签到方式", lambda row: row.get_way_display(), 12),
        ),
        seen_by="congress.manage",
        order=63,
    ),
    Holding(
        code="congress.leaves",
        label="教代会请假",
        model="congress.Leave",
        rows=_leaves,
        columns=(
            Column("会议", lambda row: row.session.title, 40),
            Column("场次", lambda row: row.span, 16),
            Column("事由", lambda row: row.get_reason_display(), 12),
            Column("说明", lambda row: row.note, 30),
            Column("状态", lambda row: row.get_state_display(), 16),
        ),
        seen_by="congress.manage",
        order=64,
    ),
    Holding(
        code="congress.convenors",
        label="担任选区临时召集人",
        model="congress.Constituency",
        rows=_convened,
        columns=(
            Column("届次", lambda row: str(row.term), 24),
            Column("选区", lambda row: row.name, 16),
        ),
        seen_by="congress.view",
        order=62,
    ),
    Holding(
        code="congress.questions",
        label="对校务公开的询问和异议",
        model="congress.DisclosureQuestion",
        rows=_asked,
        columns=(
            Column("校务公开", lambda row: row.disclosure.title, 40),
            Column("类别", lambda row: row.get_kind_display(), 10),
            Column("内容", lambda row: row.text, 50),
            Column("提出时间", lambda row: personal.moment(row.asked_at), 18),
            Column("答复", lambda row: row.answer, 50),
        ),
        seen_by="disclosure.manage",
        order=63,
    ),
)

personal.register(
    Holding(
        code="congress.objections",
        label="对公示提出的异议",
        model="congress.Objection",
        rows=lambda person: by_seat(Objection.objects.all().for_list(), person, "by"),
        columns=(
            Column("公示", lambda row: row.publication.title, 40),
            Column("提出日期", lambda row: row.filed_on, 14),
            Column("异议内容", lambda row: row.text, 50),
            Column("答复", lambda row: row.answer, 50),
        ),
        seen_by="congress.manage",
        order=63,
    ),
    Holding(
        code="congress.tasks",
        label="承担的决议落实事项",
        model="congress.ResolutionTask",
        rows=lambda person: by_seat(ResolutionTask.objects.all().for_list(), person, "owner"),
        columns=(
            Column("落实事项", lambda row: row.what, 40),
            Column("决议", lambda row: row.resolution.title, 36),
            Column("完成期限", lambda row: row.due_on, 14),
            Column("状态", lambda row: row.get_state_display(), 12),
        ),
        seen_by="congress.view",
        order=64,
    ),
)

personal.register(
    Holding(
        code="congress.opinions",
        label="对教代会材料的意见",
        model="congress.PaperComment",
        rows=_opinions,
        columns=(
            Column("材料", lambda row: str(row.paper), 30),
            Column("意见", lambda row: row.text, 50),
            Column("处理", lambda row: row.get_answer_display(), 12),
            Column("处理说明", lambda row: row.answer_text, 40),
        ),
        seen_by="congress.manage",
        order=63,
    ),
    Holding(
        code="congress.readings",
        label="教代会材料阅读回执",
        model="congress.PaperReceipt",
        rows=_readings,
        columns=(
            Column("会议", lambda row: row.paper.session.title, 40),
            Column("材料", lambda row: str(row.paper), 30),
            Column("首次阅读", lambda row: row.at, 20),
        ),
        seen_by="congress.manage",
        order=64,
    ),
)
