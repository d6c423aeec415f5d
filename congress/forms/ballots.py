"""Input of ballots: the draft, and what is asked before each step."""

from __future__ import annotations

from typing import Any

from django import forms

from congress.forms.counts import count_field
from congress.models import AgendaItem, Ballot, Session, Sitting
from congress.models.ballots import (
    BallotKind,
    BallotMethod,
    Base,
    Electorate,
    Medium,
    usual_scale,
)
from union_site.forms import ActForm

# One question instead of two: how is voted, and on what.
WAYS = [
    ("secret_ballot/phone", "无记名投票（手机）"),
    ("secret_ballot/paper", "无记名投票（纸质票）"),
    ("open_ballot/phone", "记名投票（手机）"),
    ("open_ballot/paper", "记名投票（纸质票）"),
    ("show_of_hands/counted", "举手表决"),
    ("acclamation/counted", "鼓掌通过"),
]
# name → what may be marked for each item.
SCALES: dict[str, list[list[str]]] = {
    "adoption": usual_scale(),
    "appraisal": [
        ["excellent", "优秀"],
        ["competent", "称职"],
        ["basic", "基本称职"],
        ["incompetent", "不称职"],
        ["unknown", "不了解"],
    ],
    "satisfaction": [
        ["satisfied", "满意"],
        ["fair", "基本满意"],
        ["dissatisfied", "不满意"],
        ["unknown", "不了解"],
    ],
}
USUAL = {BallotKind.APPRAISAL: "appraisal", BallotKind.POLL: "satisfaction"}


def scale_label(name: str) -> str:
    return " / ".join(label for _, label in SCALES[name])


class BallotForm(ActForm):
    has_checks = False

    title = forms.CharField(label="名称", max_length=120, help_text="例如：绩效工资分配办法。")
    explanation = forms.CharField(
        label="说明",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="印在票面上，投票人能看到。",
    )
    kind = forms.ChoiceField(label="类别", choices=BallotKind.choices, widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label="表决方式",
        choices=WAYS,
        widget=forms.RadioSelect,
        help_text="涉及教职工切身利益的办法，宜用无记名投票。",
    )
    sitting = forms.ModelChoiceField(
        Sitting.objects.none(), label="场次", required=False, empty_label="请选择"
    )
    agenda_item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label="对应议程", required=False, empty_label="无"
    )
    electorate = forms.ChoiceField(
        label="谁来投票", choices=Electorate.choices, help_text="列席和特邀人员没有表决权。"
    )
    items = forms.CharField(
        label="票面内容",
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行一项：一个事项、一位候选人或一位被评议人。只有一项的可以不填，以名称为准。",
    )
    scale_name = forms.ChoiceField(
        label="每项可选",
        choices=[(name, scale_label(name)) for name in SCALES],
        help_text="表决和选举一律用“同意 / 不同意 / 弃权”。",
    )
    seats = count_field("应选名额", least=1, required=False, help_text="只有选举填写。")
    write_ins = count_field(
        "可另选人数", required=False, initial=0, help_text="选举时可以写上票面以外的姓名。"
    )
    base = forms.ChoiceField(
        label="计算基数",
        choices=Base.choices,
        help_text="法定为全体正式代表的半数以上（教育部令第32号第二十一条）；"
        "改用其他基数，开始表决时须确认并记入操作记录。",
    )

    def __init__(self, *args: Any, session: Session | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.session = session
        sitting: Any = self.fields["sitting"]
        agenda: Any = self.fields["agenda_item"]
        if session is not None:
            sitting.queryset = session.sittings.order_by("position", "pk")
            agenda.queryset = session.agenda_items.for_list()
        if session is not None and self.initial.get("kind") == BallotKind.RESOLUTION:
            self._ask_for_a_matter()

    def _ask_for_a_matter(self) -> None:
        """A vote on a matter of a session: elections, appraisals and polls are set up elsewhere.

        The resolution takes its power of the congress (art. 7) from the item of the agenda, and
        whether it is to be voted on in secret hangs on it.
        """
        for name in ("kind", "scale_name", "seats", "write_ins"):
            del self.fields[name]
        agenda: Any = self.fields["agenda_item"]
        agenda.required, agenda.empty_label = agenda.queryset.exists(), "请选择"
        agenda.help_text = (
            "决议属于哪项职权、是否须用无记名投票，以所选议程为准。"
            if agenda.required
            else "本次会议还没有排定议程，决议将记为“其他事项”；宜先排定议程。"
        )

    def clean(self) -> dict[str, Any]:
        """What was typed, as the act takes it."""
        typed = dict(self.cleaned_data)
        method, _, medium = typed.pop("way", "").partition("/")
        name = typed.pop("scale_name", "adoption")
        kind = typed.setdefault("kind", BallotKind.RESOLUTION)
        if kind not in USUAL:
            name = "adoption"
        if kind == BallotKind.ELECTION and not typed.get("seats"):
            self.add_error("seats", "选举须写明应选名额。")
        if kind == BallotKind.POLL or kind == BallotKind.APPRAISAL:
            typed["base"] = Base.ALL
        lines = typed.get("items", "").splitlines()
        return {
            **typed,
            "method": method,
            "medium": medium,
            "scale": SCALES[name],
            "items": [line.strip() for line in lines if line.strip()],
            "write_ins": typed.get("write_ins") or 0,
        }


def new_ballot(session: Session) -> dict[str, Any]:
    """What most ballots are: a secret one of those present, at the sitting that comes next."""
    sittings = session.sittings.order_by("position", "pk")
    sitting = sittings.open().first() or sittings.exclude(state="closed").first()
    return {
        "kind": BallotKind.RESOLUTION,
        "way": f"{BallotMethod.SECRET_BALLOT}/{Medium.PHONE}",
        "electorate": Electorate.DELEGATES,
        "base": Base.ALL,
        "scale_name": "adoption",
        "sitting": sitting,
    }


def drafted(ballot: Ballot) -> dict[str, Any]:
    """A draft as its form shows it."""
    names = [name for name, scale in SCALES.items() if scale == ballot.scale]
    titles = [item.title for item in ballot.items.all()]
    return {
        **forms.model_to_dict(ballot),
        "way": f"{ballot.method}/{ballot.medium}",
        "scale_name": names[0] if names else "adoption",
        "items": "" if titles == [ballot.title] else "\n".join(titles),
    }


class OpenForm(ActForm):
    """Nothing to type: warnings, if there are any, are accepted here."""


class CloseForm(ActForm):
    """Nothing to type: that few have voted is accepted here."""


class RemoveForm(ActForm):
    """Nothing to type."""

    has_checks = False


class VoidForm(ActForm):
    has_checks = False

    note = forms.CharField(
        label="作废理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
