"""Forms of letters of appointment: one letter, several of a term, revoking, numbering."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from members.actions.letters import from_post
from members.forms.organisation import MemberChoice, people
from members.models import BodyTerm, Member, Post
from union_site.forms import ActForm, DayField
from union_site.models import Seat


class LetterForm(ActForm):
    """A letter to a member or to somebody from outside, for a post of any kind."""

    has_checks = False

    member = MemberChoice(
        Member.objects.none(),
        label="受聘会员",
        required=False,
        empty_label="不是本会会员",
    )
    person_name = forms.CharField(
        label="外聘人员姓名", max_length=60, required=False, help_text="受聘的不是本会会员时填写。"
    )
    address = forms.ChoiceField(
        label="称谓",
        required=False,
        choices=[
            ("同志", "同志"),
            ("老师", "老师"),
            ("先生", "先生"),
            ("女士", "女士"),
            ("", "不写"),
        ],
    )
    post_text = forms.CharField(
        label="聘任职务", max_length=60, help_text="例如：法律咨询服务中心主任。"
    )
    starts_on = DayField(label="聘期自")
    ends_on = DayField(label="聘期至", required=False, help_text="不填即不定期限。")
    issued_on = DayField(label="签发日期")
    basis = forms.CharField(
        label="聘任依据", max_length=120, required=False, help_text="只记入台账，不印在聘书上。"
    )

    def __init__(self, *args: Any, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        if "member" in self.fields:
            chosen: Any = self.fields["member"]
            chosen.queryset = people(seat)


class PostLetterForm(LetterForm):
    """The letter for a post that a member holds: whose it is stands fixed."""

    member = None  # type: ignore[assignment]  # how Django drops an inherited field
    person_name = None  # type: ignore[assignment]


def letter_of(post: Post, today: datetime.date) -> dict[str, Any]:
    """What the form of a letter for a post begins with."""
    said = from_post(post)
    return {**said, "member": said["member"].pk, "issued_on": today, "address": "同志"}


class TermLettersForm(ActForm):
    """Letters for those of a term who have none yet."""

    has_checks = False

    posts = forms.ModelMultipleChoiceField(
        Post.objects.none(), label="委员", widget=forms.CheckboxSelectMultiple
    )
    issued_on = DayField(label="签发日期")

    def __init__(self, *args: Any, term: BodyTerm, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Post.objects.visible_to(seat).current().filter(term=term)
        chosen: Any = self.fields["posts"]
        chosen.queryset = rows.exclude(letters__state="issued").in_order().for_list()
        chosen.label_from_instance = lambda post: f"{post.label} {post.member.name}"
        chosen.initial = [post.pk for post in chosen.queryset]
        self.has_posts = bool(chosen.initial)


class RevokeForm(ActForm):
    has_checks = False

    note = forms.CharField(
        label="撤销原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="编号不再使用；原因记入台账和操作记录。",
    )


class PrefixForm(ActForm):
    has_checks = False

    words = forms.CharField(
        label="编号字头",
        max_length=20,
        help_text="例如“工聘”，编号为：工聘〔2026〕1号。已签发的不改变。",
    )
