"""Acts on people: registering and changing members, importing rosters, opening accounts."""

from members.actions.accounts import (
    begin_accounts,
    choose_members,
    destroy_expired,
    destroy_slips,
    hash_passwords,
    open_accounts,
    read_slips,
    renew_password,
)
from members.actions.disclosures import disclose, disclose_in_bulk
from members.actions.headings import map_columns
from members.actions.imports import (
    apply_roster,
    bring_roster,
    check_roster,
    confirm_roster,
    content_of,
    discard_roster,
    forget_imports,
    is_outdated,
    keep_preview,
    read_roster,
    receive_roster,
    run,
    table_of,
    undo_roster,
)
from members.actions.roster import admit, amend
from members.actions.workbooks import empty_form, error_workbook

__all__ = [
    "admit",
    "amend",
    "apply_roster",
    "begin_accounts",
    "bring_roster",
    "check_roster",
    "choose_members",
    "confirm_roster",
    "content_of",
    "destroy_expired",
    "destroy_slips",
    "discard_roster",
    "disclose",
    "disclose_in_bulk",
    "empty_form",
    "error_workbook",
    "forget_imports",
    "hash_passwords",
    "is_outdated",
    "keep_preview",
    "map_columns",
    "open_accounts",
    "read_roster",
    "read_slips",
    "receive_roster",
    "renew_password",
    "run",
    "table_of",
    "undo_roster",
]
