"""Files that a proposal brings along."""

from __future__ import annotations

from typing import Self

from django.db import models

from proposals.models.proposals import Proposal
from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class ProposalFileQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """For those who deal with the proposal; who reads it on the notice page sees no files."""
        rows = super().visible_to(seat)
        if seat is None:
            return rows
        return rows.filter(proposal__in=Proposal.objects.dealt_with_by(seat))

    def for_list(self) -> Self:
        return self.select_related("file").order_by("pk")


class ProposalFile(UnionOwned):
    """附件: brought by the author while the proposal is a draft."""

    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name="提案", related_name="files"
    )
    file = models.ForeignKey(Attachment, models.PROTECT, verbose_name="文件", related_name="+")

    objects = ProposalFileQuerySet.as_manager()

    classification: dict[str, str] = {}

    class Meta:
        verbose_name = verbose_name_plural = "提案附件"
        constraints = [
            models.UniqueConstraint(fields=["proposal", "file"], name="proposal_file_once"),
        ]

    def __str__(self) -> str:
        return str(self.file)
