"""Spreadsheets: reading what people bring without trusting it, writing what they take away."""

from union_site.spreadsheets.cells import (
    as_date,
    as_text,
    column_letter,
    is_error_cell,
)
from union_site.spreadsheets.findings import RowFinding
from union_site.spreadsheets.headers import Expected, Layout, Placed, plain
from union_site.spreadsheets.reading import Row, Table, read_table
from union_site.spreadsheets.refusals import UnreadableSheet
from union_site.spreadsheets.streaming import Sheet, stream_xlsx
from union_site.spreadsheets.writing import safe_cell, write_sheets, write_xlsx

__all__ = [
    "Expected",
    "Layout",
    "Placed",
    "Row",
    "RowFinding",
    "Sheet",
    "Table",
    "UnreadableSheet",
    "as_date",
    "as_text",
    "column_letter",
    "is_error_cell",
    "plain",
    "read_table",
    "safe_cell",
    "stream_xlsx",
    "write_sheets",
    "write_xlsx",
]
