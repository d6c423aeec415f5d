"""What goes with a reply: templates of its wording, and files."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from proposals.models.handling import Reply
from proposals.models.parties import dealt_with_by, on_author_side
from proposals.models.results import ResultClass
from union_site.models import Attachment, Seat
from union_site.scoping import ScopedQuerySet, UnionOwned


class ReplyTemplateQuerySet(ScopedQuerySet):
    def in_use(self) -> Self:
        return self.filter(is_in_use=True)

    def for_list(self) -> Self:
        return self.select_related("result", "changed_by__user").order_by(
            "-is_in_use", "title", "pk"
        )


class ReplyTemplate(UnionOwned):
    """答复模板: words with places for the proposal's own, such as {案由}."""

    title = models.CharField("名称", max_length=40)
    text = models.TextField("正文", max_length=3000)
    result = models.ForeignKey(
        ResultClass,
        models.PROTECT,
        verbose_name="办理结果",
        null=True,
        blank=True,
        related_name="+",
    )
    is_in_use = models.BooleanField("在用", default=True)
    changed_by = models.ForeignKey(Seat, models.PROTECT, verbose_name="最后修改", related_name="+")
    changed_at = models.DateTimeField("修改时间")

    objects = ReplyTemplateQuerySet.as_manager()

    classification = {"title": "internal", "text": "internal", "changed_at": "internal"}

    class Meta:
        verbose_name = verbose_name_plural = "答复模板"
        constraints = [
            models.UniqueConstraint(
                fields=["union", "title"],
                name="reply_template_once",
                violation_error_message="已有同名的模板。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ReplyFileQuerySet(ScopedQuerySet):
    def visible_to(self, seat: Seat | None) -> Self:
        """Those who deal with the proposal see all; its author side, those of sent replies."""
        rows = super().visible_to(seat)
        if seat is None:
            return rows
        theirs = Q(reply__proposal__in=on_author_side(seat), reply__sent_at__isnull=False)
        return rows.filter(Q(reply__proposal__in=dealt_with_by(seat)) | theirs)


class ReplyFile(UnionOwned):
    """答复附件: a file that goes with one version of a reply."""

    reply = models.ForeignKey(Reply, models.PROTECT, verbose_name="答复", related_name="files")
    file = models.ForeignKey(Attachment, models.PROTECT, verbose_name="文件", related_name="+")

    objects = ReplyFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答复附件"
        constraints = [models.UniqueConstraint(fields=["reply", "file"], name="reply_file_once")]

    def __str__(self) -> str:
        return self.file.name
