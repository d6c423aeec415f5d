"""Pages of the roster."""

from members.views import accounts, code_maps, exports, imports, roster

__all__ = ["accounts", "code_maps", "exports", "imports", "roster"]
