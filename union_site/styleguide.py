"""A page that shows every component and state, and sample pages; only with DEBUG."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.messages import ERROR, SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from union_site import styleguide_samples as samples
from union_site.choices import Explained
from union_site.door import public

THEMES = (("light", "浅色"), ("dark", "深色"))
PUBLICITY = [
    ("open", Explained("公开署名", "同事和承办部门看到我的名字")),
    ("hidden", Explained("不公开姓名", "只有工会主席知道")),
    ("anonymous", Explained("匿名", "系统不保存我是谁，凭回执码查看答复")),
]
TOPICS = [
    ("teaching", "教学"),
    ("logistics", "后勤"),
    ("welfare", "福利"),
    ("team", "队伍"),
    ("other", "其他"),
]
MESSAGES = [Message(SUCCESS, "已导入 63 人。"), Message(ERROR, "第 7 行没有写入。")]
GROUPS = [("", "请选择"), ("1", "一年级组"), ("2", "二年级组"), ("3", "行政组")]


class AllFields(forms.Form):
    """One field of every kind that pages use."""

    required_css_class = ""

    name = forms.CharField(label="姓名", max_length=40, help_text="与身份证件一致。")
    mobile = forms.CharField(
        label="手机号",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    group = forms.ChoiceField(label="工会小组", choices=GROUPS)
    joined_on = forms.DateField(
        label="入会日期", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    amount = forms.DecimalField(
        label="慰问金额（元）",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text="标准：1,000.00 元以内。",
    )
    note = forms.CharField(
        label="建议内容",
        widget=forms.Textarea(attrs={"rows": 4, "data-count-limit": 100}),
        help_text="100 字以内，说清一件事。",
    )
    kind = forms.ChoiceField(
        label="会员类别",
        widget=forms.RadioSelect,
        choices=[("full", "在职会员"), ("retired", "退休人员")],
    )
    interests = forms.MultipleChoiceField(
        label="愿意参加的社团",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("choir", "合唱"), ("yoga", "瑜伽"), ("badminton", "羽毛球")],
    )
    topic = forms.ChoiceField(label="类别", widget=forms.RadioSelect, choices=TOPICS)
    publicity = forms.ChoiceField(label="署名方式", widget=forms.RadioSelect, choices=PUBLICITY)
    file = forms.FileField(
        label="会员名册", required=False, help_text="xlsx 或 csv，不超过 20 MB。"
    )
    agreed = forms.BooleanField(label="我已核对以上内容", help_text="提交后由工会主席审核。")


class MicroProposal(forms.Form):
    """The sample of a teacher's errand."""

    text = forms.CharField(
        label="我的建议",
        widget=forms.Textarea(attrs={"rows": 5, "data-count-limit": 100}),
        help_text="100 字以内，说清一件事。",
    )
    topic = forms.ChoiceField(
        label="类别", widget=forms.RadioSelect, choices=TOPICS, initial="logistics"
    )
    publicity = forms.ChoiceField(
        label="署名方式", widget=forms.RadioSelect, choices=PUBLICITY, initial="open"
    )


class MemberFilter(forms.Form):
    group = forms.ChoiceField(label="工会小组", choices=GROUPS, required=False)
    q = forms.CharField(label="姓名", required=False)


def _forms(theme: str) -> dict[str, AllFields]:
    """The same form empty and rejected; ids carry the theme, since both stand on one page."""
    wrong = {"name": "", "amount": "-1", "note": samples.TOO_LONG, "kind": "other"}
    rejected = AllFields(wrong, auto_id=f"{theme}_bad_%s")
    rejected.add_error(None, "有 3 项需要改正，改好后再提交。")
    return {"empty": AllFields(auto_id=f"{theme}_%s"), "rejected": rejected}


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in its states, once light and once dark."""
    panels = [{"theme": theme, "label": label, "forms": _forms(theme)} for theme, label in THEMES]
    context = {
        **samples.components(),
        "page_of_rows": Paginator(range(327), 25).page(2),
        "panels": panels,
        "accepted": ["C-04"],
        "colours": samples.COLOURS,
        "pages": [(name, reverse("styleguide_page", args=[name])) for name in samples.PAGES],
    }
    return render(request, "union_site/styleguide.html", context)


@public
def styleguide_page(request: HttpRequest, name: str) -> HttpResponse:
    """A whole page with made-up content, in the frame of its user."""
    if name not in samples.PAGES:
        raise Http404
    seat, active = samples.PAGES[name]
    page = {
        "frame": samples.frame(seat, active, reverse("styleguide_page", args=[name])),
        "rows": samples.PEOPLE,
        "page_of_rows": Paginator(samples.PEOPLE * 30, 25).page(2),
        "filter_form": MemberFilter(),
        "micro_form": MicroProposal(),
        "member_form": _forms("page")["rejected"],
        "messages": MESSAGES if name == "members" else [],
    }
    context: dict[str, Any] = {**samples.components(), **page, "today": datetime.date(2026, 11, 21)}
    return render(request, f"union_site/styleguide/page_{name.replace('-', '_')}.html", context)
