"""Command: a synthetic district of any size, for measuring under load."""

from __future__ import annotations

import os
import secrets
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from union_site import scale


class Command(BaseCommand):
    help = "建立一个供负载测试的区（全部虚构；同一 --seed 结果相同，重复执行不变）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unions", type=int, default=346, help="工会数，缺省 346")
        parser.add_argument("--members", type=int, default=12_237, help="会员总数，缺省 12237")
        parser.add_argument("--years", type=int, default=3, help="记录的年数，缺省 3")
        parser.add_argument("--seed", type=int, default=1, help="随机种子，缺省 1")
        parser.add_argument(
            "--password", help="各主席账号的密码；缺省时取 DEMO_PASSWORD，再缺省则生成。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["unions"] < 1 or options["members"] < 0 or options["years"] < 1:
            raise CommandError("--unions 和 --years 至少为 1，--members 不能为负数。")
        password = options["password"] or os.environ.get("DEMO_PASSWORD")
        password = password or secrets.token_urlsafe(9)
        started = time.monotonic()
        stage = scale.load(
            unions=options["unions"],
            members=options["members"],
            years=options["years"],
            seed=options["seed"],
            today=timezone.localdate(),
            password=password,
        )
        seconds = time.monotonic() - started
        count = sum(stage.sizes.values())
        self.stdout.write(f"{stage.district.name}：{len(stage.unions)} 个工会，会员 {count} 人")
        self.stdout.write(f"用时 {seconds:.1f} 秒；主席账号 {stage.unions[0].code}-chair 等")
        self.stdout.write(f"密码（首次载入时设定）：{password}")
