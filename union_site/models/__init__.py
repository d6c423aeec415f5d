"""Tables of the ground: unions, people, rights, norms, trail, jobs, files, notices."""

from union_site.models.accounts import Grant, Seat, User
from union_site.models.attachments import Attachment
from union_site.models.audit import AuditChain, AuditEntry
from union_site.models.events import StepEvent
from union_site.models.jobs import Job
from union_site.models.norms import Norm
from union_site.models.notifications import Notification
from union_site.models.unions import Union

__all__ = [
    "Attachment",
    "AuditChain",
    "AuditEntry",
    "Grant",
    "Job",
    "Norm",
    "Notification",
    "Seat",
    "StepEvent",
    "Union",
    "User",
]
