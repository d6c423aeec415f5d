"""Corrections: what a member asks to have put right in the roster (PIPL art. 46)."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models.people import Member
from union_site.calendar import official_date
from union_site.encryption import EncryptedTextField
from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class CorrectionState(models.TextChoices):
    OPEN = "open", "待办理"
    ACCEPTED = "accepted", "已更正"
    DECLINED = "declined", "未采纳"
    WITHDRAWN = "withdrawn", "已撤回"


class CorrectionQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """All of the union for those who keep the roster; else one's own."""
        rows = super().visible_to(seat)
        if seat is None or seat.can("members.manage"):
            return rows
        return rows.filter(member__seat=seat)

    def of_seat(self, seat: Seat) -> Self:
        return self.filter(member__seat=seat)

    def open(self) -> Self:
        return self.filter(state=CorrectionState.OPEN)

    def for_list(self) -> Self:
        """What waits comes first, the oldest on top; then what was settled, the newest first."""
        is_open = Q(state=CorrectionState.OPEN)
        return self.select_related("member__group", "decided_by__user").order_by(
            models.Case(models.When(is_open, then=0), default=1),
            models.Case(models.When(is_open, then="asked_at")),
            "-decided_at",
            "-pk",
        )


class Correction(UnionOwned):
    """One field of one member. The proposed value is gone once the request is settled."""

    class Field(models.TextChoices):
        """Columns of a member that the member may ask about."""

        NAME = "name", "姓名"
        SEX = "sex", "性别"
        BIRTH_DATE = "birth_date", "出生日期"
        ID_NUMBER = "id_number", "证件号码"
        MOBILE = "mobile", "移动电话"
        HOME_ADDRESS = "home_address", "家庭住址"
        ETHNICITY = "ethnicity", "民族"
        POLITICAL_STATUS = "political_status", "政治面貌"
        EDUCATION = "education", "学历"
        HUKOU_TYPE = "hukou_type", "户籍类型"
        HUKOU_PLACE = "hukou_place", "户籍所在地"
        NATIVE_PLACE = "native_place", "籍贯"
        TITLE = "title", "职称"
        POST_CATEGORY = "post_category", "岗位类别"
        SUBJECT = "subject", "任教学科"
        TEACHING_GROUP = "teaching_group", "年级组/教研组"
        STARTED_WORK_ON = "started_work_on", "参加工作日期"
        JOINED_SCHOOL_ON = "joined_school_on", "来校日期"
        JOINED_UNION_ON = "joined_union_on", "入会日期"
        BANK_CARD = "bank_card", "银行卡号"

    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="会员", related_name="corrections"
    )
    field = models.CharField("更正项目", max_length=20, choices=Field)
    # Empty asks for the value to be taken out; none at all once the request is settled.
    proposed = EncryptedTextField("改为", null=True, blank=True)
    reason = models.CharField("理由", max_length=200)
    evidence = models.ForeignKey(
        Attachment,
        models.SET_NULL,
        verbose_name="证明材料",
        null=True,
        blank=True,
        related_name="+",
    )
    state = models.CharField(
        "状态", max_length=10, choices=CorrectionState, default=CorrectionState.OPEN
    )
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="办理人", null=True, blank=True, related_name="+"
    )
    answer = models.CharField("答复", max_length=200, blank=True)

    objects = CorrectionQuerySet.as_manager()

    classification = {
        "proposed": "sensitive",
        "reason": "restricted",
        "evidence": "restricted",
        "asked_at": "restricted",
        "decided_at": "restricted",
        "answer": "restricted",
    }

    class Meta:
        verbose_name = verbose_name_plural = "更正申请"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CorrectionState.values), name="correction_state_known"
            ),
            models.UniqueConstraint(
                fields=["member", "field"],
                condition=Q(state="open"),
                name="correction_open_once_per_field",
                violation_error_message="这一项您已有一件申请在办理，办结或撤回后再提出。",
            ),
            models.CheckConstraint(
                condition=Q(state="open", proposed__isnull=False)
                | (~Q(state="open") & Q(proposed__isnull=True)),
                name="correction_value_is_kept_while_open",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="correction_settled_has_time",
            ),
        ]
        indexes = [models.Index(fields=["union", "state"], name="correction_waiting")]

    def __str__(self) -> str:
        return f"{self.member} 申请更正{self.get_field_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == CorrectionState.OPEN

    @property
    def column(self) -> models.Field[Any, Any]:
        return Member.column(self.field)

    @property
    def is_sensitive(self) -> bool:
        return Member.classification[self.field] == "sensitive"

    @property
    def value(self) -> Any:
        """What was proposed, as the column holds it."""
        return value_of(self.field, self.proposed or "")

    @property
    def tone(self) -> str:
        tones = {CorrectionState.OPEN: "warn", CorrectionState.ACCEPTED: "ok"}
        return tones.get(CorrectionState(self.state), "plain")


def value_of(name: str, text: str) -> Any:
    """Text as a column of a member holds it; raises ValidationError."""
    column = Member.column(name)
    if not text:
        return None if column.null else ""
    return column.to_python(text)


def words_of(name: str, value: Any) -> str:
    """A value of a member's column in words."""
    column = Member.column(name)
    if value in (None, ""):
        return ""
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return official_date(value) if isinstance(value, datetime.date) else str(value)


def text_of(value: Any) -> str:
    """A checked value as a request keeps it."""
    if value in (None, ""):
        return ""
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
