"""Long work of the reports: files of a paper, handing it in, the district's ZIP."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections import Counter

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from reports import actions, papers
from reports.models import AnnualSummary, Paper, Return, ReturnKind, WorkPlan
from union_site import attachments, jobs
from union_site.documents import render_docx, render_pdf
from union_site.jobs import Running

ZIP = "application/zip"
KEPT_FOR = datetime.timedelta(days=7)


@jobs.kind("reports.hand_in")
def hand_in(running: Running) -> None:
    """Makes the files of a paper and freezes them. Done twice, it hands in once.

    A worker that dies before `final()` ends leaves nothing; one that dies after it leaves a
    paper that is handed in, and the next worker only says so.
    """
    paper = _paper(running)
    parameters = running.parameters
    if paper.version >= parameters["version"]:
        running.finish_at(_page(paper))
        return
    running.progress(0, 3, "正在排版 PDF")
    document = papers.document_of(paper, on=timezone.localdate())
    pdf = render_pdf(document)
    running.progress(1, 3, "正在生成 DOCX")
    docx = render_docx(document)
    running.progress(2, 3, "正在报送")
    with running.final():
        actions.seal(
            paper=paper,
            version=parameters["version"],
            revision=parameters["revision"],
            pdf=pdf,
            docx=docx,
            accepted=parameters["accepted"],
            by=running.by,
        )
        running.finish_at(_page(paper))
    running.progress(3, 3, "已报送")


@jobs.kind("reports.summary_pdf")
def summary_pdf(running: Running) -> None:
    """The PDF of a paper as it stands, for its own union."""
    paper = _paper(running)
    running.progress(0, 2, "正在排版")
    content = render_pdf(papers.document_of(paper, on=timezone.localdate()))
    running.progress(1, 2, "正在保存")
    with running.final():
        running.finish_with_file(
            content,
            name=papers.file_name(paper, "pdf"),
            content_type=attachments.PDF,
            expires_at=timezone.now() + KEPT_FOR,
        )
    running.progress(2, 2, "已生成")


@jobs.kind("reports.zip")
def zip_of_returns(running: Running) -> None:
    """All PDFs that were handed in, sorted into folders by kind of school."""
    wanted = _returns(running)
    total = len(wanted)
    running.progress(0, total, "正在打包")
    packed, names = io.BytesIO(), _names(wanted)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:  # PDFs are packed already
        for number, sent in enumerate(wanted, start=1):
            with sent.pdf.file.open("rb") as stored:
                archive.writestr(names[sent.pk], stored.read())
            running.progress(number, total)
    with running.final():
        running.finish_with_file(
            packed.getvalue(),
            name=f"{running.job.label}.zip",
            content_type=ZIP,
            expires_at=timezone.now() + KEPT_FOR,
        )
    running.progress(total, total, f"已打包 {total} 份")


def _names(wanted: list[Return]) -> dict[int, str]:
    """公办学校/滨海区实验小学2026年度工作总结.pdf; of two schools of one name with their codes."""
    stems = Counter(sent.file_stem for sent in wanted)
    return {
        sent.pk: f"{sent.school.get_kind_display()}/{sent.file_stem}"
        + (f"（{sent.school.code}）.pdf" if stems[sent.file_stem] > 1 else ".pdf")
        for sent in wanted
    }


def _returns(running: Running) -> list[Return]:
    """Only what the seat may see, whatever stands in the parameters."""
    rows: QuerySet[Return] = (
        Return.objects.visible_to(running.by)
        .addressed_to(running.by.union)
        .filter(pk__in=running.parameters["returns"])
    )
    found = list(
        rows.select_related("school", "pdf").order_by("school__kind_order", "school__code")
    )
    if not found:
        raise ValidationError("没有可以打包的文件。")
    return found


def _paper(running: Running) -> Paper:
    """The paper of the parameters, if it is of the seat's own union."""
    is_plan = running.parameters.get("kind") == ReturnKind.WORK_PLAN
    model = WorkPlan if is_plan else AnnualSummary
    found = model.objects.visible_to(running.by).select_related("union__parent")
    paper: Paper | None = found.filter(pk=running.parameters["paper"]).first()
    if paper is None:
        raise ValidationError("没有这份文书。")
    return paper


def _page(paper: Paper) -> str:
    name = "summary" if isinstance(paper, AnnualSummary) else "plan"
    return reverse(f"reports:{name}", args=[paper.pk])
