"""Acts of handing in: what stands in the way, starting the job, and freezing what it made."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from reports import checks
from reports.actions.holding import due_date
from reports.figures import read_values
from reports.models import AnnualSummary, Paper, Return, ReturnKind, WorkPlan
from reports.workflow import PAPERS
from union_site import attachments, jobs, notifications
from union_site.figures import calendar_year
from union_site.findings import Finding, Level, require_clear
from union_site.models import Job, Seat
from union_site.workflow import advance

JOB_KIND = "reports.hand_in"
DUE_NORM = {
    ReturnKind.ANNUAL_SUMMARY: "reports.summary_due",
    ReturnKind.WORK_PLAN: "reports.plan_due",
}


def hand_in_findings(paper: Paper, *, now: datetime.datetime | None = None) -> list[Finding]:
    """What to show before a paper is handed in; looks at the data once more."""
    if isinstance(paper, WorkPlan):
        return checks.plan_findings(
            paper, themes=list(paper.themes.all()), item_count=paper.items.count()
        )
    if not isinstance(paper, AnnualSummary):
        raise TypeError(f"{type(paper).__name__} is no paper that is handed in.")
    snapshots = list(paper.snapshots.for_paper())
    taken = [snapshot.code for snapshot in snapshots if not snapshot.is_manual]
    return checks.summary_findings(
        paper,
        sections=list(paper.sections.for_paper()),
        snapshots=snapshots,
        now=now or timezone.now(),
        live=read_values(paper.union, calendar_year(paper.year), taken),
    )


def unfinished_hand_in(paper: Paper) -> Job | None:
    """The job that is making the files of this paper right now."""
    waiting = Job.objects.filter(union_id=paper.union_id, kind=JOB_KIND).unfinished()
    wanted = [job for job in waiting if job.parameters["paper"] == paper.pk]
    kind = ReturnKind.of(paper)
    return next((job for job in wanted if job.parameters["kind"] == kind), None)


@transaction.atomic
def hand_in(*, paper: Paper, accepted: Iterable[str] = (), by: Seat) -> Job:
    """Checks the paper and starts the job that makes its files and freezes them.

    `accepted` holds the codes of the warnings that the user has accepted. Raises NotClear with
    the findings, PermissionDenied, or ValidationError if it was handed in already. While the
    job runs the paper stays as it is: a change makes the job fail with a sentence.
    """
    held = type(paper)._default_manager.select_for_update().get(pk=paper.pk)
    step = PAPERS.step("hand_in")
    if by.union_id != held.union_id or not by.can(step.permission):
        raise PermissionDenied
    if held.state not in step.sources:
        raise ValidationError(f"现在是“{held.get_state_display()}”，不能再报送。")
    if sentence := step.objection(held):
        raise ValidationError(sentence)
    if (running := unfinished_hand_in(held)) is not None:
        return running
    agreed = require_clear(hand_in_findings(held), accepted=accepted)
    kind = ReturnKind.of(held)
    return jobs.start(
        kind=JOB_KIND,
        label=f"报送 {held.year} {kind.label}",
        by=by,
        parameters={
            "kind": kind.value,
            "paper": held.pk,
            "revision": held.revision,
            "version": held.version + 1,
            "accepted": [finding.as_dict() for finding in agreed],
        },
    )


@transaction.atomic
def seal(
    *,
    paper: Paper,
    version: int,
    revision: int,
    pdf: bytes,
    docx: bytes,
    accepted: Iterable[dict[str, str]] = (),
    by: Seat,
    now: datetime.datetime | None = None,
) -> Return:
    """Freezes what was made: files, figures, state; and tells the district. Once per version.

    Raises ValidationError if the paper was changed after its files were made.
    """
    rows = type(paper)._default_manager.select_for_update(of=("self",))
    held = rows.select_related("union__parent").get(pk=paper.pk)
    if (held.revision, held.version + 1) != (revision, version):
        raise ValidationError("生成文件期间有人修改了内容，没有报送。请核对后重新报送。")
    findings = [
        Finding(Level(row["level"]), row["code"], row["sentence"], row["citation"], row["where"])
        for row in accepted
    ]
    advance(
        PAPERS,
        thing=held,
        step="hand_in",
        by=by,
        changes={"version": version},
        details={"version": version},
        accepted=findings,
    )
    sent = _freeze(held, pdf=pdf, docx=docx, by=by, now=now or timezone.now())
    notifications.tell(
        seats=notifications.those_with("reports.collect", union_id=sent.union_id),
        sentence=f"{sent.school.short_name}报送了{sent.year}{sent.get_kind_display()}",
        url=reverse("reports:return", args=[sent.pk]),
    )
    return sent


def _freeze(paper: Paper, *, pdf: bytes, docx: bytes, by: Seat, now: datetime.datetime) -> Return:
    district = paper.union.parent
    if district is None:
        raise ValidationError("本工会没有上级工会，不能报送。")
    kind = ReturnKind.of(paper)
    sent = Return(
        union=district,
        school=paper.union,
        kind=kind,
        year=paper.year,
        version=paper.version,
        title=paper.title,
        figures=_frozen_figures(paper),
        due_on=due_date(
            DUE_NORM[kind], union=paper.union, year=paper.year, today=timezone.localdate(now)
        ),
        submitted_at=now,
        submitted_by=by,
    )
    stem = sent.file_stem
    sent.pdf = attachments.keep(
        union=paper.union,
        owner=by,
        content=pdf,
        name=f"{stem}.pdf",
        content_type=attachments.PDF,
    )
    sent.docx = attachments.keep(
        union=paper.union,
        owner=by,
        content=docx,
        name=f"{stem}.docx",
        content_type=attachments.DOCX,
    )
    sent.sha256 = sent.pdf.sha256
    sent.full_clean()
    sent.save()
    return sent


def _frozen_figures(paper: Paper) -> list[dict[str, object]]:
    if isinstance(paper, AnnualSummary):
        return [snapshot.frozen() for snapshot in paper.snapshots.for_paper()]
    return []


def start_pdf(*, paper: Paper, by: Seat) -> Job:
    """Starts a job that makes the PDF of a paper as it stands; the file is the starter's."""
    if by.union_id != paper.union_id or not by.can("reports.view"):
        raise PermissionDenied
    kind = ReturnKind.of(paper)
    return jobs.start(
        kind="reports.summary_pdf",
        label=f"{paper.year}{kind.label} PDF",
        by=by,
        parameters={"kind": kind.value, "paper": paper.pk},
    )
