"""Long work of the congress: everything of a session as one ZIP."""

from __future__ import annotations

import datetime
import io
import zipfile

from celery import shared_task
from django.utils import timezone

from congress.actions.archiving import PACK
from congress.actions.tasks import remind_due
from congress.models import Session
from congress.papers import archive
from congress.tables.archive import sheets_of
from union_site import jobs
from union_site.documents import Document, render_docx, render_pdf
from union_site.jobs import Running

ZIP = "application/zip"
KEPT_FOR = datetime.timedelta(days=7)
Part = tuple[str, bytes]  # name within the archive, content


@shared_task
def remind_of_tasks() -> int:
    """Daily: owners of follow-up tasks that are late or fall due soon."""
    return remind_due(today=timezone.localdate())


@jobs.kind(PACK)
def pack_session(running: Running) -> None:
    """Papers, sheets and files of a session; the index first, with the pages counted."""
    sessions = Session.objects.visible_to(running.by).for_list()
    session = sessions.get(pk=running.parameters["session"])
    today = timezone.localdate()
    parts, pages = _papers(running, session, today)
    running.progress(len(parts) // 2, len(parts) // 2 + 3, "正在汇总表格和附件")
    parts += _sheets(session)
    parts += _files(session, pages)
    lines = archive.lines_of(session, pages)
    front = _both("00 归档目录", archive.index_of(session, today, lines))
    content = packed([*front, *parts], folder=archive.safe_name(session.short_title))
    with running.final():
        running.finish_with_file(
            content,
            name=f"{archive.safe_name(running.job.label)}.zip",
            content_type=ZIP,
            is_personal=True,
            expires_at=timezone.now() + KEPT_FOR,
        )
    running.progress(1, 1, f"已打包 {len(front) + len(parts)} 个文件")


def _papers(
    running: Running, session: Session, today: datetime.date
) -> tuple[list[Part], dict[str, int]]:
    drawn = archive.papers_of(session)
    parts: list[Part] = []
    pages: dict[str, int] = {}
    for number, (_, label, draw) in enumerate(drawn, start=1):
        running.progress(number - 1, len(drawn) + 3, f"正在生成{label}")
        both = _both(f"文书/{number:02d} {archive.safe_name(label)}", draw(session, today))
        if (count := archive.count_pages(both[0][1])) is not None:
            pages[label] = count
        parts += both
    return parts, pages


def _both(name: str, document: Document) -> list[Part]:
    return [(f"{name}.pdf", render_pdf(document)), (f"{name}.docx", render_docx(document))]


def _sheets(session: Session) -> list[Part]:
    return [
        (f"表格/{number:02d} {archive.safe_name(label)}.xlsx", content)
        for number, (label, content) in enumerate(sheets_of(session), start=1)
    ]


def _files(session: Session, pages: dict[str, int]) -> list[Part]:
    parts: list[Part] = []
    for number, kept in enumerate(archive.files_of(session), start=1):
        ending = kept.file.name.rpartition(".")[2].lower()[:5]
        name = f"附件/{number:02d} {archive.safe_name(kept.label)}.{archive.safe_name(ending)}"
        with kept.file.file.open("rb") as stored:
            content = stored.read()
        is_pdf = kept.file.content_type == "application/pdf"
        count = archive.count_pages(content) if is_pdf else 1
        if count is not None:
            pages[kept.label] = count
        parts.append((name, content))
    return parts


def packed(parts: list[Part], *, folder: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts:
            file.writestr(f"{folder}/{name}", content)
    return buffer.getvalue()
