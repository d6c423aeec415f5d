"""Terms of the congress, its sessions, and what they resolved."""

from __future__ import annotations

import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from union_site.calendar import ordinal, term_and_session
from union_site.models import Seat
from union_site.scoping import ScopedQuerySet, UnionOwned

NUMBERS = [MinValueValidator(1), MaxValueValidator(99)]


class TermQuerySet(ScopedQuerySet):
    def in_force(self, on: datetime.date) -> Self:
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def for_list(self) -> Self:
        return self.order_by("-term_no", "pk")

    def with_sessions(self) -> Self:
        """Each with `held_sessions`, how many of its sessions were held."""
        held = models.Count("sessions", filter=Q(sessions__state="held"))
        return self.annotate(held_sessions=held)

    def with_held_between(self, first: datetime.date, last: datetime.date) -> Self:
        """Each with `held_between`: how many sessions its union held on these days, in any term."""
        sessions = Session.objects.filter(union=models.OuterRef("union")).held()
        counted = sessions.between(first, last).order_by().values("union")
        number = models.Subquery(counted.annotate(n=models.Count("pk")).values("n"))
        return self.annotate(held_between=Coalesce(number, 0))


class CongressTerm(UnionOwned):
    """届: a body of delegates elected for 3 or 5 years (Order 32 art. 18)."""

    # Set by the querysets above.
    held_sessions: int
    held_between: int

    class Form(models.TextChoices):
        CONGRESS = "congress", "教职工代表大会"
        ASSEMBLY = "assembly", "教职工大会"

    term_no = models.PositiveSmallIntegerField("届次", validators=NUMBERS)
    form = models.CharField("形式", max_length=10, choices=Form, default=Form.CONGRESS)
    starts_on = models.DateField("任期起")
    ends_on = models.DateField("任期止")
    full_delegates = models.PositiveIntegerField("正式代表人数", validators=[MinValueValidator(1)])
    note = models.CharField("备注", max_length=200, blank=True)

    objects = TermQuerySet.as_manager()

    classification = {
        "starts_on": "public",
        "ends_on": "public",
        "note": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "教代会届次"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "term_no"],
                name="term_number_once",
                violation_error_message="这一届已经登记过了。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="term_range_forward",
                violation_error_message="任期止应晚于任期起。",
            ),
            models.CheckConstraint(condition=Q(full_delegates__gte=1), name="term_has_delegates"),
            models.CheckConstraint(
                condition=Q(form__in=["congress", "assembly"]), name="term_form_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{ordinal(self.term_no, '届')}{self.get_form_display()}"

    @property
    def short_form(self) -> str:
        return "教代会" if self.form == self.Form.CONGRESS else "教职工大会"


class State(models.TextChoices):
    PLANNED = "planned", "筹备中"
    HELD = "held", "已召开"
    CANCELLED = "cancelled", "已取消"


class SessionQuerySet(ScopedQuerySet):
    def planned(self) -> Self:
        return self.filter(state=State.PLANNED)

    def held(self) -> Self:
        return self.filter(state=State.HELD)

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Sessions of these days, both ends included; an end that is None is open."""
        rows = self if first is None else self.filter(held_on__gte=first)
        return rows if last is None else rows.filter(held_on__lte=last)

    def for_list(self) -> Self:
        return self.select_related("term", "union").order_by("-held_on", "-session_no", "-pk")


class Session(UnionOwned):
    """次: one meeting of a term. `expected` is n of every rule: all full delegates in office.

    n is frozen here at the credentials check, since delegates leave in mid-term.
    """

    class Kind(models.TextChoices):
        FIRST = "first", "换届（首次）会议"
        ANNUAL = "annual", "年度会议"
        TOPICAL = "topical", "专题会议"
        EXTRAORDINARY = "extraordinary", "临时会议"

    class Initiator(models.TextChoices):
        SCHOOL = "school", "学校提议"
        UNION = "union", "工会提议"
        DELEGATES = "delegates", "代表联名提议"

    term = models.ForeignKey(
        CongressTerm, models.PROTECT, verbose_name="届次", related_name="sessions"
    )
    session_no = models.PositiveSmallIntegerField("第几次", validators=NUMBERS)
    kind = models.CharField("会议类别", max_length=20, choices=Kind, default=Kind.ANNUAL)
    initiator = models.CharField("提议方", max_length=20, choices=Initiator, blank=True)
    signers = models.PositiveIntegerField("联名代表人数", null=True, blank=True)
    held_on = models.DateField("召开日期")
    place = models.CharField("地点", max_length=80, blank=True)
    agenda = models.TextField("主要议题", max_length=2000, blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.PLANNED)
    expected = models.PositiveIntegerField("应到正式代表", null=True, blank=True)
    present = models.PositiveIntegerField("实到正式代表", null=True, blank=True)
    observers = models.PositiveIntegerField("列席和特邀", default=0)
    proposals_received = models.PositiveIntegerField("征集提案", default=0)
    summary = models.TextField("会议情况", max_length=4000, blank=True)
    registered_by = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="登记人", null=True, blank=True, related_name="+"
    )

    objects = SessionQuerySet.as_manager()

    classification = {
        "held_on": "public",
        "place": "internal",
        "agenda": "internal",
        "summary": "internal",
        "registered_by": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "教代会会议"
        constraints = [
            models.UniqueConstraint(
                fields=["term", "session_no"],
                condition=~Q(state="cancelled"),
                name="session_number_once",
                violation_error_message="本届的这一次会议已经登记过了。",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="session_state_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["first", "annual", "topical", "extraordinary"]),
                name="session_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="first") | Q(session_no=1),
                name="session_first_is_number_one",
                violation_error_message="换届（首次）会议应为本届第一次。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="extraordinary") | ~Q(initiator=""),
                name="session_extraordinary_has_initiator",
                violation_error_message="临时会议须写明由谁提议。",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(expected__gte=1, present__isnull=False),
                name="session_held_was_counted",
            ),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(present__lte=F("expected")),
                name="session_present_within_expected",
                violation_error_message="实到正式代表不能多于应到正式代表。",
            ),
        ]
        indexes = [models.Index(fields=["union", "-held_on"], name="session_latest")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """第五届教职工代表大会第二次会议."""
        return f"{self.term}{ordinal(self.session_no, '次')}会议"

    @property
    def short_title(self) -> str:
        """第五届第二次教代会."""
        return term_and_session(self.term.term_no, self.session_no) + self.term.short_form

    @property
    def tone(self) -> str:
        return {State.PLANNED: "info", State.HELD: "ok"}.get(State(self.state), "plain")

    @property
    def is_held(self) -> bool:
        return self.state == State.HELD


class ResolutionQuerySet(ScopedQuerySet):
    def adopted(self) -> Self:
        return self.filter(is_adopted=True)

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Resolutions of sessions of these days, both ends included."""
        rows = self if first is None else self.filter(session__held_on__gte=first)
        return rows if last is None else rows.filter(session__held_on__lte=last)

    def for_list(self) -> Self:
        return self.select_related("session__term", "session__union").order_by(
            "-session__held_on", "-session__session_no", "position"
        )


class Resolution(UnionOwned):
    """A matter put to the vote at a session, with its verdict.

    `needed` is the least number of votes in favour by the norm of the day; it stays with the
    row, so that a later norm does not change what was resolved.
    """

    class Matter(models.TextChoices):
        CHARTER = "charter", "学校章程"
        PLAN = "plan", "发展规划与改革方案"
        REPORTS = "reports", "学校工作、财务、工会工作报告"
        STAFF_INTEREST = "staff_interest", "福利、分配与聘任考核奖惩办法"
        PROPOSALS = "proposals", "上次会议提案办理情况报告"
        APPRAISAL = "appraisal", "评议学校领导干部"
        SUPERVISION = "supervision", "对制度和决策的意见建议"
        OTHER = "other", "其他事项"

    class Method(models.TextChoices):
        SHOW_OF_HANDS = "show_of_hands", "举手表决"
        SECRET_BALLOT = "secret_ballot", "无记名投票"
        OPEN_BALLOT = "open_ballot", "记名投票"

    session = models.ForeignKey(
        Session, models.PROTECT, verbose_name="会议", related_name="resolutions"
    )
    position = models.PositiveSmallIntegerField("序号", validators=NUMBERS)
    document_no = models.CharField("文号", max_length=60, blank=True)
    title = models.CharField("事项", max_length=120)
    matter = models.CharField("职权类别", max_length=20, choices=Matter, default=Matter.OTHER)
    method = models.CharField("表决方式", max_length=20, choices=Method)
    votes_for = models.PositiveIntegerField("同意")
    votes_against = models.PositiveIntegerField("不同意", default=0)
    votes_abstain = models.PositiveIntegerField("弃权", default=0)
    needed = models.PositiveIntegerField("通过所需票数", editable=False)
    is_adopted = models.BooleanField("通过", editable=False)
    text = models.TextField("决议内容", max_length=4000, blank=True)

    objects = ResolutionQuerySet.as_manager()

    classification = {
        "document_no": "public",
        "title": "public",
        "text": "internal",
    }

    class Meta:
        verbose_name = verbose_name_plural = "教代会决议"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position"], name="resolution_position_once"
            ),
            models.CheckConstraint(
                condition=Q(is_adopted=True, votes_for__gte=F("needed"))
                | Q(is_adopted=False, votes_for__lt=F("needed")),
                name="resolution_verdict_follows_votes",
            ),
            models.CheckConstraint(
                condition=Q(
                    matter__in=[
                        "charter",
                        "plan",
                        "reports",
                        "staff_interest",
                        "proposals",
                        "appraisal",
                        "supervision",
                        "other",
                    ]
                ),
                name="resolution_matter_known",
            ),
            models.CheckConstraint(
                condition=Q(method__in=["show_of_hands", "secret_ballot", "open_ballot"]),
                name="resolution_method_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def votes_cast(self) -> int:
        return self.votes_for + self.votes_against + self.votes_abstain
