"""Micro-proposals: a teacher's hundred characters, from the box to the notice page."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q

from members.models import Member
from proposals.models.meetings import SourceMeeting
from union_site.calendar import working_days_between
from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

if TYPE_CHECKING:
    from union_site.models import Union


class MicroState(models.TextChoices):
    SUBMITTED = "submitted", "待受理"
    ACCEPTED = "accepted", "已受理"
    ASSIGNED = "assigned", "办理中"
    ANSWERED = "answered", "已答复"
    PUBLISHED = "published", "已公示"
    DECLINED = "declined", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


VALID_STATES = (MicroState.ACCEPTED, MicroState.ASSIGNED, MicroState.ANSWERED, MicroState.PUBLISHED)


class MicroProposalQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """All of the union for those who may see all; else what is one's own, handed to one,
        or on the notice page."""
        rows = super().visible_to(seat)
        if seat is None or seat.can("proposals.view"):
            return rows
        return rows.filter(Q(author=seat) | Q(lead=seat) | Q(state=MicroState.PUBLISHED))

    def at_hand(self, seat: Seat) -> Self:
        """One's own, and what one is handed until it is on the notice page."""
        return self.filter(Q(author=seat) | Q(lead=seat) & ~Q(state=MicroState.PUBLISHED))

    def written_by(self, seat: Seat) -> Self:
        return self.filter(author=seat)

    def handed_to(self, seat: Seat) -> Self:
        return self.filter(lead=seat)

    def awaiting_screening(self) -> Self:
        return self.filter(state=MicroState.SUBMITTED)

    def awaiting_answer(self) -> Self:
        return self.filter(state=MicroState.ASSIGNED)

    def awaiting_rating(self) -> Self:
        return self.filter(state__in=[MicroState.ANSWERED, MicroState.PUBLISHED], satisfaction="")

    def published(self) -> Self:
        return self.filter(state=MicroState.PUBLISHED)

    def valid(self) -> Self:
        """Those that passed the check of validity (domain: 有效)."""
        return self.filter(state__in=VALID_STATES)

    def resolved(self) -> Self:
        """Valid ones whose answer says that the matter is solved (domain: 解决)."""
        return self.valid().filter(result_class=MicroProposal.Result.SOLVED)

    def rated(self) -> Self:
        return self.valid().exclude(satisfaction="")

    def satisfied(self) -> Self:
        said = [MicroProposal.Satisfaction.SATISFIED, MicroProposal.Satisfaction.MOSTLY]
        return self.valid().filter(satisfaction__in=said)

    def from_monthly_meetings(self) -> Self:
        return self.filter(source=MicroProposal.Source.MEETING)

    def received_in(self, first: datetime.date, last: datetime.date) -> Self:
        return self.filter(submitted_on__range=(first, last))

    def overdue(self, today: datetime.date) -> Self:
        return self.awaiting_answer().filter(due_on__lt=today)

    def lines(self, keys: Any) -> Self:
        """The rows of keys found within a scope, as a list shows them: long texts stay behind."""
        rows = type(self)(self.model).filter(pk__in=keys)
        named = rows.select_related("author__user", "lead", "member")
        return named.defer("answer", "rating_note").newest_first()

    def for_list(self) -> Self:
        return self.select_related("author__user", "lead__user", "member").newest_first()

    def newest_first(self) -> Self:
        return self.order_by("-submitted_on", "-serial", "pk")


# What the figures count, and what the list shows under the same name.
PARTS: dict[str, Callable[[MicroProposalQuerySet], MicroProposalQuerySet]] = {
    "valid": lambda rows: rows.valid(),
    "resolved": lambda rows: rows.resolved(),
    "rated": lambda rows: rows.rated(),
    "satisfied": lambda rows: rows.satisfied(),
    "meeting": lambda rows: rows.from_monthly_meetings(),
    "meeting_solved": lambda rows: rows.from_monthly_meetings().resolved(),
}


class MicroProposal(UnionOwned):
    """A teacher's short proposal. An anonymous one has no author anywhere: only a receipt."""

    class Category(models.TextChoices):
        TEACHING = "teaching", "教学"
        LOGISTICS = "logistics", "后勤"
        WELFARE = "welfare", "福利"
        TEAM = "team", "队伍"
        OTHER = "other", "其他"

    class Publicity(models.TextChoices):
        OPEN = "open", "公开署名"
        HIDDEN = "hidden", "不公开姓名"
        ANONYMOUS = "anonymous", "匿名"

    class Source(models.TextChoices):
        ONLINE = "online", "网上提交"
        BOX = "box", "纸质意见箱"
        PHONE = "phone", "电话转述"
        MEETING = "meeting", "生活会"
        FORUM = "forum", "金点子座谈会"

    class Result(models.TextChoices):
        SOLVED = "solved", "已解决"
        IN_PROGRESS = "in_progress", "正在解决"
        PLANNED = "planned", "列入计划"
        EXPLAINED = "explained", "暂不能解决，已说明"
        REFERENCE = "reference", "留作参考"

    class Reason(models.TextChoices):
        DUPLICATE = "duplicate", "与已有提案重复"
        PERSONAL = "personal", "纯属个人事务"
        OUT_OF_SCOPE = "out_of_scope", "不属学校职权范围"
        IN_HAND = "in_hand", "已解决或正在办理"
        UNCLEAR = "unclear", "内容不明"

    class Satisfaction(models.TextChoices):
        SATISFIED = "satisfied", "满意"
        MOSTLY = "mostly", "基本满意"
        UNSATISFIED = "unsatisfied", "不满意"

    # Random, so that the order of rows does not tell who was at the form just then.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("标题", max_length=40, blank=True)
    text = models.TextField("内容", max_length=400)
    category = models.CharField("类别", max_length=20, choices=Category)
    publicity = models.CharField("署名方式", max_length=20, choices=Publicity)
    source = models.CharField("来源", max_length=20, choices=Source, default=Source.ONLINE)
    author = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="提案人", null=True, blank=True, related_name="+"
    )
    # Typed in by staff 工会代录 for somebody without a phone: who did so, and for whom.
    entered_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="代录人", null=True, blank=True, related_name="+"
    )
    member = models.ForeignKey(
        Member, models.PROTECT, verbose_name="提案会员", null=True, blank=True, related_name="+"
    )
    author_name = models.CharField("提案人姓名", max_length=40, blank=True)
    meeting = models.ForeignKey(
        SourceMeeting,
        models.PROTECT,
        verbose_name="来源会议",
        null=True,
        blank=True,
        related_name="issues",
    )
    photo = models.ForeignKey(
        Attachment, models.PROTECT, verbose_name="照片", null=True, blank=True, related_name="+"
    )
    forgotten_on = models.DateField("姓名删除日期", null=True, blank=True, editable=False)
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    submission_hash = models.CharField(max_length=64, unique=True, editable=False)
    submitted_on = models.DateField("提交日期")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=MicroState, default=MicroState.SUBMITTED
    )
    year = models.PositiveSmallIntegerField("编号年度", null=True, blank=True)
    serial = models.PositiveIntegerField("编号顺序", null=True, blank=True)
    lead = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="主办", null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("应答复日期", null=True, blank=True)
    extended_from = models.DateField("原定答复日期", null=True, blank=True)
    decline_reason = models.CharField("不予受理原因", max_length=20, choices=Reason, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, verbose_name="原提案", null=True, blank=True, related_name="+"
    )
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    result_class = models.CharField("办理结果", max_length=20, choices=Result, blank=True)
    satisfaction = models.CharField("评价", max_length=20, choices=Satisfaction, blank=True)
    rating_note = models.CharField("评价意见", max_length=200, blank=True)
    handling_round = models.PositiveSmallIntegerField("第几次办理", default=1)
    published_at = models.DateTimeField("公示时间", null=True, blank=True)

    objects = MicroProposalQuerySet.as_manager()

    classification = {
        "text": "internal",
        "title": "internal",
        "author": "restricted",
        "author_name": "restricted",
        "forgotten_on": "internal",
        "extended_from": "internal",
        "receipt_hash": "restricted",
        "submission_hash": "restricted",
        "submitted_on": "internal",
        "submitted_at": "restricted",
        "due_on": "internal",
        "answer": "internal",
        "answered_at": "internal",
        "rating_note": "internal",
        "published_at": "public",
    }

    class Meta:
        verbose_name = verbose_name_plural = "微提案"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=MicroState.values), name="micro_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(publicity="anonymous")
                | Q(
                    author__isnull=True,
                    member__isnull=True,
                    author_name="",
                    submitted_at__isnull=True,
                ),
                name="micro_anonymous_has_no_author_and_no_hour",
            ),
            models.CheckConstraint(
                condition=Q(publicity="anonymous")
                | Q(author__isnull=False)
                | Q(entered_by__isnull=False)
                | Q(forgotten_on__isnull=False),
                name="micro_named_has_author",
            ),
            models.CheckConstraint(
                condition=~Q(state="assigned") | Q(lead__isnull=False, due_on__isnull=False),
                name="micro_assigned_has_lead_and_due_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "published"])
                | (~Q(answer="") & ~Q(result_class="") & Q(answered_at__isnull=False)),
                name="micro_answered_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published"], published_at__isnull=False)
                | ~Q(state__in=["published"]),
                name="micro_published_has_date",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True, serial__isnull=True)
                | Q(year__isnull=False, serial__isnull=False),
                name="micro_number_whole",
            ),
            models.UniqueConstraint(fields=["union", "year", "serial"], name="micro_number_once"),
            models.CheckConstraint(
                condition=Q(forgotten_on__isnull=True)
                | Q(author__isnull=True, member__isnull=True, author_name=""),
                name="micro_forgotten_names_nobody",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True) | ~Q(source="online"),
                name="micro_entered_by_staff_is_not_online",
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True) | Q(source__in=["meeting", "forum"]),
                name="micro_meeting_is_the_source",
            ),
            models.CheckConstraint(
                condition=Q(decline_reason="") | Q(state="declined"),
                name="micro_reason_when_declined",
            ),
            models.CheckConstraint(
                condition=Q(decline_reason="duplicate", duplicate_of__isnull=False)
                | (~Q(decline_reason="duplicate") & Q(duplicate_of__isnull=True)),
                name="micro_duplicate_names_the_original",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id")),
                name="micro_not_its_own_duplicate",
            ),
            models.CheckConstraint(
                condition=Q(extended_from__isnull=True) | Q(due_on__gt=F("extended_from")),
                name="micro_extended_to_later",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "state", "due_on"], name="micro_waiting"),
            # In the order of the list, so that a page is read and not sorted.
            models.Index(fields=["union", "-submitted_on", "-serial", "id"], name="micro_latest"),
            models.Index(
                fields=["union", "state", "-submitted_on", "-serial", "id"], name="micro_by_state"
            ),
            models.Index(
                fields=["union", "category", "-submitted_on", "-serial", "id"],
                name="micro_by_category",
            ),
        ]

    def __str__(self) -> str:
        return f"微提案 {self.number}" if self.number else "微提案（未编号）"

    @property
    def number(self) -> str:
        return f"{self.year}-{self.serial:03d}" if self.year and self.serial else ""

    @property
    def heading(self) -> str:
        """The title given at acceptance, else the beginning of the text."""
        if self.title:
            return self.title
        first = " ".join(self.text.split())
        return first if len(first) <= 18 else f"{first[:17]}…"

    @property
    def is_handled_again(self) -> bool:
        """Back at the department by the author's wish; its answer is the former one."""
        return self.state == MicroState.ASSIGNED and self.handling_round > 1

    @property
    def status_words(self) -> str:
        """The state as people say it; so named by both kinds."""
        return self.get_state_display()

    @property
    def is_anonymous(self) -> bool:
        return self.publicity == self.Publicity.ANONYMOUS

    @property
    def is_closed(self) -> bool:
        return self.state in (MicroState.PUBLISHED, MicroState.DECLINED, MicroState.WITHDRAWN)

    @property
    def is_on_behalf(self) -> bool:
        """Typed in by staff 工会代录."""
        return self.entered_by_id is not None

    @property
    def is_in_bag(self) -> bool:
        """Taken in anonymously today and not a row yet: known to the holder of its receipt."""
        return self._state.adding

    @property
    def is_rated_by_receipt(self) -> bool:
        """No seat is its author's, so that the receipt is the only way to rate it."""
        return self.author_id is None and self.forgotten_on is None

    def shown_author(self, seat: Seat | None) -> str:
        """The author's name as this reader may know it; marked where staff typed it in."""
        return self._name_for(seat) + ("（工会代录）" if self.is_on_behalf else "")

    def _name_for(self, seat: Seat | None) -> str:
        if self.is_anonymous:
            return "匿名"
        is_own = seat is not None and self.author_id == seat.pk
        may_know = seat is not None and seat.can("proposals.screen")
        if self.publicity == self.Publicity.HIDDEN and not (is_own or may_know):
            return "不公开姓名"
        if self.forgotten_on:
            return "姓名已删除"
        if self.author is not None:
            return self.author.user.name
        return self.member.name if self.member else self.author_name or "未留姓名"

    def days_left(self, today: datetime.date) -> int | None:
        """Working days until the answer is due; negative when overdue; None if none is due."""
        if self.state != MicroState.ASSIGNED or self.due_on is None:
            return None
        return working_days_between(today, self.due_on)


def characters(text: str) -> int:
    """How long a proposal is: characters without white space (decision 0005)."""
    return len("".join(text.split()))


def next_serial(union: Union, year: int) -> int:
    """The next number of the year; call it while the union's row is locked."""
    numbered: Any = MicroProposal.objects.filter(union=union, year=year)
    return (numbered.aggregate(models.Max("serial"))["serial__max"] or 0) + 1
