"""The bag of letters: anonymous proposals and verdicts on their way, sealed as one row a union."""

from __future__ import annotations

from django.db import models

from union_site.encryption import SealedTextField
from union_site.scoping import UnionOwned


class LetterBag(UnionOwned):
    """What came in anonymously today. It is emptied after midnight (docs/decisions/0024).

    Nothing here has a time; `proposals.actions.letters` alone writes and opens it.
    """

    letters = SealedTextField("信件", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "信袋"
        constraints = [models.UniqueConstraint(fields=["union"], name="letter_bag_once_per_union")]

    classification = {"letters": "sensitive"}

    def __str__(self) -> str:
        return f"{self.union.short_name}信袋"
