"""Formal proposals 提案: who made them, what was decided, who handles them, what came of it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from congress.models import CongressTerm, Delegate, Delegation, Session
from members.models import Body
from proposals.models.committee import sits_on_committee
from proposals.models.micro import MicroProposal
from proposals.models.proposal_rows import ProposalQuerySet
from proposals.models.reasons import ReasonClass
from proposals.models.results import ResultClass
from proposals.models.states import (
    ANSWERED,
    HANDED_OUT,
    IN_HANDLING,
    WITH_DEPARTMENT,
    Category,
    Outcome,
    ProposalState,
    ProposerKind,
    Publicity,
)
from union_site.calendar import working_days_between
from union_site.models import Seat
from union_site.scoping import UnionOwned

if TYPE_CHECKING:
    from proposals.models.handling import Reply


class Proposal(UnionOwned):
    """A formal proposal: one matter, made by a full delegate, a delegation or a committee."""

    # Set by pages for their rows.
    author_shown: str

    term = models.ForeignKey(
        CongressTerm, models.PROTECT, verbose_name="届次", related_name="proposals"
    )
    session = models.ForeignKey(
        Session,
        models.PROTECT,
        verbose_name="会议",
        null=True,
        blank=True,
        related_name="proposals",
    )
    kind = models.CharField(
        "提出方式", max_length=12, choices=ProposerKind, default=ProposerKind.DELEGATE
    )
    author = models.ForeignKey(Seat, models.PROTECT, verbose_name="提案人", related_name="+")
    delegate = models.ForeignKey(
        Delegate, models.PROTECT, verbose_name="代表", null=True, blank=True, related_name="+"
    )
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, verbose_name="代表团", null=True, blank=True, related_name="+"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, verbose_name="专门委员会", null=True, blank=True, related_name="+"
    )
    publicity = models.CharField(
        "公示署名", max_length=10, choices=Publicity, default=Publicity.OPEN
    )
    title = models.CharField("案由", max_length=60, blank=True)
    category = models.CharField("类别", max_length=16, choices=Category, blank=True)
    reason = models.TextField("案据", max_length=2000, blank=True)
    suggestion = models.TextField("建议方案", max_length=2000, blank=True)
    wanted_lead = models.ForeignKey(
        Seat,
        models.PROTECT,
        verbose_name="建议承办部门",
        null=True,
        blank=True,
        related_name="+",
    )
    origin = models.OneToOneField(
        MicroProposal,
        models.PROTECT,
        verbose_name="由微提案转来",
        null=True,
        blank=True,
        related_name="promoted_to",
    )
    state = models.CharField(
        "状态", max_length=14, choices=ProposalState, default=ProposalState.DRAFT
    )
    created_at = models.DateTimeField("起草时间")
    # Counts savings of the draft: what was opened before the last one overwrites nothing.
    version = models.PositiveIntegerField("版本", default=1)
    edited_at = models.DateTimeField("最近保存", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    is_late = models.BooleanField("逾期提交", default=False)
    # The screening.
    outcome = models.CharField("审查结果", max_length=10, choices=Outcome, blank=True)
    decided_on = models.DateField("审查日期", null=True, blank=True)
    decision_note = models.CharField("审查意见", max_length=500, blank=True)
    reason_class = models.CharField(
        "理由类别", max_length=16, choices=ReasonClass, blank=True, default=""
    )
    by_presidium = models.BooleanField("由主席团决定", default=False)
    presidium_on = models.DateField("主席团会议日期", null=True, blank=True)
    presidium_words = models.CharField("主席团意见", max_length=300, blank=True, default="")
    appealed_on = models.DateField("申请复议日期", null=True, blank=True)
    year = models.PositiveSmallIntegerField("编号年度", null=True, blank=True)
    serial = models.PositiveIntegerField("编号顺序", null=True, blank=True)
    number = models.CharField("立案编号", max_length=40, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="并入",
        null=True,
        blank=True,
        related_name="merged_ones",
    )
    # The handling.
    lead = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="主办", null=True, blank=True, related_name="+"
    )
    leader = models.ForeignKey(
        Seat, models.PROTECT, verbose_name="分管校领导", null=True, blank=True, related_name="+"
    )
    assigned_on = models.DateField("交办日期", null=True, blank=True)
    accept_due_on = models.DateField("应接收日期", null=True, blank=True)
    due_on = models.DateField("应答复日期", null=True, blank=True)
    extended_from = models.DateField("原定答复日期", null=True, blank=True)
    extension_reason = models.CharField("延期理由", max_length=300, blank=True)
    handling_round = models.PositiveSmallIntegerField("第几次办理", default=1)
    is_supervised = models.BooleanField("督办", default=False)
    # What came of it; of the last reply that was sent.
    result = models.ForeignKey(
        ResultClass,
        models.PROTECT,
        verbose_name="办理结果",
        null=True,
        blank=True,
        related_name="+",
    )
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)
    percent = models.PositiveSmallIntegerField("落实进度", default=0)
    implemented_on = models.DateField("落实日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    published_at = models.DateTimeField("公示时间", null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    classification = {
        "title": "internal",
        "reason": "internal",
        "suggestion": "internal",
        "created_at": "internal",
        "edited_at": "internal",
        "submitted_at": "internal",
        "decided_on": "internal",
        "decision_note": "internal",
        "presidium_on": "internal",
        "presidium_words": "internal",
        "appealed_on": "internal",
        "number": "internal",
        "assigned_on": "internal",
        "accept_due_on": "internal",
        "due_on": "internal",
        "extended_from": "internal",
        "extension_reason": "internal",
        "replied_at": "internal",
        "implemented_on": "internal",
        "closed_on": "internal",
        "published_at": "public",
    }

    class Meta:
        verbose_name = verbose_name_plural = "提案"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values), name="proposal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="delegate", delegate__isnull=False)
                | Q(kind="delegation", delegation__isnull=False)
                | Q(kind="committee", body__isnull=False),
                name="proposal_names_its_proposer",
                violation_error_message="请写明提出提案的代表、代表团或专门委员会。",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="proposal_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(category__in=["", *Category.values]), name="proposal_category_known"
            ),
            models.CheckConstraint(
                condition=Q(publicity__in=Publicity.values), name="proposal_publicity_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False, outcome="merged"),
                name="proposal_merged_has_its_main_one",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="proposal_not_merged_into_itself",
                violation_error_message="提案不能并入它自己。",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | (Q(outcome="rejected") & ~Q(decision_note="")),
                name="proposal_rejected_has_a_reason",
                violation_error_message="不予立案须写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(IN_HANDLING + ANSWERED))
                | (Q(outcome__in=["docketed", "converted"]) & ~Q(number="")),
                name="proposal_handled_was_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(HANDED_OUT))
                | Q(
                    lead__isnull=False,
                    leader__isnull=False,
                    due_on__isnull=False,
                    assigned_on__isnull=False,
                ),
                name="proposal_assigned_has_lead_leader_and_due_date",
                violation_error_message="请选择主办部门、分管校领导并填写应答复日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(ANSWERED))
                | Q(result__isnull=False, replied_at__isnull=False),
                name="proposal_answered_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(extended_from__isnull=True, extension_reason="")
                | (Q(extended_from__isnull=False) & ~Q(extension_reason="")),
                name="proposal_extended_with_a_reason",
                violation_error_message="延期须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="proposal_percent_within_hundred",
                violation_error_message="进度在 0 到 100 之间。",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=True, serial__isnull=True, number="")
                | (Q(year__isnull=False, serial__isnull=False) & ~Q(number="")),
                name="proposal_number_whole",
            ),
            # Docketed ones and opinions are numbered apart, each in a row of its own.
            models.UniqueConstraint(
                fields=["union", "year", "outcome", "serial"], name="proposal_serial_once"
            ),
            models.CheckConstraint(
                condition=Q(reason_class__in=["", *ReasonClass.values]),
                name="proposal_reason_class_known",
            ),
            models.CheckConstraint(
                condition=Q(by_presidium=False) | Q(presidium_on__isnull=False),
                name="proposal_presidium_has_a_day",
                violation_error_message="请填写主席团会议日期。",
            ),
            models.UniqueConstraint(
                fields=["union", "number"], condition=~Q(number=""), name="proposal_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["union", "state", "due_on"], name="proposal_waiting"),
            # In the order of the list, so that a page is read and not sorted.
            models.Index(fields=["union", "-submitted_at", "-id"], name="proposal_latest"),
            models.Index(
                fields=["union", "state", "-submitted_at", "-id"], name="proposal_by_state"
            ),
            # All that the chips count by, so that they read no row.
            models.Index(fields=["union", "state", "author", "id"], name="proposal_counted"),
            models.Index(fields=["union", "lead"], name="proposal_leads"),
        ]

    def __str__(self) -> str:
        return f"提案 {self.number}" if self.number else "提案（未编号）"

    @property
    def is_written(self) -> bool:
        """Each of its parts has words; whether they suffice is asked when it is handed in."""
        return all((self.title, self.reason, self.suggestion))

    @property
    def heading(self) -> str:
        return self.title or "（未写案由）"

    @property
    def is_closed(self) -> bool:
        return self.state in (
            ProposalState.CLOSED,
            ProposalState.ARCHIVED,
            ProposalState.MERGED,
            ProposalState.REJECTED,
            ProposalState.WITHDRAWN,
        )

    @property
    def is_collective(self) -> bool:
        return self.kind != ProposerKind.DELEGATE

    @property
    def proposer(self) -> str:
        """Who made it: the delegate's name, the delegation or the committee."""
        if self.kind == ProposerKind.DELEGATION and self.delegation is not None:
            return self.delegation.name
        if self.kind == ProposerKind.COMMITTEE and self.body is not None:
            return self.body.name
        return self.delegate.name if self.delegate is not None else self.author.user.name

    def shown_proposer(self, seat: Seat | None) -> str:
        """The proposer's name as this reader may know it; None is the notice page."""
        if self.publicity == Publicity.OPEN or self.is_collective:
            return self.proposer
        is_own = seat is not None and self.author_id == seat.pk
        deals_with_it = seat is not None and (
            seat.can("proposals.view")
            or seat.pk in (self.lead_id, self.leader_id)
            or sits_on_committee(seat)
        )
        return self.proposer if is_own or deals_with_it else "不公开姓名"

    @property
    def status_words(self) -> str:
        """The state as people say it: a second handling is one."""
        if self.state == ProposalState.HANDLING and self.handling_round > 1:
            return f"再办理（第{self.handling_round}次）"
        return self.get_state_display()

    def days_left(self, today: datetime.date) -> int | None:
        """Working days until the reply is due; negative when overdue; None if none is due."""
        if self.state not in WITH_DEPARTMENT or self.due_on is None:
            return None
        return working_days_between(today, self.due_on)

    def last_reply(self) -> Reply | None:
        """The reply that was sent last."""
        rows: Any = self.replies
        sent = [reply for reply in rows.all() if reply.sent_at is not None]
        return max(sent, key=lambda reply: (reply.sent_at, reply.pk), default=None)
