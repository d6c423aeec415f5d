"""Pages of the roster."""

from members.views import accounts, imports, roster

__all__ = ["accounts", "imports", "roster"]
