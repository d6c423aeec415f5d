"""Command: checks that every signed pledge still reads as it was signed; exit 2 if one does not."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from members.checks.pledges import altered
from members.models import Pledge
from union_site.models import Union


class Command(BaseCommand):
    help = "核验承诺书：逐份核对正文与签订时的指纹是否一致。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--union", help="工会代码；缺省时核验全部。")

    def handle(self, *args: Any, **options: Any) -> None:
        unions = Union.objects.order_by("code")
        if options["union"]:
            unions = unions.filter(code=options["union"])
        found = [finding for union in unions for finding in self._of(union)]
        for finding in found:
            self.stderr.write(f"  {finding.where}：{finding.sentence}")
        if found:
            sys.exit(2)

    def _of(self, union: Union) -> list[Any]:
        wrong, count = [], 0
        for pledge in Pledge.objects.of_union(union).order_by("pk"):
            signatures = pledge.signatures.select_related("member").order_by("pk")
            wrong += altered(pledge, signatures)
            count += 1
        if count:
            state = "有问题" if wrong else "完好"
            self.stdout.write(f"{union.code}: {count} 份承诺书，{state}")
        return wrong
