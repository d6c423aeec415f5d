"""How personal each column is: every model says it in `classification`, one test asks for it.

public      may be shown to everybody
internal    for the members of the union
restricted  for those whose work needs it: names beside figures, dates of birth, mobiles
sensitive   PIPL art. 28 and what we treat alike: encrypted at rest, masked, every reading audited
"""

from __future__ import annotations

from django.db.models import Model

CLASSES = frozenset({"public", "internal", "restricted", "sensitive"})


def classification_of(model: type[Model]) -> dict[str, str]:
    """Field name → class, as the model states it."""
    stated: dict[str, str] = getattr(model, "classification", {})
    return stated
