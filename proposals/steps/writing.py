"""Steps of the author: seconding, submitting, withdrawing."""

from __future__ import annotations

from proposals.steps.pages import StepPage

PAGES: dict[str, StepPage] = {}
