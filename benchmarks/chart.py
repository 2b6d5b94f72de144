"""The chart of the report: how far each value is from its target, on a scale of doublings."""

import math
from html import escape

from benchmarks.figures import Figure

_ROW, _LABEL, _WIDTH, _TOP = 20, 330, 860, 46
_EDGE = 3.0
"""Doublings shown on either side; what is farther off ends there with its factor beside it."""

_TITLE = "Each value beside its target"
_STYLE = """
text { font: 12px sans-serif; fill: #1f2328 } .quiet { fill: #59636e } .line { stroke: #59636e }
.met { fill: #1a7f37 } .missed { fill: #cf222e }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .quiet { fill: #9198a1 } .line { stroke: #9198a1 } .met { fill: #3fb950 } .missed { fill: #f85149 }
}"""


def advantage(figure: Figure) -> float:
    """By which factor the value is on the good side of its target; below 1 it misses it."""
    value, target = max(figure["value"], 1e-9), figure["target"]
    if target == 0:
        return 1.0 if figure["met"] else 2**-_EDGE
    return value / target if figure["bound"] == "min" else target / value


def drawn(figures: list[Figure]) -> str:
    """The drawing: a bar to the right of the line for each target met, to the left for each missed."""
    height = _TOP + _ROW * len(figures) + 14
    middle = _LABEL + (_WIDTH - _LABEL) / 2
    step = (_WIDTH - _LABEL - 80) / 2 / _EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{_TITLE}">',
        f"<style>{_STYLE}\n</style>",
        f'<text x="{middle:.0f}" y="18" text-anchor="middle">Value beside target: right of the line it is met</text>',
    ]
    for doublings in range(-int(_EDGE), int(_EDGE) + 1):
        at = middle + doublings * step
        told = f"{2**doublings:g}×" if doublings >= 0 else f"1/{2**-doublings:g}"
        parts.append(f'<text class="quiet" x="{at:.0f}" y="36" text-anchor="middle">{told}</text>')
    for place, figure in enumerate(figures):
        parts += _bar(figure, _TOP + place * _ROW, middle, step)
    parts.append(f'<line class="line" x1="{middle:.0f}" x2="{middle:.0f}" y1="{_TOP - 4}" y2="{height - 8}"/>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bar(figure: Figure, y: int, middle: float, step: float) -> list[str]:
    factor = advantage(figure)
    reach = max(-_EDGE, min(_EDGE, math.log2(factor))) * step
    left, width = (middle, reach) if reach >= 0 else (middle + reach, -reach)
    beside = middle + reach + (6 if reach >= 0 else -6)
    anchor = "start" if reach >= 0 else "end"
    database = figure["detail"].get("database", "sqlite")
    name = f"{figure['bench']}: {figure['what']}" + ("" if database == "sqlite" else f" ({database})")
    kind = "met" if figure["met"] else "missed"
    return [
        f'<text x="{_LABEL - 8}" y="{y + 13}" text-anchor="end">{escape(_cut(name))}</text>',
        f'<rect class="{kind}" x="{left:.1f}" y="{y + 3}" width="{max(width, 1):.1f}" height="{_ROW - 6}"/>',
        f'<text class="quiet" x="{beside:.1f}" y="{y + 13}" text-anchor="{anchor}">{factor:.2g}</text>',
    ]


def _cut(name: str) -> str:
    return name if len(name) <= 52 else f"{name[:51]}…"
