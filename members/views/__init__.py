"""Pages of the roster and of the organisation."""

from members.views import accounts, groups, imports, letters, organisation, roster, terms

__all__ = ["accounts", "groups", "imports", "letters", "organisation", "roster", "terms"]
