"""Command: counts the stored sheets of a ballot again; exit 2 if the result differs."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from congress.actions.ballots import recounted
from congress.models import Ballot
from congress.models.ballots import Medium


class Command(BaseCommand):
    help = "重新计票：用保存的票再数一遍，与公布的结果比对。相符退出码为 0，不符为 2。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ballot", type=int, help="表决的编号（页面地址中的数字）。")

    def handle(self, *args: Any, **options: Any) -> None:
        ballot = Ballot.objects.select_related("union").filter(pk=options["ballot"]).first()
        if ballot is None:
            raise CommandError(f"没有编号为 {options['ballot']} 的表决。")
        if ballot.medium != Medium.PHONE:
            raise CommandError("纸质票和现场清点的表决没有保存选票，请核对计票单。")
        if not ballot.is_decided:
            shown = ballot.get_state_display()
            raise CommandError(f"《{ballot}》现在是“{shown}”，公布结果以前不能打开票箱。")
        self._compare(ballot)

    def _compare(self, ballot: Ballot) -> None:
        again = recounted(ballot)
        differing = sorted(name for name in again if again[name] != ballot.result.get(name))
        self.stdout.write(f"《{ballot}》：收回 {again['returned']} 张，有效 {again['valid']} 张")
        if not differing:
            self.stdout.write("与公布的结果一致。")
            return
        for name in differing:
            self.stderr.write(f"  {name}：公布 {ballot.result.get(name)}，重计 {again[name]}")
        sys.exit(2)
