"""Pages of the reports."""

# The tasks register the kinds of jobs that pages start.
from reports import tasks
from reports.views import district, papers, plans, summaries

__all__ = ["district", "papers", "plans", "summaries", "tasks"]
