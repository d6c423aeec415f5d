"""Input of the work between sessions: training, what delegates did, joint meetings."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

from django import forms
from django.db.models import Q

from congress.models import (
    CongressTerm,
    Delegate,
    DelegateActivity,
    DelegateTraining,
    JointMeeting,
    Session,
    State,
)
from congress.models.between import ActivityKind
from congress.models.delegates import Role
from members.models import Member
from members.models.organisation import Rank
from union_site.forms import ActForm, DayField, PeopleChoice


class DelegatesChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # in the stubs alone
    """Several delegates by name; namesakes are told apart by their delegation."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, delegates: Any) -> None:
        self.queryset = delegates
        names = Counter(delegates.values_list("name", flat=True))
        self.namesakes = {name for name, count in names.items() if count > 1}

    def label_from_instance(self, delegate: Any) -> str:
        if delegate.name in self.namesakes and delegate.delegation:
            return f"{delegate.name}（{delegate.delegation}）"
        return str(delegate.name)


class TrainingForm(ActForm):
    topic = forms.CharField(label="培训内容", max_length=120)
    held_on = DayField(label="日期")
    hours = forms.DecimalField(
        label="学时",
        min_value=0.5,
        max_value=99,
        decimal_places=1,
        initial=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.5"}),
    )
    place = forms.CharField(label="地点", max_length=80, required=False)
    speaker = forms.CharField(label="主讲", max_length=60, required=False)
    attendees = DelegatesChoice(Delegate.objects.none(), label="参加代表", required=False)

    def __init__(
        self, *args: Any, term: CongressTerm, training: DelegateTraining | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        offered = Q(ended_on__isnull=True)
        if training is not None:
            # Who was there stays there, also after the end of the place.
            offered |= Q(trainings=training)
        people: Any = self.fields["attendees"]
        people.offer(term.delegates.filter(offered).distinct().for_list())


class ActivityForm(ActForm):
    has_checks = False

    kind = forms.ChoiceField(label="类别", choices=ActivityKind.choices, widget=forms.RadioSelect)
    held_on = DayField(label="日期")
    subject = forms.CharField(
        label="事项", max_length=120, help_text="例如：走访三年级组，了解课后服务安排。"
    )
    record = forms.CharField(
        label="情况",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="反映了什么、怎样处理。涉及他人隐私的不要写姓名。",
    )


class MeetingForm(ActForm):
    matter = forms.CharField(label="议题", max_length=120)
    held_on = DayField(label="日期")
    place = forms.CharField(label="地点", max_length=80, required=False)
    chair = forms.ModelChoiceField(Member.objects.none(), label="主持人", empty_label="请选择")
    participants = PeopleChoice(
        Member.objects.none(),
        label="参加人员",
        help_text="代表团（组）长和专门委员会负责人，必要时请有关人员参加。",
    )
    conclusion = forms.CharField(
        label="协商处理意见", max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(
        self, *args: Any, term: CongressTerm, meeting: JointMeeting | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        people = may_take_part(term, meeting).select_related("group")
        participants: Any = self.fields["participants"]
        participants.offer(people)
        chair: Any = self.fields["chair"]
        chair.queryset = people


class ReportForm(ActForm):
    has_checks = False

    session = forms.ModelChoiceField(
        Session.objects.none(), label="报告于哪次会议", empty_label="请选择"
    )

    def __init__(self, *args: Any, meeting: JointMeeting, **options: Any) -> None:
        super().__init__(*args, **options)
        sessions: Any = self.fields["session"]
        kept = Session.objects.of_union(meeting.union).exclude(state=State.CANCELLED)
        sessions.queryset = (
            kept.between(meeting.held_on, None).filter(term__series="staff").for_list()
        )


# --- what a form begins with --------------------------------------------------------------


def may_take_part(term: CongressTerm, meeting: JointMeeting | None = None) -> Any:
    """Delegates in office and who holds a post of the union, in the order of strokes."""
    offered = Q(delegacies__term=term, delegacies__ended_on__isnull=True)
    offered |= Q(posts__until__isnull=True, posts__isnull=False)
    if meeting is not None:
        offered |= Q(joint_meetings=meeting)
    found = Member.objects.of_union(term.union).filter(offered)
    return found.distinct().order_by("stroke_order", "pk")


def usual_circle(term: CongressTerm) -> list[int]:
    """Heads of delegations and heads of committees: whom the meeting is made of."""
    heads = Q(delegacies__term=term, delegacies__ended_on__isnull=True)
    heads &= Q(delegacies__role=Role.HEAD)
    heads |= Q(posts__until__isnull=True, posts__rank=Rank.CHAIR)
    found = Member.objects.of_union(term.union).filter(heads)
    return list(found.distinct().values_list("pk", flat=True))


def next_meeting(
    term: CongressTerm, *, today: datetime.date, chair: Member | None
) -> dict[str, Any]:
    return {
        "held_on": today,
        "participants": usual_circle(term),
        "chair": chair.pk if chair else None,
    }


def held_training(training: DelegateTraining) -> dict[str, Any]:
    people = list(training.attendees.values_list("pk", flat=True))
    return {**forms.model_to_dict(training), "attendees": people}


def held_meeting(meeting: JointMeeting) -> dict[str, Any]:
    people = list(meeting.participants.values_list("pk", flat=True))
    return {**forms.model_to_dict(meeting), "participants": people}


def written_activity(activity: DelegateActivity) -> dict[str, Any]:
    return forms.model_to_dict(activity)
