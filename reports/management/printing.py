"""What the commands that print a paper have in common: which union, which year, which file."""

from __future__ import annotations

import abc
import datetime
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from union_site.documents import Document, render_docx, render_pdf
from union_site.models import Union

RENDERERS = {".pdf": render_pdf, ".docx": render_docx}


class PaperCommand(BaseCommand, abc.ABC):
    """--union CODE --year YYYY --out FILE.pdf|.docx; exits with 1 and a sentence if it cannot."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--union", required=True, metavar="CODE", help="工会代码")
        parser.add_argument("--year", required=True, type=int, help="年度，例如 2026")
        parser.add_argument("--out", required=True, type=Path, help="输出文件，.pdf 或 .docx")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        render = RENDERERS.get(out.suffix.lower())
        if render is None:
            raise CommandError("输出文件的扩展名须为 .pdf 或 .docx。")
        union = Union.objects.select_related("parent").filter(code=options["union"]).first()
        if union is None:
            raise CommandError(f"没有代码为“{options['union']}”的工会。")
        content = render(self.document(union, options["year"], timezone.localdate()))
        try:
            out.write_bytes(content)
        except OSError as error:
            raise CommandError(f"无法写入 {out}：{error.strerror}。") from error
        self.stdout.write(f"{out}（{len(content) / 1024:.0f} KB）")

    @abc.abstractmethod
    def document(self, union: Union, year: int, today: datetime.date) -> Document:
        """The paper to print; raises CommandError if there is none."""
