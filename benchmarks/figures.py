"""What a benchmark tells: a value beside its target."""

from typing import Any

Figure = dict[str, Any]
"""``bench``, ``what`` where a benchmark has several, ``value``, ``unit``, ``target``, ``bound`` (min or max), ``met``, ``detail``."""


def at_least(bench: str, what: str, value: float, target: float, detail: dict[str, Any], unit: str = "ratio") -> Figure:
    """A value that is to reach its target."""
    return _figure(bench, what, value, target, "min", detail, unit, met=value >= target)


def at_most(bench: str, what: str, value: float, target: float, detail: dict[str, Any], unit: str = "ratio") -> Figure:
    """A value that is not to exceed its target."""
    return _figure(bench, what, value, target, "max", detail, unit, met=value <= target)


def _figure(
    bench: str, what: str, value: float, target: float, bound: str, detail: dict[str, Any], unit: str, *, met: bool
) -> Figure:
    return {
        "bench": bench, "what": what, "value": round(value, 3), "unit": unit, "target": target, "bound": bound, "met": met,
        "detail": detail,
    }  # fmt: skip
