"""What each subject holds about one person; the page and the copy of one's own data show it."""

from members.personal import dues, honours, membership, organisation, own

__all__ = ["dues", "honours", "membership", "organisation", "own"]
