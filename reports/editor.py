"""What the editor shows of a paper: each section with its form, its figures and what to check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports import checks, numbers, papers
from reports.figures import rows_url
from reports.forms import SectionForm
from reports.models import AnnualSummary, FigureSnapshot, Paper, SummarySection
from reports.outlines import OTHER_FIGURES, SECTIONS
from reports.workflow import may_write
from union_site.calendar import chinese_number
from union_site.figures import Span
from union_site.findings import Finding
from union_site.models import Seat

TONES = {"draft": "info", "submitted": "info", "returned": "warn", "accepted": "ok"}


@dataclass(frozen=True)
class Fact:
    """A figure beside the text: its number, its rows, and what a person said of it."""

    snapshot: FigureSnapshot
    text: str
    url: str
    badge: str = ""
    before: str = ""  # what it was the last time, if it has changed

    @property
    def note(self) -> str:
        return papers.scope_of(self.snapshot)


@dataclass(frozen=True)
class Part:
    """One section as the editor shows it."""

    section: SummarySection
    number: str
    form: SectionForm
    hint: str
    facts: list[Fact]
    findings: list[Finding]
    overtaken_by: SummarySection | None = None

    @property
    def status(self) -> tuple[str, str]:
        """Tone and words for how far it is."""
        if not self.section.is_included:
            return "plain", "不列入"
        if not self.section.is_written:
            return "warn", "待写"
        return ("info", "初稿") if self.section.is_untouched else ("ok", "已写")


@dataclass(frozen=True)
class Progress:
    written: int
    total: int

    @property
    def words(self) -> str:
        return f"已写 {self.written}/{self.total} 节"


def progress_of(sections: list[SummarySection]) -> Progress:
    """How many of the numbered sections have a text; the lead has no number."""
    counted = [section for section in sections if section.is_included and section.heading]
    return Progress(sum(section.is_written for section in counted), len(counted))


def parts_of(
    summary: AnnualSummary,
    sections: list[SummarySection],
    *,
    bound: SectionForm | None = None,
    overtaken: tuple[int, SummarySection] | None = None,
) -> list[Part]:
    """All sections; `bound` is the form of the one that was just refused, `overtaken` its pk
    and what somebody else saved meanwhile."""
    snapshots = list(summary.snapshots.for_paper())
    parts, number = [], 0
    for section in sections:
        number += bool(section.heading and section.is_included)
        is_refused = overtaken is not None and overtaken[0] == section.pk
        parts.append(
            _part(
                section,
                f"{chinese_number(number)}、" if section.heading and section.is_included else "",
                snapshots,
                form=bound if is_refused else None,
                overtaken_by=overtaken[1] if overtaken and is_refused else None,
            )
        )
    return parts


def part_of(
    section: SummarySection,
    *,
    form: SectionForm | None = None,
    overtaken_by: SummarySection | None = None,
) -> Part:
    """One section alone, for what the page swaps after saving."""
    snapshots = list(section.summary.snapshots.for_paper())
    return _part(section, "", snapshots, form=form, overtaken_by=overtaken_by)


def _part(
    section: SummarySection,
    number: str,
    snapshots: list[FigureSnapshot],
    *,
    form: SectionForm | None,
    overtaken_by: SummarySection | None,
) -> Part:
    outline = SECTIONS.get(section.key)
    return Part(
        section=section,
        number=number,
        form=form or SectionForm(section=section),
        hint=outline.hint if outline else "",
        facts=[
            fact_of(one) for one in snapshots if (one.section_key or OTHER_FIGURES) == section.key
        ],
        findings=checks.section_findings(section, snapshots),
        overtaken_by=overtaken_by,
    )


def fact_of(snapshot: FigureSnapshot) -> Fact:
    span = Span(snapshot.first_day, snapshot.last_day, snapshot.span_label)
    previous = snapshot.previous_value
    badge = "填报" if snapshot.is_manual else "核定" if snapshot.is_corrected else ""
    has_before = snapshot.has_changed and previous is not None
    return Fact(
        snapshot=snapshot,
        text=numbers.tabled(snapshot),
        url="" if snapshot.is_manual else rows_url(snapshot.code, span),
        badge=badge,
        before=numbers.shown(previous, snapshot.unit)
        if has_before and previous is not None
        else "",
    )


def head_of(paper: Paper, seat: Seat) -> dict[str, Any]:
    """What every page of a paper shows at its top."""
    return {
        "paper": paper,
        "state_tone": TONES[paper.state],
        "may_write": may_write(paper, seat),
    }
