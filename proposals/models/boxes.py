"""The box of a union, with its address behind a QR code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from union_site.encryption import EncryptedTextField
from union_site.scoping import UnionOwned

if TYPE_CHECKING:
    pass


class ProposalBox(UnionOwned):
    """The box of one union: its QR address can be printed again, and reset when it leaks."""

    token = EncryptedTextField("二维码令牌")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    renewed_at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = verbose_name_plural = "提案箱"
        constraints = [models.UniqueConstraint(fields=["union"], name="box_once_per_union")]

    classification = {
        "token": "restricted",
        "token_hash": "restricted",
        "renewed_at": "internal",
    }

    def __str__(self) -> str:
        return f"{self.union.short_name}提案箱"
