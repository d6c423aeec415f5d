"""Forms of bodies, terms and posts: setting up, 换届 step by step, vacancies, leaving."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from members.models import Body, BodyTerm, Member, Post
from members.models.organisation import ELECTED, CameBy, Electors, EndReason, Kind, Method
from union_site.calendar import ordinal
from union_site.forms import ActForm, DayField
from union_site.models import Seat
from union_site.norms import InForce

# What a post is usually called; anything else can be typed.
LABELS: dict[str, tuple[str, ...]] = {
    Kind.COMMITTEE: (
        "主席",
        "副主席",
        "组织委员",
        "宣传委员",
        "文体委员",
        "生活委员",
        "女工委员",
        "财务委员",
        "委员",
    ),
    Kind.AUDIT: ("主任", "副主任", "委员"),
    Kind.WOMEN: ("主任", "副主任", "委员"),
    Kind.MEDIATION: ("主任", "副主任", "调解员"),
    Kind.DEMOCRATIC: ("主任", "副主任", "委员"),
    Kind.PROPOSALS: ("主任", "副主任", "委员"),
    Kind.OTHER: ("主任", "副主任", "委员"),
}
MOST_ROWS = 25
_BALLOT = ("electors", "electors_expected", "electors_present", "candidates")


class MemberChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # in the stubs alone
    """One member; the group tells namesakes apart, and who is retained is said."""

    def label_from_instance(self, member: Any) -> str:
        words = [str(member.group)] if member.group else []
        if member.status != "active":
            words.append(member.get_status_display())
        return f"{member.name}（{'，'.join(words)}）" if words else str(member.name)


def people(seat: Seat) -> Any:
    rows = Member.objects.visible_to(seat).on_roll().select_related("group")
    return rows.order_by("pinyin_order", "pk")


def _count(label: str, **options: Any) -> forms.IntegerField:
    options.setdefault("min_value", 0)
    return forms.IntegerField(label=label, max_value=99_999, **options)


class LabelInput(forms.TextInput):
    """A text box that offers the usual names of posts."""

    def __init__(self, kind: str) -> None:
        super().__init__(attrs={"maxlength": 30})
        self.labels = LABELS[kind]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"usual-{name}"
        box = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        usual = [(label,) for label in self.labels]
        options = format_html_join("", '<option value="{}"></option>', usual)
        return format_html('{}<datalist id="{}">{}</datalist>', box, list_id, options)


# --- bodies -------------------------------------------------------------------------------


class BodyForm(ActForm):
    has_checks = False

    kind = forms.ChoiceField(label="类别", choices=Kind.choices)
    name = forms.CharField(
        label="名称", max_length=60, required=False, help_text="不填则用类别的名称；“其他”须填写。"
    )


class RenameBodyForm(ActForm):
    has_checks = False

    name = forms.CharField(label="名称", max_length=60)


# --- terms --------------------------------------------------------------------------------


class TermForm(ActForm):
    """A term and the election it came from. `after` is the term in office that was seen."""

    after = forms.IntegerField(widget=forms.HiddenInput, required=False)
    term_no = forms.IntegerField(label="第几届", min_value=1, max_value=99)
    starts_on = DayField(label="任期起", help_text="新一届就任的日期；上一届到前一天为止。")
    term_years = forms.TypedChoiceField(label="每届年限", coerce=int)
    seats = _count("委员名额", min_value=1, help_text="含主席（主任）、副主席（副主任）。")
    method = forms.ChoiceField(label="产生方式", choices=Method.choices)
    elected_on = DayField(label="选举日期", required=False)
    electors = forms.ChoiceField(
        label="选举会议", choices=[("", "未填"), *Electors.choices], required=False
    )
    electors_expected = _count("应到人数", required=False)
    electors_present = _count("实到人数", required=False)
    candidates = _count("候选人数", required=False)
    approval_no = forms.CharField(
        label="上级工会批复文号", max_length=60, required=False, help_text="批复下来后也可以补填。"
    )
    approved_on = DayField(label="批复日期", required=False)

    def __init__(self, *args: Any, body: Body, years: InForce, **options: Any) -> None:
        super().__init__(*args, **options)
        lawful = years.value if body.kind in ELECTED else range(1, 6)
        chosen: Any = self.fields["term_years"]
        chosen.choices = [(number, f"{number} 年") for number in lawful]
        if body.kind in ELECTED:
            chosen.help_text = f"依据：{years.citation}"
        else:
            for name in _BALLOT:
                del self.fields[name]
            self.fields["elected_on"].label = "产生日期"


class PastTermForm(TermForm):
    has_checks = False

    after = None  # type: ignore[assignment]  # how Django drops an inherited field
    ended_on = DayField(label="实际结束")
    field_order = ("term_no", "starts_on", "ended_on", "term_years")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["starts_on"].help_text = ""


class ChangeTermForm(TermForm):
    after = None  # type: ignore[assignment]


def next_term(body: Body, former: BodyTerm | None, *, years: InForce) -> dict[str, Any]:
    """What the form of the next term begins with."""
    initial: dict[str, Any] = {"term_no": 1, "term_years": 3, "method": Method.COMPETITIVE}
    if body.kind not in ELECTED:
        initial["method"] = Method.CHOSEN
    if former is not None:
        initial |= {
            "after": former.pk,
            "term_no": former.term_no + 1,
            "term_years": former.term_years,
            "seats": former.seats,
            "method": former.method,
            "electors": former.electors,
        }
    if body.kind in ELECTED and initial["term_years"] not in years.value:
        initial["term_years"] = years.value[0]
    return initial


class PostponeForm(ActForm):
    until = DayField(label="延期至")
    reason = forms.CharField(
        label="延期理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class EndTermForm(ActForm):
    has_checks = False

    ended_on = DayField(label="结束日期")
    reason = forms.CharField(label="原因", max_length=100, help_text="例如：机构撤销、学校合并。")


# --- posts --------------------------------------------------------------------------------


class ResultForm(ActForm):
    """The result of an election: one row for each who was elected."""

    def __init__(self, data: Any = None, *, term: BodyTerm, seat: Seat, **options: Any) -> None:
        super().__init__(data, **options)
        self.count = min(max(term.seats, 1), MOST_ROWS)
        kind, labels = term.body.kind, LABELS[term.body.kind]
        choices = people(seat)
        for row in range(self.count):
            usual = labels[row] if row < len(labels) and self.count >= len(labels) else ""
            self.fields[f"member_{row}"] = MemberChoice(
                choices, label="姓名", required=False, empty_label="未选"
            )
            self.fields[f"label_{row}"] = forms.CharField(
                label="职务",
                max_length=30,
                required=False,
                widget=LabelInput(kind),
                initial=usual or (labels[0] if row == 0 else labels[-1]),
            )
            self.fields[f"votes_{row}"] = _count("得票", required=False)
            self.fields[f"is_full_time_{row}"] = forms.BooleanField(label="专职", required=False)
        _ask_once(self, [f"member_{row}" for row in range(self.count)])

    def rows(self) -> Iterator[tuple[int, dict[str, BoundField]]]:
        for row in range(self.count):
            names = ("member", "label", "votes", "is_full_time")
            yield row + 1, {name: self[f"{name}_{row}"] for name in names}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        posts: list[dict[str, Any]] = []
        for row in range(self.count):
            member = given.get(f"member_{row}")
            if member is None:
                continue
            if any(member == post["member"] for post in posts):
                self.add_error(f"member_{row}", f"{member.name}选了两次。")
            label = (given.get(f"label_{row}") or "").strip()
            if not label:
                self.add_error(f"label_{row}", "请填写职务。")
            posts.append(
                {
                    "member": member,
                    "label": label,
                    "votes": given.get(f"votes_{row}"),
                    "is_full_time": given.get(f"is_full_time_{row}", False),
                }
            )
        if not posts:
            self.add_error(None, "请至少填写一名当选人。")
        return {"posts": posts}


def _ask_once(form: forms.Form, names: list[str]) -> None:
    """Selects with the same people ask the database once, not once each."""
    shared: Any = form.fields[names[0]]
    choices = list(shared.choices)
    for name in names:
        field: Any = form.fields[name]
        field.widget.choices = choices


class PostForm(ActForm):
    """Who fills a vacancy."""

    member = MemberChoice(Member.objects.none(), label="会员", empty_label="请选择")
    label = forms.CharField(label="职务", max_length=30)
    came_by = forms.ChoiceField(
        label="产生",
        choices=[(CameBy.BY_ELECTION, "补选"), (CameBy.ADDED, "增补")],
        initial=CameBy.BY_ELECTION,
    )
    since = DayField(label="任职自")
    votes = _count("得票", required=False)
    is_full_time = forms.BooleanField(label="专职", required=False)

    def __init__(self, *args: Any, term: BodyTerm, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["label"].widget = LabelInput(term.body.kind)
        if "member" in self.fields:
            chosen: Any = self.fields["member"]
            chosen.queryset = people(seat)


class ChangePostForm(PostForm):
    member = None  # type: ignore[assignment]
    came_by = None  # type: ignore[assignment]
    order = _count("顺序", help_text="同级之内数字小的在前。")
    field_order = ("label", "order", "since", "votes", "is_full_time")


class EndPostForm(ActForm):
    end_reason = forms.ChoiceField(
        label="原因",
        widget=forms.RadioSelect,
        choices=[
            (EndReason.RESIGNED, "辞职"),
            (EndReason.LEFT, "调离、退休或离会"),
            (EndReason.MOVED, "改任"),
            (EndReason.RECALLED, "罢免"),
        ],
    )
    until = DayField(label="卸任日期")
    end_note = forms.CharField(label="说明", max_length=200, required=False)
    recall_electors = _count(
        "全体会员（代表）人数", required=False, help_text="罢免时填写；按全体计，不按到会计。"
    )
    recall_votes = _count("赞成罢免票数", required=False, help_text="罢免时填写。")

    def __init__(self, *args: Any, post: Post, **options: Any) -> None:
        super().__init__(*args, **options)
        if not post.needs_recall_vote:
            del self.fields["recall_electors"], self.fields["recall_votes"]


def initial_of(post: Post) -> dict[str, Any]:
    names = ("label", "order", "since", "votes", "is_full_time")
    return {name: getattr(post, name) for name in names}


def term_name(term: BodyTerm) -> str:
    return f"{term.body.name}{ordinal(term.term_no, '届')}"


def opening_days(today: datetime.date) -> dict[str, Any]:
    """Days that a form of a new term begins with."""
    return {"starts_on": today, "elected_on": today}
