"""Tables of the congress: who was elected, who met, how was voted, what was resolved."""

from congress.models.resolutions import Resolution
from congress.models.sessions import Session, State
from congress.models.terms import CongressTerm

__all__ = ["CongressTerm", "Resolution", "Session", "State"]
