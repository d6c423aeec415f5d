"""Steps after the reply: rating, second handling, closing."""

from __future__ import annotations

from proposals.steps.pages import StepPage

PAGES: dict[str, StepPage] = {}
