"""Command: takes into the index of texts what is missing, or builds it anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from proposals.actions import similar
from union_site.models import Union


class Command(BaseCommand):
    help = "补齐提案文本索引（查找类似提案用）；--all 先清空再重建。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--union", help="工会代码；缺省时处理全部。")
        parser.add_argument("--all", action="store_true", help="清空后重建。")

    def handle(self, *args: Any, **options: Any) -> None:
        unions = Union.objects.order_by("code")
        if options["union"]:
            unions = unions.filter(code=options["union"])
        for union in unions:
            if options["all"]:
                similar.empty_index(union)
            if count := similar.index_missing(union):
                self.stdout.write(f"{union.code}: 编入 {count} 件")
