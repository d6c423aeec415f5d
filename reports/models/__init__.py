"""Tables of the reports: papers being written, their figures, and what was handed in."""

from reports.models.papers import Paper, PaperQuerySet, PaperState, Revised
from reports.models.plans import PlanItem, PlanTheme, WorkPlan
from reports.models.returns import Reminder, Return, ReturnKind, ReturnQuerySet
from reports.models.summaries import AnnualSummary, FigureSnapshot, SummarySection

__all__ = [
    "AnnualSummary",
    "FigureSnapshot",
    "Paper",
    "PaperQuerySet",
    "PaperState",
    "PlanItem",
    "PlanTheme",
    "Reminder",
    "Return",
    "ReturnKind",
    "ReturnQuerySet",
    "Revised",
    "SummarySection",
    "WorkPlan",
]
