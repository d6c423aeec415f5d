"""The index of texts: which pairs of characters stand in which proposal."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from proposals.models.micro import MicroProposal
from proposals.models.proposals import Proposal
from union_site.models import Union
from union_site.scoping import UnionOwned

KEYS = 1 << 62  # below which a key is drawn


def random_key() -> int:
    return secrets.randbelow(KEYS)


class IndexedText(UnionOwned):
    """One proposal of either kind, as the index knows it.

    The key is random: a row's place in the order must not tell when an anonymous text came. The
    texts with the lowest keys are thus a fair sample of all.
    """

    id = models.BigAutoField(primary_key=True, default=random_key)
    micro = models.OneToOneField(
        MicroProposal,
        models.PROTECT,
        verbose_name="微提案",
        null=True,
        blank=True,
        related_name="indexed",
    )
    proposal = models.OneToOneField(
        Proposal,
        models.PROTECT,
        verbose_name="提案",
        null=True,
        blank=True,
        related_name="indexed",
    )

    class Meta:
        verbose_name = verbose_name_plural = "文本索引"
        constraints = [
            models.CheckConstraint(
                condition=Q(micro__isnull=False, proposal__isnull=True)
                | Q(micro__isnull=True, proposal__isnull=False),
                name="indexed_text_is_of_one_kind",
            )
        ]

    def __str__(self) -> str:
        return f"索引：{self.micro or self.proposal}"


class Shingle(UnionOwned):
    """A pair of characters that stands in a text. The key is the index that is searched."""

    pk = models.CompositePrimaryKey("union_id", "gram", "text_id")
    # The key begins with it; an index of its own would only cost room.
    union = models.ForeignKey(
        Union, models.PROTECT, verbose_name="工会", related_name="+", db_index=False
    )
    gram = models.BigIntegerField("字对")
    text = models.ForeignKey(
        IndexedText, models.PROTECT, verbose_name="文本", related_name="shingles"
    )

    class Meta:
        verbose_name = verbose_name_plural = "文本索引字对"

    def __str__(self) -> str:
        return f"{self.gram} → {self.text_id}"
