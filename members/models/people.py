"""Members: the people of a union as its roster holds them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import FieldDoesNotExist
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Window
from django.db.models.functions import Upper

from members.models import codes
from members.models.codes import LEFT, ON_ROLL, Status, known
from members.models.finding import (
    BEGINS,
    ORDERS,
    bank_card_hash,
    meanings,
)
from members.models.finding import id_hash as id_hash
from members.models.finding import id_tail_hash as id_tail_hash
from members.models.groups import UnionGroup
from union_site import idcards
from union_site.collation import KEY_LENGTH, keys_of, search_text
from union_site.encryption import EncryptedTextField
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

if TYPE_CHECKING:
    from collections.abc import Iterable


class MemberQuerySet(ScopedQuerySet):
    def unmerged(self) -> Self:
        """Everybody once: rows that were merged into another are left out."""
        return self.exclude(status=Status.MERGED)

    def suspected(self) -> Self:
        """Those who share a number, a mobile, or name and birthday with another row."""
        alike = {
            "same_id": ("union", "id_hash"),
            "same_birth": ("union", "name", "birth_date"),
            "same_mobile": ("union", "mobile"),
        }
        counts = {name: Window(Count("pk"), partition_by=by) for name, by in alike.items()}
        return (
            self.unmerged()
            .annotate(**counts)
            .filter(
                Q(same_id__gt=1) & ~Q(id_hash="")
                | Q(same_birth__gt=1)
                | Q(same_mobile__gt=1) & ~Q(mobile="")
            )
        )

    def on_roll(self) -> Self:
        """In service and retained: everyone whose membership has not ended."""
        return self.filter(status__in=ON_ROLL)

    def active(self) -> Self:
        """Counted as members: in service (《工会会员会籍管理办法》: the retained are not)."""
        return self.filter(status=Status.ACTIVE)

    def status_at(self, day: datetime.date) -> Self:
        """Annotates `status_then`: what the last event up to that day left the membership as.

        None before somebody's first event. Double entries that were merged are left out: the
        person is kept under the other row.
        """
        events = self.model._meta.get_field("events").related_model
        last = events._base_manager.filter(member=OuterRef("pk"), on__lte=day)
        status = last.order_by("-on", "-pk").values("status")[:1]
        return self.exclude(status=Status.MERGED).annotate(status_then=Subquery(status))

    def on_roll_at(self, day: datetime.date) -> Self:
        return self.status_at(day).filter(status_then__in=ON_ROLL)

    def active_at(self, day: datetime.date) -> Self:
        """Counted as members on that day (M-10)."""
        return self.status_at(day).filter(status_then=Status.ACTIVE)

    def without_account(self) -> Self:
        return self.active().filter(seat__isnull=True)

    def joined_between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """By the day of joining the union, both ends included; None leaves an end open."""
        rows = self
        if first is not None:
            rows = rows.filter(joined_union_on__gte=first)
        return rows if last is None else rows.filter(joined_union_on__lte=last)

    def matching(self, words: str) -> Self:
        """By name, pinyin, initials, mobile, staff number, last four of the ID number; by a full
        ID or bank card number too.
        """
        key = search_text(words)
        if not key:
            return self
        # Together in one OR they would be looked for among all rows; each by itself is answered
        # by its index.
        ways = [self.filter(way).order_by().values("pk") for way in meanings(key, words)]
        return self.filter(pk__in=ways[0].union(*ways[1:]) if ways[1:] else ways[0])

    def in_order(self, order: str) -> Self:
        return self.order_by(*ORDERS.get(order, ORDERS["pinyin"]))

    def for_list(self) -> Self:
        return self.select_related("group")

    def by_id_hash(self, hashes: Iterable[str]) -> Self:
        return self.filter(id_hash__in=hashes)


class Member(UnionOwned):
    """One person's membership in one union. Never deleted: it ends."""

    # --- who
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField(max_length=120, editable=False)
    initials = models.CharField(max_length=60, editable=False)
    pinyin_order = models.CharField(max_length=160, editable=False)
    stroke_order = models.CharField(max_length=KEY_LENGTH, editable=False)
    sex = models.CharField("性别", max_length=10, choices=idcards.Sex)
    birth_date = models.DateField("出生日期")
    ethnicity = models.CharField("民族", max_length=2, choices=codes.Ethnicity, blank=True)
    id_kind = models.CharField(
        "有效证件类别",
        max_length=24,
        choices=idcards.IdKind,
        default=idcards.IdKind.RESIDENT,
    )
    id_number = EncryptedTextField("证件号码", blank=True)
    id_hash = models.CharField(max_length=64, blank=True, editable=False)
    id_tail_hash = models.CharField(max_length=64, blank=True, editable=False)
    mobile = models.CharField(
        "移动电话",
        max_length=11,
        blank=True,
        validators=[RegexValidator(r"^1\d{10}$", "移动电话为 11 位数字。")],
    )
    home_address = EncryptedTextField("家庭住址", blank=True)
    education = models.CharField("学历", max_length=2, choices=codes.Education, blank=True)
    political_status = models.CharField(
        "政治面貌", max_length=2, choices=codes.PoliticalStatus, blank=True
    )
    hukou_type = models.CharField("户籍类型", max_length=10, choices=codes.Hukou, blank=True)
    hukou_place = models.CharField("户籍所在地", max_length=100, blank=True)
    native_place = models.CharField("籍贯", max_length=60, blank=True)
    is_migrant_worker = models.BooleanField("是否农民工会员", default=False)

    # --- at work
    staff_no = models.CharField("工号", max_length=30, blank=True)
    employer = models.CharField("工作单位", max_length=100, blank=True)
    employment_status = models.CharField(
        "就业状况",
        max_length=20,
        choices=codes.Employment,
        default=codes.Employment.WORKING,
    )
    skill_level = models.CharField("技术等级", max_length=10, choices=codes.SkillLevel, blank=True)
    title = models.CharField("职称", max_length=40, blank=True)
    post_category = models.CharField(
        "岗位类别", max_length=10, choices=codes.PostCategory, blank=True
    )
    engagement = models.CharField("编制类型", max_length=20, choices=codes.Engagement, blank=True)
    subject = models.CharField("任教学科", max_length=40, blank=True)
    teaching_group = models.CharField("年级组/教研组", max_length=40, blank=True)
    is_head_teacher = models.BooleanField("是否班主任", default=False)
    started_work_on = models.DateField("参加工作日期", null=True, blank=True)
    joined_school_on = models.DateField("来校日期", null=True, blank=True)
    # Agreed with the person: flexible retirement, or what the personnel office decided.
    retires_on = models.DateField("本人退休日期", null=True, blank=True)

    # --- in the union
    group = models.ForeignKey(
        UnionGroup,
        models.PROTECT,
        verbose_name="工会小组",
        null=True,
        blank=True,
        related_name="members",
    )
    union_post = models.CharField("工会职务", max_length=40, blank=True)
    joined_union_on = models.DateField("入会日期", null=True, blank=True)
    certificate_no = models.CharField("会员证号", max_length=40, blank=True)
    card_no = models.CharField("会员服务卡号", max_length=40, blank=True)
    card_issued_on = models.DateField("服务卡发放日期", null=True, blank=True)
    bank_card = EncryptedTextField("银行卡号", blank=True)
    bank_card_hash = models.CharField(max_length=64, blank=True, editable=False)
    status = models.CharField("会籍状态", max_length=20, choices=Status, default=Status.ACTIVE)
    membership_change = models.CharField(
        "会籍变化类型", max_length=20, choices=codes.MembershipChange, blank=True
    )
    changed_on = models.DateField("会籍变化日期", null=True, blank=True)
    change_reason = models.CharField(
        "会籍变化原因", max_length=20, choices=codes.ChangeReason, blank=True
    )
    seat = models.OneToOneField(
        Seat, models.PROTECT, verbose_name="席位", null=True, blank=True, related_name="member"
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="已合并到",
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
    )
    brought_by = models.ForeignKey(
        "members.RosterImport",
        models.SET_NULL,
        verbose_name="由哪次导入",
        null=True,
        blank=True,
        editable=False,
        related_name="brought",
    )
    # Counts every change, so that two people who edit at once, and an undo, notice each other.
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = MemberQuerySet.as_manager()

    # public: may be published · internal: within the union · restricted: officers, with a reason
    # in their work · sensitive: encrypted, disclosed one by one and recorded (PIPL art. 51).
    classification = {
        "name": "internal",
        "pinyin": "internal",
        "initials": "internal",
        "pinyin_order": "internal",
        "stroke_order": "internal",
        "sex": "internal",
        "birth_date": "restricted",
        "ethnicity": "restricted",
        "id_kind": "restricted",
        "id_number": "sensitive",
        "id_hash": "restricted",
        "id_tail_hash": "restricted",
        "mobile": "restricted",
        "home_address": "sensitive",
        "education": "restricted",
        "political_status": "restricted",
        "hukou_type": "restricted",
        "hukou_place": "restricted",
        "native_place": "restricted",
        "is_migrant_worker": "restricted",
        "staff_no": "internal",
        "employer": "internal",
        "employment_status": "restricted",
        "skill_level": "internal",
        "title": "internal",
        "post_category": "internal",
        "engagement": "restricted",
        "subject": "internal",
        "teaching_group": "internal",
        "is_head_teacher": "internal",
        "started_work_on": "restricted",
        "joined_school_on": "internal",
        "retires_on": "restricted",
        "group": "internal",
        "union_post": "public",
        "joined_union_on": "internal",
        "certificate_no": "restricted",
        "card_no": "restricted",
        "card_issued_on": "internal",
        "bank_card": "sensitive",
        "bank_card_hash": "restricted",
        "status": "internal",
        "membership_change": "internal",
        "changed_on": "internal",
        "change_reason": "restricted",
        "seat": "internal",
        "merged_into": "internal",
        "brought_by": "internal",
        "revision": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "会员"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "id_hash"],
                condition=Q(status__in=ON_ROLL) & ~Q(id_hash=""),
                name="member_id_once_on_roll",
                violation_error_message="本工会已有一名在册会员使用这个证件号码。",
            ),
            models.UniqueConstraint(
                fields=["union", "bank_card_hash"],
                condition=Q(status__in=ON_ROLL) & ~Q(bank_card_hash=""),
                name="member_bank_card_once_on_roll",
                violation_error_message="本工会已有一名在册会员使用这个银行卡号。",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | (~Q(status=Status.MERGED) & Q(merged_into__isnull=True)),
                name="member_merged_into_another",
            ),
            known("sex", idcards.Sex, may_be_empty=False),
            known("ethnicity", codes.Ethnicity),
            known("id_kind", idcards.IdKind, may_be_empty=False),
            known("education", codes.Education),
            known("political_status", codes.PoliticalStatus),
            known("hukou_type", codes.Hukou),
            known("employment_status", codes.Employment, may_be_empty=False),
            known("skill_level", codes.SkillLevel),
            known("post_category", codes.PostCategory),
            known("engagement", codes.Engagement),
            known("status", Status, may_be_empty=False),
            known("membership_change", codes.MembershipChange),
            known("change_reason", codes.ChangeReason),
        ]
        indexes = [
            models.Index(fields=["union", "status"], name="member_by_status"),
            # With the status behind the order, a page of a large union is read in this order
            # until it is full, instead of sorting everybody.
            models.Index(fields=["union", "pinyin_order", "status"], name="member_by_pinyin"),
            models.Index(fields=["union", "stroke_order", "status"], name="member_by_strokes"),
            models.Index(fields=["union", "birth_date", "status"], name="member_by_birth"),
            models.Index(fields=["union", "joined_union_on"], name="member_by_joining"),
            models.Index(fields=["union", "name"], name="member_by_name"),
            models.Index(fields=["union", "pinyin"], opclasses=BEGINS, name="member_by_syllables"),
            models.Index(fields=["union", "initials"], opclasses=BEGINS, name="member_by_initials"),
            models.Index(fields=["union", "mobile"], opclasses=BEGINS, name="member_by_mobile"),
            models.Index("union", Upper("staff_no"), name="member_by_staff_no"),
            models.Index(fields=["union", "teaching_group"], name="member_by_teaching_group"),
            models.Index(fields=["union", "bank_card_hash"], name="member_by_bank_card"),
            models.Index(fields=["union", "id_tail_hash"], name="member_by_id_tail"),
            # The unique constraint holds for those on the roll only; this finds everybody.
            models.Index(fields=["union", "id_hash"], name="member_by_id_hash"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.derive()
        super().clean()

    def derive(self) -> None:
        """Brings the keys in line with name and number; every way of writing a row does."""
        self.derive_name_keys()
        self.id_hash = id_hash(self.id_number)
        self.id_tail_hash = id_tail_hash(self.id_number)
        self.bank_card_hash = bank_card_hash(self.bank_card)

    def derive_name_keys(self) -> None:
        keys = keys_of(self.name)
        self.pinyin, self.initials = keys.pinyin[:120], keys.initials[:60]
        self.pinyin_order, self.stroke_order = keys.pinyin_order[:160], keys.stroke_order

    @property
    def is_on_roll(self) -> bool:
        return self.status in ON_ROLL

    @property
    def has_left(self) -> bool:
        return self.status in LEFT

    def age_on(self, day: datetime.date) -> int:
        return idcards.age_on(self.birth_date, day)

    @property
    def is_minority(self) -> bool:
        return self.ethnicity not in ("", codes.Ethnicity.HA)

    @classmethod
    def column(cls, name: str) -> models.Field[Any, Any]:
        """A column by its name; raises FieldDoesNotExist."""
        field = cls._meta.get_field(name)
        if not isinstance(field, models.Field):
            raise FieldDoesNotExist(name)
        return field

    def values_of(self, fields: Iterable[str]) -> dict[str, Any]:
        return {field: getattr(self, field) for field in fields}
