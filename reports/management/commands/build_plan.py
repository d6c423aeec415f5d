"""manage.py build_plan: the work plan of a union as PDF or DOCX."""

from __future__ import annotations

import datetime

from django.core.management.base import CommandError

from reports import papers
from reports.management.printing import PaperCommand
from reports.models import WorkPlan
from union_site.documents import Document
from union_site.models import Union


class Command(PaperCommand):
    help = "生成年度工作计划（PDF 或 DOCX）。"

    def document(self, union: Union, year: int, today: datetime.date) -> Document:
        plan = WorkPlan.objects.of_union(union).filter(year=year).first()
        if plan is None:
            raise CommandError(f"{union.name}还没有{year}年工作计划，请先在系统中制定。")
        return papers.plan_document(plan, on=today)
