"""Steps of the proposal committee."""

from __future__ import annotations

from proposals.steps.pages import StepPage

PAGES: dict[str, StepPage] = {}
