"""Steps of departments and the leader in charge."""

from __future__ import annotations

from proposals.steps.pages import StepPage

PAGES: dict[str, StepPage] = {}
