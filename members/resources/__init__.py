"""The roster as rows of a sheet: reading, checking, matching, writing in one pass."""

from members.resources.columns import COLUMNS, LAYOUT
from members.resources.results import Outcome, RosterResult
from members.resources.roster import MemberResource, RosterDataset

__all__ = ["COLUMNS", "LAYOUT", "MemberResource", "Outcome", "RosterDataset", "RosterResult"]
