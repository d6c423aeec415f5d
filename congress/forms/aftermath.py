"""Input of what follows a session: words of resolutions, tasks, publications, minutes."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from congress.forms.counts import count_field
from congress.models import Objection, Resolution, ResolutionTask, Session
from union_site.forms import ActForm, DayField
from union_site.models import Seat


def _words(label: str, most: int, *, rows: int = 4, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **options)


class EvidenceField(forms.FileField):
    """A scan or a photograph; looked at only once its size is known. (name, content) or None."""

    def __init__(self, label: str, **options: Any) -> None:
        widget = forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})
        super().__init__(label=label, widget=widget, **{"required": False, **options})

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            most = settings.UPLOAD_LIMIT_BYTES / 1e6
            raise ValidationError(f"文件有 {file.size / 1e6:.1f} MB，超过上限 {most:.0f} MB。")
        return file.name[:200], file.read()


class TextForm(ActForm):
    """The words of a resolution."""

    has_checks = False
    text = _words("决议内容", 4000, rows=8)
    note = forms.CharField(label="更正理由", max_length=200, help_text="记入操作记录。")


class SupersedeForm(ActForm):
    has_checks = False
    earlier = forms.ModelChoiceField(Resolution.objects.none(), label="被替代的决议")

    def __init__(self, *args: Any, resolution: Resolution, seat: Seat, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = Resolution.objects.visible_to(seat).adopted().for_list()
        chosen: Any = self.fields["earlier"]
        chosen.queryset = rows.filter(
            session__held_on__lte=resolution.session.held_on, superseded_by__isnull=True
        ).exclude(pk=resolution.pk)
        chosen.label_from_instance = _with_session


def _with_session(row: Resolution) -> str:
    return f"{row.title}（{row.document_no or row.session.short_title}）"


class GeneralForm(ActForm):
    """总决议 with the matters that it gathers."""

    parts = forms.ModelMultipleChoiceField(
        Resolution.objects.none(), label="包括的事项", widget=forms.CheckboxSelectMultiple
    )
    title = forms.CharField(label="标题", max_length=120)
    method = forms.ChoiceField(
        label="表决方式", choices=Resolution.Method.choices, widget=forms.RadioSelect
    )
    votes_for = count_field("同意（票）")
    votes_against = count_field("不同意（票）", initial=0)
    votes_abstain = count_field("弃权（票）", initial=0)
    document_no = forms.CharField(
        label="文号", max_length=60, required=False, help_text="留空则按顺序自动编号。"
    )
    text = _words(
        "决议内容", 4000, rows=6, required=False, help_text="留空则汇总各事项的决议内容。"
    )

    def __init__(self, *args: Any, session: Session, **options: Any) -> None:
        super().__init__(*args, **options)
        rows: Any = self.fields["parts"]
        free = session.resolutions.adopted().of_matters().filter(part_of=None)
        rows.queryset = free.order_by("position")


class TaskForm(ActForm):
    has_checks = False
    what = forms.CharField(
        label="落实事项", max_length=200, help_text="例如：修订绩效工资分配办法并印发。"
    )
    owner = forms.ModelChoiceField(
        Seat.objects.none(), label="责任人", required=False, empty_label="没有账号，填写名称"
    )
    owner_name = forms.CharField(
        label="责任人或部门名称",
        max_length=60,
        required=False,
        help_text="责任人没有账号时填写，例如：总务处。",
    )
    due_on = DayField(label="完成期限")

    def __init__(self, *args: Any, seat: Seat, today: datetime.date, **options: Any) -> None:
        super().__init__(*args, **options)
        owners: Any = self.fields["owner"]
        seats = Seat.objects.visible_to(seat).open().select_related("user").distinct()
        owners.queryset = seats.filter(
            union_id=seat.union_id, grants__valid_from__lte=today
        ).order_by("user__name", "pk")
        owners.label_from_instance = _seat_label

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("owner") and not given.get("owner_name"):
            self.add_error("owner_name", "请选择责任人，或写明责任人或部门的名称。")
        return given


def _seat_label(seat: Seat) -> str:
    place = seat.department or seat.title
    return f"{seat.name}（{place}）" if place else seat.name


def task_initial(task: ResolutionTask) -> dict[str, Any]:
    return forms.model_to_dict(task, ["what", "owner", "owner_name", "due_on"])


class NoteForm(ActForm):
    """A sentence that goes with a step."""

    has_checks = False
    note = _words("说明", 1000)

    def __init__(self, *args: Any, label: str = "说明", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["note"].label = label


class ProgressForm(NoteForm):
    evidence = EvidenceField("佐证材料", help_text="PDF 或照片，可以不传；新传的替换原有的。")


class DoneForm(ProgressForm):
    done_on = DayField(label="完成日期")
    field_order = ("done_on", "note", "evidence")


class PublicationForm(ActForm):
    resolution = forms.ModelChoiceField(
        Resolution.objects.none(),
        label="公示范围",
        required=False,
        empty_label="本次会议的全部决议",
    )
    title = forms.CharField(label="公示标题", max_length=120)
    text = _words("公示内容", 8000, rows=10)
    from_on = DayField(label="公示起")
    to_on = DayField(label="公示止", help_text="起止当日都计入公示期。")
    place = forms.CharField(
        label="张贴地点", max_length=120, required=False, help_text="例如：校务公开栏。"
    )
    url = forms.URLField(label="网址", max_length=300, required=False, assume_scheme="https")
    contact = forms.CharField(
        label="受理异议的联系方式",
        max_length=120,
        required=False,
        help_text="例如：工会办公室，电话 6230。",
    )
    evidence = EvidenceField("公示照片", help_text="张贴后的照片，也可以以后再传。")

    def __init__(self, *args: Any, session: Session, **options: Any) -> None:
        super().__init__(*args, **options)
        rows: Any = self.fields["resolution"]
        rows.queryset = session.resolutions.order_by("position")


class PublishForm(ActForm):
    """Nothing to fill in: what the checks say of the day of publishing is accepted here."""


class PhotoForm(ActForm):
    has_checks = False
    evidence = EvidenceField("公示照片", required=True)


class ObjectionForm(ActForm):
    has_checks = False
    text = _words(
        "异议内容",
        1000,
        rows=5,
        help_text="请写明对哪一项决议、有什么异议。姓名只有工会主席能看到。",
    )


class AnswerForm(ActForm):
    has_checks = False
    finding = forms.ChoiceField(
        label="处理结论", choices=Objection.Finding.choices, widget=forms.RadioSelect
    )
    answer = _words("答复", 1000, rows=5)


class MinutesForm(ActForm):
    has_checks = False
    text = _words("会议纪要", 20_000, rows=24, help_text="一行一段；“一、”“（一）”开头的行是标题。")
    brief = _words("简报", 4000, rows=6, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
