"""manage.py build_summary: the annual summary of a union as PDF or DOCX."""

from __future__ import annotations

import datetime

from django.utils import timezone

from reports import actions, papers
from reports.management.printing import PaperCommand
from reports.models import AnnualSummary
from union_site.documents import Document
from union_site.models import Union


class Command(PaperCommand):
    help = "生成年度工作总结（PDF 或 DOCX）；还没有开始撰写的，按现有数据生成初稿，不写入系统。"

    def document(self, union: Union, year: int, today: datetime.date) -> Document:
        summary = AnnualSummary.objects.of_union(union).filter(year=year).first()
        if summary is not None:
            return papers.summary_document(summary, on=today)
        drafted = actions.unsaved_summary(union=union, year=year, now=timezone.now())
        return papers.summary_document(
            drafted.summary, on=today, sections=drafted.sections, snapshots=drafted.snapshots
        )
