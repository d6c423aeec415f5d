"""Pages of the reports."""

from reports.views import district, papers, plans, summaries

__all__ = ["district", "papers", "plans", "summaries"]
