"""Ruled tables as HTML, for the PDF."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .blocks import Align, Cell, Column, Facts, Table, cell_text
from .punctuation import normalise

_PITCH = 28.99


def table_html(table: Table) -> SafeString:
    """Caption, head, rows and total. The caption is a line of the grid and stays with the head."""
    caption = normalise(table.caption)
    return format_html(
        '{}<table class="{}">{}<thead>{}</thead><tbody>{}</tbody></table>',
        format_html('<p class="caption ln center hei">{}</p>', caption) if caption else "",
        "song small" if table.small else "song",
        _widths([column.width for column in table.columns]),
        _head(table.columns),
        _body(table),
    )


def facts_html(facts: Facts) -> SafeString:
    """Label and value in turn, `across` pairs a row; the last value fills a row that is short."""
    rows = []
    for start in range(0, len(facts.pairs), facts.across):
        pairs = facts.pairs[start : start + facts.across]
        short = (facts.across - len(pairs)) * 2
        cells = [_fact(label, value) for label, value in pairs[:-1]]
        cells.append(_fact(*pairs[-1], span=1 + short))
        rows.append(format_html("<tr>{}</tr>", _join(cells)))
    return format_html(
        '<table class="song">{}<tbody>{}</tbody></table>',
        _widths([1.0, 1.6] * facts.across),
        _join(rows),
    )


def _fact(label: str, value: Cell, span: int = 1) -> SafeString:
    return format_html(
        '<th class="hei">{}</th><td colspan="{}">{}</td>',
        _lines(normalise(label)),
        span,
        _lines(cell_text(value)),
    )


def _join(parts: Sequence[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - made by format_html and escape alone


def _lines(text: str) -> SafeString:
    return _join([str(escape(text)).replace("\n", "<br>")])


def _widths(shares: Sequence[float]) -> SafeString:
    whole = sum(shares)
    return _join([f'<col style="width:{share / whole:.4%}">' for share in shares])


def _head(columns: Sequence[Column]) -> SafeString:
    cells = [format_html("<th>{}</th>", _lines(normalise(column.title))) for column in columns]
    return format_html('<tr class="hei">{}</tr>', _join(cells))


def _body(table: Table) -> SafeString:
    height = f"height:{table.row_lines * _PITCH:.2f}pt" if table.row_lines != 1 else ""
    rows = [_row(table.columns, row, height) for row in table.rows]
    if not rows:
        rows = [
            format_html(
                '<tr><td class="center" colspan="{}">{}</td></tr>', len(table.columns), table.empty
            )
        ]
    if table.total is not None:
        rows.append(_row(table.columns, table.total, height, kind="total hei"))
    return _join(rows)


def _row(columns: Sequence[Column], row: Sequence[Cell], height: str, kind: str = "") -> SafeString:
    cells = [
        format_html('<td class="{}" style="{}">{}</td>', _align(column), height, _lines(cell_text(v)))
        for column, v in zip(columns, row, strict=True)
    ]
    return format_html('<tr class="{}">{}</tr>', kind, _join(cells))


def _align(column: Column) -> str:
    return "" if column.align is Align.LEFT else column.align.value
