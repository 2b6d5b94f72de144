"""What is told of a running Freehold, and to whom: the log, figures, traces."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from freehold.settings.values import SHORTEST_SECRET, BadSettings, read_secret, table, typed


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """What is logged, and how; it goes to stderr."""

    format: Literal["text", "json"] = "text"
    """Lines for people, or one JSON object a line for programs."""
    level: Literal["debug", "info", "warning", "error"] = "warning"
    """From where on; info has a line for each call and mail, none with what a caller sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSettings:
    """Who may read ``/metrics``, and where a worker has it."""

    listen: str = ""
    """HOST:PORT at which a ``freehold worker`` answers /metrics, /healthz and /readyz; empty: nowhere. A server does at its own."""
    token: str = field(default="", repr=False)
    """What a scraper shows as ``Authorization: Bearer ...``, at least 24 characters; empty: whoever reaches the address may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TracesSettings:
    """Where spans go; nowhere unless told."""

    endpoint: str = ""
    """Where a collector takes OTLP over HTTP, such as http://127.0.0.1:4318/v1/traces; empty: nothing is recorded."""
    share: float = 1.0
    """How many of the traces are recorded, from 0 to 1."""
    token: str = field(default="", repr=False)
    """What the collector is shown as ``Authorization: Bearer ...``, if it asks for one."""


def read_log(entry: Any, folder: Path) -> LogSettings:
    """The section ``log``; raises BadSettings."""
    return LogSettings(**typed(LogSettings, "log", table("log", entry), folder))


def read_metrics(entry: Any, folder: Path) -> MetricsSettings:
    """The section ``metrics``; raises BadSettings."""
    values = table("metrics", entry)
    read_secret("metrics", "token", values, folder)
    made = MetricsSettings(**typed(MetricsSettings, "metrics", values, folder))
    if made.token and (len(made.token) < SHORTEST_SECRET or not made.token.isascii() or " " in made.token):
        raise BadSettings(
            f"metrics.token (or token_file) must have at least {SHORTEST_SECRET} ASCII characters and no blank."
        )
    return made


def read_traces(entry: Any, folder: Path) -> TracesSettings:
    """The section ``traces``; raises BadSettings."""
    values = table("traces", entry)
    read_secret("traces", "token", values, folder)
    made = TracesSettings(**typed(TracesSettings, "traces", values, folder))
    if made.endpoint and (
        urlsplit(made.endpoint).scheme not in {"http", "https"} or not urlsplit(made.endpoint).hostname
    ):
        raise BadSettings(f"traces.endpoint must be an address of http or https, and is {made.endpoint!r}.")
    if not 0 <= made.share <= 1:
        raise BadSettings(f"traces.share must be from 0 to 1, and is {made.share}.")
    return made
