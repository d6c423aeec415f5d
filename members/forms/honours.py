"""Forms of awards and of the dictionary of honours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from members.models import Award, HonourTitle
from members.models.honour_titles import Level
from union_site.forms import ActForm, DayField
from union_site.models import Seat

LEVEL_WORDS: tuple[str, ...] = ("国家级", "省级", "市级", "区级", "县级", "校级")
GRADE_WORDS: tuple[str, ...] = (
    "特等奖",
    "一等奖",
    "二等奖",
    "三等奖",
    "优秀奖",
    "金奖",
    "银奖",
    "铜奖",
)
GRADE_WORDS += ("冠军", "亚军", "季军", "第一名")
# Fields in their order; those of the table come from the model.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("奖项", ("kind", "title", "honour_title", "contest", "organiser", "issuer", "document_no")),
    ("级别和等次", ("level_label", "level_rank", "grade", "awarded_on", "category")),
    ("获奖对象", ("subject", "winners", "coaches", "recipient")),
    ("学生获奖", ("quantity", "student_count", "student_initials")),
    ("其他", ("note", "visibility")),
)
NAMES = [name for _, names in SECTIONS for name in names]
OF_MODEL = [name for name in NAMES if name not in ("winners", "coaches")]
_HELP = {
    "title": "荣誉写称号全名，竞赛写获奖的课、论文或作品名称。",
    "contest": "例如：第三届青年教师教学基本功竞赛。",
    "level_label": "照证书上的写。",
    "level_rank": "不选则按“级别”两字前的字判断。",
    "grade": "照证书上的写；没有等次可不填。",
    "recipient": "对象是集体时必填；是单位时不填即为本校。",
    "quantity": "学生获奖可以几项合并成一条登记；教职工一项一条。",
    "student_count": "学生获奖必填，只登记人次。",
    "student_initials": "可不填。不写学生全名，只写首字母，如 ZXM、LJ。",
}
_NAMES_HELP = "几个人之间用顿号。重名的写“姓名（工会小组）”。"


class ListInput(forms.TextInput):
    """A text field that offers words, and takes others."""

    def __init__(self, words: tuple[str, ...], **options: Any) -> None:
        super().__init__(**options)
        self.words = words

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listed = f"{(attrs or {}).get('id', name)}_words"
        field = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((w,) for w in self.words))
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


class AwardForm(ActForm):
    """One award. Persons are typed by name and found on the roster by the act."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, seat: Seat, award: Award | None = None, **options: Any
    ) -> None:
        initial = _initial(award) if award is not None else {}
        super().__init__(data, initial={**initial, **options.pop("initial", {})}, **options)
        made = fields_for_model(Award, OF_MODEL, formfield_callback=_form_field)
        made |= {"winners": _names("获奖人"), "coaches": _names("指导教师")}
        self.fields.update({name: made[name] for name in NAMES})
        for name, sentence in _HELP.items():
            self.fields[name].help_text = sentence
        title = self.fields["honour_title"]
        if isinstance(title, forms.ModelChoiceField):
            title.queryset = HonourTitle.objects.visible_to(seat).offered().order_by("order", "pk")
        for name in ("quantity", "student_count"):
            self.fields[name].required = False
        if award is None:
            del self.fields["revision"]

    def sections(self) -> Any:
        for title, names in SECTIONS:
            yield title, [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["quantity"] = values.get("quantity") or 1
        values["student_count"] = values.get("student_count") or 0
        values["level_rank"] = values.get("level_rank") or None
        return values


def _initial(award: Award) -> dict[str, Any]:
    shown = {name: getattr(award, name) for name in OF_MODEL if name != "honour_title"}
    shown |= {"honour_title": award.honour_title_id, "revision": award.revision}
    for name, role in (("winners", "winner"), ("coaches", "coach")):
        shown[name] = "、".join(_typed(holder) for holder in award.held_as(role))
    return shown


def _typed(holder: Any) -> str:
    """As somebody would type it, so that namesakes stay who they are."""
    member = holder.member
    if member is None:
        return str(holder.name)
    mark = member.group.name if member.group else member.staff_no
    return f"{member.name}（{mark}）" if mark else str(member.name)


def _names(label: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(
        label=label, max_length=2000, required=False, widget=widget, help_text=_NAMES_HELP
    )


def _form_field(field: Any, **options: Any) -> Any:
    if field.name == "awarded_on":
        return DayField(label=field.verbose_name)
    if field.name == "level_rank":
        return forms.TypedChoiceField(
            label="统计时列入",
            choices=[("", "按级别的文字判断"), *Level.choices],
            coerce=int,
            required=False,
        )
    made = field.formfield(**options)
    if field.name == "level_label":
        made.widget = ListInput(LEVEL_WORDS, attrs={"maxlength": field.max_length})
    elif field.name == "grade":
        made.widget = ListInput(GRADE_WORDS, attrs={"maxlength": field.max_length})
    elif isinstance(made, forms.ModelChoiceField):
        made.empty_label = "不对应"
    elif isinstance(made, forms.TypedChoiceField):
        made.choices = [*([] if field.has_default() else [("", "请选择")]), *field.choices]
    return made


class NoteForm(ActForm):
    """A reason."""

    has_checks = False
    note = forms.CharField(label="理由", max_length=200, help_text="理由会记入操作记录。")


class ConfirmForm(ActForm):
    """Nothing to type: the step is confirmed."""

    has_checks = False


class TitleForm(ActForm):
    """One entry of the dictionary."""

    has_checks = False

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        names = ["name", "subject", "usual_issuer", "level_label"]
        self.fields.update(fields_for_model(HonourTitle, names))
        subject = self.fields["subject"]
        if isinstance(subject, forms.TypedChoiceField):
            subject.choices = [("", "请选择"), *HonourTitle.Subject.choices]
            subject.error_messages["required"] = "请选择。"
        self.fields["name"].error_messages["required"] = "请填写。"


class FileForm(forms.Form):
    """A file, looked at only once its size is known."""

    accept = ""
    file = forms.FileField(
        label="文件", allow_empty_file=True, error_messages={"required": "请先选择文件。"}
    )

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["file"].widget.attrs["accept"] = self.accept

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        limit = settings.UPLOAD_LIMIT_BYTES
        if upload.size > limit:
            raise ValidationError(
                f"文件有 {upload.size / 1e6:.1f} MB，超过上限 {limit / 1e6:.0f} MB。"
            )
        return upload


class EvidenceForm(FileForm):
    """A certificate."""

    accept = ".pdf,.jpg,.jpeg,.png"


class SheetForm(FileForm):
    """A sheet of awards."""

    accept = ".xlsx,.xls,.ods,.csv"
