"""Command: demonstration data – a district with twelve schools, invented and always the same."""

from __future__ import annotations

import os
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from union_site import demo


class Command(BaseCommand):
    help = "载入演示数据（可重复执行；不含任何真实人员）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--password", help="演示账号的密码；缺省时取 DEMO_PASSWORD，再缺省则生成。"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"] or os.environ.get("DEMO_PASSWORD")
        password = password or secrets.token_urlsafe(9)
        stage = demo.load(password=password)
        self.stdout.write(f"{stage.district.name}：{len(stage.schools)} 所学校")
        names = [row[0] for row in demo.ACCOUNTS] + ["district", "chair2"]
        self.stdout.write(f"演示账号：{'、'.join(names)}")
        self.stdout.write(f"密码（首次载入时设定）：{password}")
