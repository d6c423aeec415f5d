"""Pages of the roster and of the register."""

from members.views import (
    accounts,
    imports,
    register,
    register_card,
    register_imports,
    register_tasks,
    roster,
)

__all__ = [
    "accounts",
    "imports",
    "register",
    "register_card",
    "register_imports",
    "register_tasks",
    "roster",
]
"""Pages of the roster and of the organisation."""

from members.views import groups, letters, organisation, terms

__all__ = ["accounts", "groups", "imports", "letters", "organisation", "roster", "terms"]
