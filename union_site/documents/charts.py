"""Charts drawn on the server as SVG: the same picture on a page and in a PDF.

No style sheet is needed and no inline style used (the pages' policy forbids it): colours are
attributes, which a page may override by the classes chart-1 … chart-6, chart-grid, chart-text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .blocks import Chart, ChartKind
from .punctuation import normalise
from .titles import title_width

_WIDTH = 442.0
_FAMILY = (
    "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',FandolHei,'Noto Serif CJK SC',"
    "HanaMinA,HanaMinB,'BabelStone Han',sans-serif"
)
# One red, then tones that stay apart in black and white.
_COLOURS = ("#b3261e", "#8a97a8", "#24568f", "#d9b26f", "#4d7f6b", "#5a626c")
_TEXT, _TITLE = 10.0, 12.0
_TOP, _PLOT, _BAR = 52.0, 118.0, 16.0


@dataclass(frozen=True)
class _Plot:
    """The drawing area of a chart with a scale from 0 to `top`."""

    chart: Chart
    left: float
    right: float
    top: float  # largest value of the scale

    @property
    def slot(self) -> float:
        return (self.right - self.left) / max(len(self.chart.labels), 1)

    def middle(self, index: int) -> float:
        return self.left + self.slot * (index + 0.5)

    def y(self, value: float) -> float:
        return _TOP + _PLOT * (1 - value / self.top)


def chart_svg(chart: Chart) -> SafeString:
    """The chart as an `<svg>` of its own, with a title and its figures for those who hear it.

    Negative values are drawn as 0, since nothing a union counts is negative; the figure itself
    is printed as it is.
    """
    height, parts = _drawing(chart)
    title = _title(chart)
    headline = _text(_WIDTH / 2, 16, title, size=_TITLE, anchor="middle", weight="bold")
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart-picture" role="img" '
        'viewBox="0 0 {} {}" width="{}" height="{}" font-family="{}" font-size="{}" '
        'fill="currentColor"><title>{}</title><desc>{}</desc>{}</svg>',
        _n(_WIDTH),
        _n(height),
        _n(_WIDTH),
        _n(height),
        _FAMILY,
        _n(_TEXT),
        title,
        _in_words(chart),
        _join([headline, *_legend(chart), *parts]),
    )


def chart_height(chart: Chart) -> float:
    """The height of the picture in units of its own, of which it is 442 wide."""
    return _drawing(chart)[0]


def _drawing(chart: Chart) -> tuple[float, list[SafeString]]:
    if chart.kind is ChartKind.SHARE:
        return _share(chart)
    if chart.kind is ChartKind.BAR and not _labels_fit(chart):
        return _lying_bars(chart)
    return _upright(chart)


def figure(value: float | Decimal) -> str:
    """A value as a chart prints it: 1,234 or 12.5."""
    number = float(value)
    return f"{number:,.0f}" if number == round(number) else f"{number:,.2f}".rstrip("0")


def _title(chart: Chart) -> str:
    unit = f"（单位：{normalise(chart.unit)}）" if chart.unit else ""
    return normalise(chart.title) + unit


def _in_words(chart: Chart) -> str:
    said = []
    for series in chart.series:
        pairs = zip(chart.labels, series.values, strict=True)
        told = "，".join(f"{normalise(label)}{figure(value)}{chart.unit}" for label, value in pairs)
        said.append(f"{normalise(series.name)}：{told}" if series.name else told)
    return "；".join(said)


def _labels_fit(chart: Chart) -> bool:
    room = (_WIDTH - 20) / max(len(chart.labels), 1)
    return all(title_width(normalise(label)) * _TEXT <= room - 4 for label in chart.labels)


def _scale_top(chart: Chart) -> float:
    """A round number (1, 1.5, 2 … times a power of ten) not below the largest value."""
    largest = max((float(v) for s in chart.series for v in s.values), default=0)
    if largest <= 0:
        return 1.0
    power = 10 ** floor(log10(largest))
    steps = (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10)
    return next(step * power for step in steps if step * power >= largest)


def _legend(chart: Chart) -> list[SafeString]:
    """Names of the series, centred below the title; none for a single series or for shares."""
    if len(chart.series) < 2 or chart.kind is ChartKind.SHARE:
        return []
    names = [normalise(series.name) for series in chart.series]
    widths = [title_width(name) * _TEXT + 30 for name in names]
    x = (_WIDTH - sum(widths)) / 2
    parts: list[SafeString] = []
    for index, (name, width) in enumerate(zip(names, widths, strict=True)):
        parts += [_rect(x, 25, 9, 9, index), _text(x + 13, 33, name)]
        x += width
    return parts


def _upright(chart: Chart) -> tuple[float, list[SafeString]]:
    """Bars or a line over labels that fit side by side."""
    plot = _Plot(chart, 10, _WIDTH - 10, _scale_top(chart))
    foot = _TOP + _PLOT
    parts = [_line(plot.left, foot, plot.right, foot)]
    for index, label in enumerate(chart.labels):
        parts.append(_text(plot.middle(index), foot + 14, normalise(label), anchor="middle"))
    draw = _standing_bars if chart.kind is ChartKind.BAR else _polyline
    for number in range(len(chart.series)):
        parts += draw(plot, number)
    return foot + 22, parts


def _standing_bars(plot: _Plot, number: int) -> list[SafeString]:
    many = len(plot.chart.series)
    width = min(plot.slot * 0.7 / many, 34)
    parts = []
    for index, value in enumerate(plot.chart.series[number].values):
        x = plot.middle(index) + (number - many / 2) * width
        y = plot.y(max(float(value), 0))
        parts.append(_rect(x + 0.5, y, width - 1, _TOP + _PLOT - y, number))
        parts.append(_text(x + width / 2, y - 4, figure(value), anchor="middle"))
    return parts


def _polyline(plot: _Plot, number: int) -> list[SafeString]:
    values = plot.chart.series[number].values
    points = [(plot.middle(i), plot.y(max(float(v), 0))) for i, v in enumerate(values)]
    path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    dash = "" if number % 2 == 0 else "5 3"
    parts = [
        format_html(
            '<polyline class="chart-{}" points="{}" fill="none" stroke="{}" stroke-width="1.8" '
            'stroke-dasharray="{}"/>',
            number % len(_COLOURS) + 1,
            path,
            _colour(number),
            dash or "none",
        )
    ]
    for (x, y), value in zip(points, values, strict=True):
        parts.append(_dot(x, y, number))
        # The second line's figures stand below it, so that two close lines stay readable.
        parts.append(_text(x, y - 7 if number % 2 == 0 else y + 15, figure(value), anchor="middle"))
    return parts


def _lying_bars(chart: Chart) -> tuple[float, list[SafeString]]:
    """Bars beside labels that are too long to stand under them."""
    labels = [normalise(label) for label in chart.labels]
    left = min(max(title_width(label) * _TEXT for label in labels) + 16, _WIDTH * 0.45)
    top, many = _scale_top(chart), len(chart.series)
    step = _BAR * many + 10
    parts = [_line(left, _TOP - 4, left, _TOP + step * len(labels))]
    for index, label in enumerate(labels):
        y = _TOP + step * index
        middle = y + _BAR * many / 2 + 3.5
        parts.append(_text(left - 6, middle, _shortened(label, left - 12), anchor="end"))
        for number, series in enumerate(chart.series):
            value = series.values[index]
            width = (_WIDTH - left - 56) * max(float(value), 0) / top
            parts.append(_rect(left, y + _BAR * number, width, _BAR - 2, number))
            parts.append(_text(left + width + 5, y + _BAR * number + 10.5, figure(value)))
    return _TOP + step * len(labels) + 6, parts


def _shortened(label: str, room: float) -> str:
    while title_width(label) * _TEXT > room and len(label) > 2:
        label = label.rstrip("…")[:-1] + "…"
    return label


def _share(chart: Chart) -> tuple[float, list[SafeString]]:
    """The parts of a whole as one bar, and a list with figures and percentages."""
    values = [max(float(value), 0) for value in chart.series[0].values]
    whole = sum(values) or 1.0
    x, width = 10.0, _WIDTH - 20
    parts: list[SafeString] = []
    for index, value in enumerate(values):
        part = width * value / whole
        parts.append(_rect(x, 30, max(part - 1, 0), 26, index))
        x += part
    rows = ceil(len(values) / 2)
    for index, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        column, row = divmod(index, rows)
        at, y = 10 + column * width / 2, 78.0 + row * 18
        said = f"{normalise(label)}　{figure(value)}{chart.unit}（{value / whole:.1%}）"
        parts += [_rect(at, y - 9, 9, 9, index), _text(at + 14, y, said)]
    return 78.0 + rows * 18, parts


# --- marks ---------------------------------------------------------------------------------


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]


def _join(parts: Sequence[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - made by format_html alone


def _text(
    x: float, y: float, text: str, *, size: float = _TEXT, anchor: str = "start", weight: str = ""
) -> SafeString:
    return format_html(
        '<text class="chart-text" x="{}" y="{}" font-size="{}" text-anchor="{}" '
        'font-weight="{}">{}</text>',
        _n(x),
        _n(y),
        _n(size),
        anchor,
        weight or "normal",
        text,
    )


def _rect(x: float, y: float, width: float, height: float, number: int) -> SafeString:
    return format_html(
        '<rect class="chart-{}" x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        number % len(_COLOURS) + 1,
        _n(x),
        _n(y),
        _n(width),
        _n(height),
        _colour(number),
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> SafeString:
    return format_html(
        '<line class="chart-grid" x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" '
        'stroke-width="0.6"/>',
        *(_n(value) for value in (x1, y1, x2, y2)),
    )


def _dot(x: float, y: float, number: int) -> SafeString:
    return format_html(
        '<circle class="chart-{}" cx="{}" cy="{}" r="2.6" fill="{}"/>',
        number % len(_COLOURS) + 1,
        _n(x),
        _n(y),
        _colour(number),
    )
