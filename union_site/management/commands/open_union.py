"""Command: opens a union with an account for its chair; prints the one-time password."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from union_site import actions
from union_site.models import Union


class Command(BaseCommand):
    help = "建立一个工会和它的主席账号（区工会则为区工会干部账号）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="工会代码，小写字母、数字和连字符，如 bh-shiyan")
        parser.add_argument("name", help="工会名称，如 滨海区实验小学工会")
        parser.add_argument("--kind", required=True, choices=Union.Kind.values)
        parser.add_argument("--parent", help="上级工会的代码；区工会不填")
        parser.add_argument("--username", required=True, help="主席的用户名")
        parser.add_argument("--chair", required=True, help="主席的姓名")

    def handle(self, *args: Any, **options: Any) -> None:
        parent = None
        if options["parent"]:
            parent = Union.objects.filter(code=options["parent"]).first()
            if parent is None:
                raise CommandError(f"没有代码为 {options['parent']} 的上级工会。")
        elif options["kind"] != Union.Kind.DISTRICT:
            raise CommandError("学校工会须用 --parent 指明上级工会。")
        try:
            opened = actions.open_union(
                code=options["code"],
                name=options["name"],
                kind=options["kind"],
                parent=parent,
                username=options["username"],
                chair_name=options["chair"],
                today=timezone.localdate(),
            )
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        self.stdout.write(f"已建立 {opened.union.name}（{opened.union.code}）")
        self.stdout.write(f"用户名 {opened.chair.user.username}，一次性密码 {opened.password}")
