"""Acts on people: registering and changing members, importing rosters, opening accounts."""

from members.actions.accounts import (
    choose_members,
    destroy_expired,
    destroy_slips,
    hash_passwords,
    open_accounts,
    read_slips,
    renew_password,
)
from members.actions.imports import (
    apply_roster,
    bring_roster,
    check_roster,
    content_of,
    discard_roster,
    forget_imports,
    is_outdated,
    keep_preview,
    read_roster,
    run,
    undo_roster,
)
from members.actions.roster import admit, amend, disclose_id_number

__all__ = [
    "admit",
    "amend",
    "apply_roster",
    "bring_roster",
    "check_roster",
    "choose_members",
    "content_of",
    "destroy_expired",
    "destroy_slips",
    "discard_roster",
    "disclose_id_number",
    "forget_imports",
    "hash_passwords",
    "is_outdated",
    "keep_preview",
    "open_accounts",
    "read_roster",
    "read_slips",
    "renew_password",
    "run",
    "undo_roster",
]
