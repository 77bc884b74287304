"""The chart, as SVG: rates with the limit as a line, latencies, and how the rate grows with the connections."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Optional
from xml.sax.saxutils import escape

from report import Figures, limit_of

WIDTH = 760
LEFT, RIGHT = 20, 20
PLOT_HEIGHT = 150
PANEL_HEIGHT = PLOT_HEIGHT + 80
HEADER_HEIGHT = 60

# On a white ground of its own, so that it looks the same in light and dark themes.
GROUND, INK, FAINT, LIMIT = "#ffffff", "#24292f", "#6e7781", "#bc4c00"
BLUE, PALE = "#33679e", "#a9c4de"


@dataclass(frozen=True)
class Series:
    """One bar of each group."""

    name: str
    colour: str
    values: list[float]


def draw(summaries: dict[str, Figures], title: str, subtitle: str) -> str:
    """The whole picture; only panels that have something to show."""
    shapes = {name: figures for name, figures in summaries.items() if not name.startswith(("limit ", "spread "))}
    scaling = {name[len("spread "):]: figures for name, figures in summaries.items() if name.startswith("spread ")}
    limit = limit_of(summaries)
    panels = []
    if shapes:
        rates = Series("", BLUE, [figures["ok_per_s"] for figures in shapes.values()])
        panels.append(("commands answered with success, per second", list(shapes), [rates], limit))
        latencies = [
            Series(name, colour, [figures[f"{name}_ms"] for figures in shapes.values()])
            for name, colour in (("p50", BLUE), ("p99", PALE))
        ]
        panels.append(("milliseconds to the answer", list(shapes), latencies, None))
    if scaling:
        rates = Series("", BLUE, [figures["ok_per_s"] for figures in scaling.values()])
        panels.append(("commands per second by connections (spread)", list(scaling), [rates], limit))

    parts = [_text(LEFT, 26, title, size=16, weight="bold"), _text(LEFT, 45, subtitle, colour=FAINT)]
    for number, panel in enumerate(panels):
        parts += _panel(HEADER_HEIGHT + number * PANEL_HEIGHT, *panel)
    height = HEADER_HEIGHT + len(panels) * PANEL_HEIGHT
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="system-ui, sans-serif" role="img" aria-label="{escape(title)}">',
        f'<rect width="{WIDTH}" height="{height}" fill="{GROUND}"/>',
        *parts,
        "</svg>",
        "",
    ])


def _panel(top: float, title: str, groups: list[str], series: list[Series], limit: Optional[float]) -> list[str]:
    """Groups of bars; the highest bar or the limit fills the height."""
    bottom = top + 50 + PLOT_HEIGHT
    highest = max([value for one in series for value in one.values] + ([limit] if limit else []))
    scale = PLOT_HEIGHT / highest if highest else 0
    step = (WIDTH - LEFT - RIGHT) / len(groups)
    width = min(64.0, step * 0.7 / len(series))

    parts = [_text(LEFT, top + 20, title, weight="bold"), *_legend(top + 20, series)]
    for index, group in enumerate(groups):
        middle = LEFT + (index + 0.5) * step
        parts.append(_text(middle, bottom + 17, group, anchor="middle"))
        for number, one in enumerate(series):
            height = one.values[index] * scale
            left = middle + (number - len(series) / 2) * width
            parts.append(
                f'<rect x="{left:.1f}" y="{bottom - height:.1f}" width="{width - 2:.1f}" height="{height:.1f}" '
                f'fill="{one.colour}"/>'
            )
            parts.append(_text(left + width / 2 - 1, bottom - height - 4, _short(one.values[index]), anchor="middle"))
    parts.append(_line(bottom, INK, dashed=False))
    if limit:
        parts.append(_line(bottom - limit * scale, LIMIT, dashed=True))
        label = f"limit: {_short(limit)}, PostgreSQL alone, one event per commit"
        parts.append(_text(WIDTH - RIGHT, top + 20, label, colour=LIMIT, anchor="end"))
    return parts


def _legend(y: float, series: list[Series]) -> list[str]:
    parts, x = [], WIDTH - RIGHT - 60 * len(series)
    for one in series:
        if one.name:
            parts.append(f'<rect x="{x}" y="{y - 10}" width="12" height="12" fill="{one.colour}"/>')
            parts.append(_text(x + 17, y, one.name))
        x += 60
    return parts


def _line(y: float, colour: str, dashed: bool) -> str:
    dashes = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}"{dashes}/>'


def _text(
    x: float, y: float, text: str, colour: str = INK, size: int = 12, anchor: str = "start", weight: str = "normal"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
