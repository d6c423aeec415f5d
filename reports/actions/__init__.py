"""Acts of the reports: writing papers, handing them in, collecting them."""

from reports.actions.collecting import accept, remind, reopen, send_back
from reports.actions.handing_in import hand_in, hand_in_findings, seal, unfinished_hand_in
from reports.actions.planning import (
    add_item,
    add_theme,
    change_item,
    mark_item,
    open_plan,
    remove_item,
    remove_theme,
    write_principle,
    write_theme,
)
from reports.actions.writing import (
    Difference,
    OvertakenEdit,
    add_figure,
    correct_figure,
    edit_section,
    open_summary,
    remove_figure,
    rename,
    retake_figures,
)

__all__ = [
    "Difference",
    "OvertakenEdit",
    "accept",
    "add_figure",
    "add_item",
    "add_theme",
    "change_item",
    "correct_figure",
    "edit_section",
    "hand_in",
    "hand_in_findings",
    "mark_item",
    "open_plan",
    "open_summary",
    "remind",
    "remove_figure",
    "remove_item",
    "remove_theme",
    "rename",
    "reopen",
    "retake_figures",
    "seal",
    "send_back",
    "unfinished_hand_in",
    "write_principle",
    "write_theme",
]
