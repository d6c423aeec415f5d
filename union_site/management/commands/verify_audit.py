"""Command: checks every union's chain of audit entries; exit 2 when one does not hold."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from union_site import audit
from union_site.models import AuditEntry, Union


class Command(BaseCommand):
    help = "核验操作记录链：先接入新记录，再逐条核对。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--union", help="工会代码；缺省时核验全部。")

    def handle(self, *args: Any, **options: Any) -> None:
        unions = Union.objects.order_by("code")
        if options["union"]:
            unions = unions.filter(code=options["union"])
        broken = 0
        for union in unions:
            audit.seal(union)
            found = list(audit.breaks(union))
            broken += bool(found)
            length = AuditEntry.objects.filter(union=union).count()
            self.stdout.write(f"{union.code}: {length} 条，{'完好' if not found else '有问题'}")
            for item in found:
                self.stderr.write(f"  {item.sentence}")
        if broken:
            sys.exit(2)
