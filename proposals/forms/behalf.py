"""Input of what staff types in for others: one proposal, a meeting, several of a meeting."""

from __future__ import annotations

from typing import Any

from django import forms

from members.models import Member
from proposals.forms.micro import MicroProposalForm
from proposals.models import MicroProposal, SourceMeeting
from union_site.forms import ActForm, DayField
from union_site.models import Seat

Source = MicroProposal.Source
SOURCES = [
    (Source.BOX, Source.BOX.label),
    (Source.PHONE, Source.PHONE.label),
    (Source.MEETING, Source.MEETING.label),
    (Source.FORUM, Source.FORUM.label),
]
PUBLICITY = [
    ("open", "公开署名"),
    ("hidden", "不公开姓名"),
    ("anonymous", "匿名或不知道是谁"),
]
LATEST_MEETINGS = 30


class Somebody(forms.ModelChoiceField):  # type: ignore[type-arg]  # in the stubs alone
    """One member; the group tells namesakes apart."""

    def label_from_instance(self, member: Any) -> str:
        return f"{member.name}（{member.group}）" if member.group else str(member.name)


class MeetingChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # in the stubs alone
    def label_from_instance(self, meeting: Any) -> str:
        return f"{meeting.held_on:%Y-%m-%d} {meeting.get_kind_display()}：{meeting.topic}"


class BehalfForm(MicroProposalForm):
    source = forms.ChoiceField(
        label="来源",
        choices=SOURCES,
        widget=forms.RadioSelect,
        initial=Source.BOX,
        error_messages={"required": "请选择来源。", "invalid_choice": "请选择来源。"},
    )
    meeting = MeetingChoice(
        label="哪一次会议",
        queryset=SourceMeeting.objects.none(),
        required=False,
        empty_label="不是会上提的，或没有登记",
        help_text="会上一次提了几件的，在“生活会”里一起录入更快。",
        error_messages={"invalid_choice": "请选择本会登记的会议。"},
    )
    member = Somebody(
        label="提案人",
        queryset=Member.objects.none(),
        required=False,
        empty_label="不在名册上，或不知道是谁",
        error_messages={"invalid_choice": "请选择本会名册上的人。"},
    )
    author_name = forms.CharField(
        label="不在名册上的姓名", max_length=40, required=False, help_text="如代课、外聘人员。"
    )
    field_order = ("text", "category", "source", "meeting", "member", "author_name", "publicity")

    def __init__(self, *args: Any, by: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given: Any = self.fields
        given["text"].label = "提案内容"
        given["text"].error_messages["required"] = "请写下提案内容。"
        given["text"].help_text = "照原话录入，不改动意思。"
        given["publicity"].choices = PUBLICITY
        people = Member.objects.visible_to(by).on_roll().select_related("group")
        given["member"].queryset = people.order_by("pinyin_order", "pk")
        latest = SourceMeeting.objects.visible_to(by).order_by("-held_on", "-pk")
        # Sliced only for the page; what is sent is looked for among all of them.
        given["meeting"].queryset = latest
        given["meeting"].choices = [
            ("", given["meeting"].empty_label),
            *(
                (meeting.pk, given["meeting"].label_from_instance(meeting))
                for meeting in latest[:LATEST_MEETINGS]
            ),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("meeting") and cleaned.get("source") not in (Source.MEETING, Source.FORUM):
            self.add_error("meeting", "来源不是会议的，请不要选会议。")
        return cleaned


class MeetingForm(ActForm):
    """A meeting that took place."""

    has_checks = False

    kind = forms.ChoiceField(label="会议", choices=SourceMeeting.Kind.choices)
    held_on = DayField(label="日期")
    topic = forms.CharField(label="议题", max_length=100)
    place = forms.CharField(label="地点", max_length=60, required=False)
    host = forms.CharField(label="主持人", max_length=40, required=False)
    attended = forms.IntegerField(label="参加人数", min_value=1, max_value=9_999, required=False)


class IssueForm(forms.Form):
    """One matter raised at a meeting; an empty one is passed over."""

    text = forms.CharField(
        label="提了什么",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "内容过长，请删减后再保存。"},
    )
    category = forms.ChoiceField(
        label="类别",
        choices=MicroProposal.Category.choices,
        initial=MicroProposal.Category.LOGISTICS,
        required=False,
        error_messages={"invalid_choice": "请选择类别。"},
    )
    author_name = forms.CharField(
        label="谁提的", max_length=40, required=False, help_text="不填为不署名。"
    )

    def __init__(self, *args: Any, limit: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["data-count-limit"] = limit

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("text", "").strip() and not cleaned.get("category"):
            self.add_error("category", "请选择类别。")
        return cleaned


class IssuesForm(forms.Form):
    """Several matters of one meeting on one page, with the key that makes it sent once."""

    page_key = forms.RegexField(
        r"^[0-9a-f]{32}$",
        widget=forms.HiddenInput(attrs={"data-draft-keep": ""}),
        error_messages={
            "required": "页面已失效，请刷新后再保存。",
            "invalid": "页面已失效，请刷新后再保存。",
        },
    )

    ROWS = 6

    def __init__(self, data: Any = None, *, limit: int, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.rows = [
            IssueForm(data, prefix=f"issue{number}", limit=limit)
            for number in range(1, self.ROWS + 1)
        ]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)])

    def written(self) -> list[dict[str, Any]]:
        """The rows with something in them, with their numbers."""
        return [
            {"row": number, **row.cleaned_data}
            for number, row in enumerate(self.rows, start=1)
            if row.cleaned_data["text"].strip() or row.cleaned_data["author_name"].strip()
        ]
