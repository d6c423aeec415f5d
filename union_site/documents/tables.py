"""Ruled tables as HTML, for the PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .blocks import Align, Cell, Column, Facts, Form, FormRow, Table, cell_text
from .fonts import Face, is_own
from .geometry import PITCH, SMALL_TABLE_SIZE, TABLE_SIZE
from .punctuation import normalise
from .titles import title_width
from .typeset import text_width

_PADDING, _SMALL_PADDING = 11.5, 7.5  # both sides of a cell and its rule, in points
_SHORT, _TITLE_SHORT = 6, 4  # texts up to so many characters stay on one line
_COMFORTABLE = 9  # characters a line of running text should have before type gets smaller
_WORD = re.compile(r"[!-~]+")


def table_html(table: Table, measure: float) -> SafeString:
    """Caption, unit, head, rows and total of a table `measure` points wide."""
    small = _is_small(table, measure)
    return format_html(
        '{}{}<table class="{}">{}<thead>{}</thead><tbody>{}</tbody></table>',
        _above("caption ln center hei", normalise(table.caption)),
        _above("unit song", f"单位：{normalise(table.unit)}" if table.unit else ""),
        "song small" if small else "song",
        _widths(table_widths(table, measure)),
        _head(table.columns),
        _body(table),
    )


def table_widths(table: Table, measure: float) -> list[float]:
    """The widths of the columns in points, which together are `measure`."""
    least = _least_widths(table, small=_is_small(table, measure))
    return fitted([column.width for column in table.columns], least, measure)


def _is_small(table: Table, measure: float) -> bool:
    """Smaller type where the words would not fit, or running text would be squeezed."""
    if table.small:
        return True
    least = _least_widths(table, small=False)
    wanted = [
        max(need, TABLE_SIZE * min(_longest(table, index), _COMFORTABLE) + _PADDING)
        for index, need in enumerate(least)
    ]
    return sum(wanted) > measure


def _longest(table: Table, column: int) -> float:
    return max((title_width(cell_text(row[column])) for row in table.rows), default=0)


def fitted(shares: Sequence[float], least: Sequence[float], measure: float) -> list[float]:
    """Widths that follow the shares, but give each column at least what its words need.

    Where the needs exceed the measure, everything shrinks alike.
    """
    if sum(least) >= measure:
        return [need * measure / sum(least) for need in least]
    held: set[int] = set()
    while True:
        free = [index for index in range(len(shares)) if index not in held]
        room = measure - sum(least[index] for index in held)
        whole = sum(shares[index] for index in free)
        tight = {i for i in free if shares[i] * room / whole < least[i]}
        if not tight:
            break
        held |= tight
    return [
        least[index] if index in held else share * room / whole
        for index, share in enumerate(shares)
    ]


def _least_widths(table: Table, *, small: bool) -> list[float]:
    size, padding = (SMALL_TABLE_SIZE, _SMALL_PADDING) if small else (TABLE_SIZE, _PADDING)
    rows = [(row, Face.SONG) for row in table.rows]
    if table.total is not None:
        rows.append((table.total, Face.HEI))
    return [
        padding
        + max(
            _unbroken(normalise(column.title), Face.HEI, size, _TITLE_SHORT),
            *(_needs(row[index], face, size) for row, face in rows),
            size * 2,
        )
        for index, column in enumerate(table.columns)
    ]


def _needs(value: Cell, face: Face, size: float) -> float:
    text = cell_text(value)
    # Figures and dates are never broken.
    if not isinstance(value, str):
        return text_width(text, face, size)
    return _unbroken(text, face, size, _SHORT)


def _unbroken(text: str, face: Face, size: float, short: int) -> float:
    """The width of the longest part that should not be broken, at most twelve characters."""
    parts = [line if title_width(line) <= short else "" for line in text.split("\n")]
    wide = [text_width(part, face, size) for part in (*parts, *_WORD.findall(text))]
    return min(max(wide, default=0.0), size * 12)


def _above(kind: str, text: str) -> SafeString:
    return format_html('<p class="{}">{}</p>', kind, text) if text else SafeString("")


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
        _lines(normalise(label), Face.HEI),
        span,
        _lines(cell_text(value)),
    )


# A form stands on twelve columns: a label takes two of them, its values share the rest.
GRID, LABEL = 12, 2


def form_spans(row: FormRow) -> list[int]:
    """How many columns of the grid each value takes."""
    return [GRID // len(row.pairs) - LABEL] * len(row.pairs)


def form_html(form: Form) -> SafeString:
    return format_html(
        '<table class="song form">{}<tbody>{}</tbody></table>',
        _widths([1.0] * GRID),
        _join([_form_row(row) for row in form.rows]),
    )


def _form_row(row: FormRow) -> SafeString:
    cells = [
        format_html(
            '<th class="hei" colspan="{}">{}</th><td colspan="{}">{}</td>',
            LABEL,
            _lines(normalise(label), Face.HEI),
            span,
            _lines(cell_text(value)),
        )
        for (label, value), span in zip(row.pairs, form_spans(row), strict=True)
    ]
    return format_html('<tr style="height:{}pt">{}</tr>', f"{row.lines * PITCH:.2f}", _join(cells))


def _join(parts: Sequence[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - made by format_html and escape alone


def _lines(text: str, face: Face = Face.SONG) -> SafeString:
    lines = _join([str(escape(text)).replace("\n", "<br/>")])
    if all(is_own(char, face) for char in text if char != "\n"):
        return lines
    return format_html('<span class="flat">{}</span>', lines)


def _widths(shares: Sequence[float]) -> SafeString:
    whole = sum(shares)
    return _join([f'<col style="width:{share / whole:.4%}"/>' for share in shares])


def _head(columns: Sequence[Column]) -> SafeString:
    cells = [
        format_html("<th>{}</th>", _lines(normalise(column.title), Face.HEI)) for column in columns
    ]
    return format_html('<tr class="hei">{}</tr>', _join(cells))


def _body(table: Table) -> SafeString:
    height = f"height:{table.row_lines * PITCH:.2f}pt" if table.row_lines != 1 else ""
    rows = [_row(table.columns, row, height) for row in table.rows]
    if not rows:
        rows = [
            format_html(
                '<tr><td class="center" colspan="{}">{}</td></tr>', len(table.columns), table.empty
            )
        ]
    if table.total is not None:
        rows.append(_row(table.columns, table.total, height, Face.HEI))
    return _join(rows)


def _row(
    columns: Sequence[Column], row: Sequence[Cell], height: str, face: Face = Face.SONG
) -> SafeString:
    texts = [_lines(cell_text(value), face) for value in row]
    cells = [
        format_html('<td class="{}" style="{}">{}</td>', _align(column), height, text)
        for column, text in zip(columns, texts, strict=True)
    ]
    kind = "total hei" if face is Face.HEI else ""
    return format_html('<tr class="{}">{}</tr>', kind, _join(cells))


def _align(column: Column) -> str:
    return "" if column.align is Align.LEFT else column.align.value
