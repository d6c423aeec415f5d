"""Input of elections, appraisals and polls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from congress.actions.appraisals import Scale, scales_of
from congress.forms.counts import count_field
from congress.models import Ballot, BallotItem, Delegate, Session, Sitting
from congress.models.ballots import BallotKind, BallotMethod, Electorate, Medium
from congress.models.delegates import Kind
from members.models import Member
from members.models.codes import PostCategory
from union_site.forms import ActForm, PeopleChoice
from union_site.models import Seat

MOST_FOUND = 30  # people shown for one search
# How people vote, as one choice: words → method and medium.
WAYS: dict[str, tuple[str, str, str]] = {
    "phone": ("无记名投票（手机）", BallotMethod.SECRET_BALLOT, Medium.PHONE),
    "paper": ("无记名投票（纸质票）", BallotMethod.SECRET_BALLOT, Medium.PAPER),
    "hands": ("举手表决", BallotMethod.SHOW_OF_HANDS, Medium.COUNTED),
}


def way_of(ballot: Ballot) -> str:
    pair = (ballot.method, ballot.medium)
    return next((code for code, row in WAYS.items() if row[1:] == pair), "phone")


class SheetForm(ActForm):
    """What every sheet is drafted with: its name, who votes, how, and where."""

    ways: tuple[str, ...] = ("phone", "paper")

    title = forms.CharField(label="名称", max_length=100)
    explanation = forms.CharField(
        label="说明",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="印在票面上，投票页面上也看得到。",
    )
    way = forms.ChoiceField(label="投票方式", widget=forms.RadioSelect)
    electorate = forms.ChoiceField(
        label="投票范围", choices=Electorate.choices, widget=forms.RadioSelect
    )
    sitting = forms.ModelChoiceField(
        Sitting.objects.none(), label="场次", required=False, empty_label="不限场次"
    )

    def __init__(self, data: Any = None, *, session: Session, **options: Any) -> None:
        super().__init__(data, **options)
        self.session = session
        ways: Any = self.fields["way"]
        ways.choices = [(code, WAYS[code][0]) for code in self.ways]
        sittings: Any = self.fields["sitting"]
        sittings.queryset = session.sittings.order_by("position", "pk")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if way := given.pop("way", ""):
            _, given["method"], given["medium"] = WAYS[way]
        return given


def offer_people(form: forms.Form, people: Any, likely: Q, words: str) -> None:
    """Who can be ticked: those who are ticked already, the likely ones, and those searched for.

    `people` are those who may be chosen at all.
    """
    chosen = form["members"].value() or []
    keys = [int(key) for key in chosen if str(key).isdigit()]
    shown = Q(pk__in=keys) | likely
    if words:
        found = people.matching(words).in_order("strokes").values_list("pk", flat=True)
        shown |= Q(pk__in=list(found[:MOST_FOUND]))
    field: Any = form.fields["members"]
    field.offer(people.filter(shown).select_related("group").order_by("stroke_order", "pk"))
    field.error_messages["required"] = "请勾选。"


def candidates_of(seat: Seat) -> Any:
    return Member.objects.visible_to(seat).active()


class ElectionForm(SheetForm):
    ways = ("phone", "paper", "hands")
    field_order = ("title", "is_competitive", "seats", "write_ins", "members")

    is_competitive = forms.TypedChoiceField(
        label="选举方式",
        choices=[("no", "等额选举（候选人与名额相等）"), ("yes", "差额选举（候选人多于名额）")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    seats = count_field("应选人数", least=1)
    write_ins = count_field(
        "可另选他人", help_text="一张票上最多可以另写几个人，一般与应选人数相同。"
    )
    members = PeopleChoice(
        Member.objects.none(),
        label="候选人",
        help_text="列出本届正式代表，以姓氏笔画为序；其他会员请用“查找会员”。",
    )

    def __init__(
        self, data: Any = None, *, session: Session, seat: Seat, words: str = "", **options: Any
    ) -> None:
        super().__init__(data, session=session, **options)
        full = Delegate.objects.filter(term=session.term_id, kind=Kind.FULL).in_office()
        likely = Q(pk__in=full.values("member"))
        offer_people(self, candidates_of(seat), likely, words)


class AppraisalForm(SheetForm):
    has_checks = False
    field_order = ("title", "scale", "members")

    scale = forms.ChoiceField(label="评价等次", widget=forms.RadioSelect)
    members = PeopleChoice(
        Member.objects.none(),
        label="评议对象",
        help_text="列出岗位类别为管理人员的会员和任中层以上职务的代表；其他会员请用“查找会员”。",
    )

    def __init__(
        self, data: Any = None, *, session: Session, seat: Seat, words: str = "", **options: Any
    ) -> None:
        super().__init__(data, session=session, **options)
        offer_scales(self, scales_of(BallotKind.APPRAISAL))
        leading = Delegate.objects.filter(term=session.term_id, is_leader=True).in_office()
        likely = Q(post_category=PostCategory.MANAGER) | Q(pk__in=leading.values("member"))
        offer_people(self, candidates_of(seat), likely, words)


class PollForm(SheetForm):
    has_checks = False
    field_order = ("title", "scale", "items")

    scale = forms.ChoiceField(label="评价等次", widget=forms.RadioSelect)
    items = forms.CharField(
        label="测评内容",
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行写一项。",
    )

    def __init__(self, data: Any = None, *, session: Session, **options: Any) -> None:
        super().__init__(data, session=session, **options)
        offer_scales(self, scales_of(BallotKind.POLL))

    def clean_items(self) -> list[str]:
        lines = [line.strip() for line in str(self.cleaned_data["items"]).splitlines()]
        texts = list(dict.fromkeys(line for line in lines if line))
        if any(len(text) > 120 for text in texts):
            raise forms.ValidationError("每一项不超过 120 字。")
        return texts


def offer_scales(form: forms.Form, offered: list[Scale]) -> None:
    field: Any = form.fields["scale"]
    field.choices = [(scale.code, scale.label) for scale in offered]
    field.initial = offered[0].code


class NotesForm(ActForm):
    """What stands beside each name on the sheet."""

    has_checks = False

    def __init__(self, data: Any = None, *, ballot: Ballot, **options: Any) -> None:
        super().__init__(data, **options)
        self.items: list[BallotItem] = list(ballot.items.all())
        for item in self.items:
            self.fields[f"note{item.pk}"] = forms.CharField(
                label=item.title,
                max_length=200,
                required=False,
                initial=item.note,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        notes = {item.pk: given.get(f"note{item.pk}", "") for item in self.items}
        return {"notes": notes}


def typed(data: Any) -> dict[str, Any]:
    """What was typed so far, to show it again while people are searched for."""
    return {name: data.getlist(name) if name == "members" else data[name] for name in data}


# --- what a form begins with --------------------------------------------------------------


def first_election(session: Session) -> dict[str, Any]:
    return {
        "is_competitive": "yes",
        "seats": 1,
        "write_ins": 1,
        "way": "phone",
        "electorate": Electorate.DELEGATES,
        "sitting": _sitting(session),
    }


def drafted(ballot: Ballot) -> dict[str, Any]:
    members = [item.member_id for item in ballot.items.all() if item.member_id]
    return {
        **forms.model_to_dict(ballot),
        "way": way_of(ballot),
        "is_competitive": "yes" if len(members) > (ballot.seats or 0) else "no",
        "members": members,
    }


def first_appraisal(session: Session) -> dict[str, Any]:
    title = f"{session.held_on.year}年度学校领导干部民主评议"
    electorate = Electorate.DELEGATES
    return {"title": title, "way": "phone", "electorate": electorate, "sitting": _sitting(session)}


def first_poll(session: Session) -> dict[str, Any]:
    items = "\n".join(scales_of(BallotKind.POLL)[0].items)
    title = f"{session.short_title}满意度测评"
    return {"title": title, "way": "phone", "electorate": Electorate.DELEGATES, "items": items}


def _sitting(session: Session) -> Any:
    """The one that goes on, else the last one."""
    sittings = session.sittings.order_by("position", "pk")
    return sittings.open().first() or sittings.last()
