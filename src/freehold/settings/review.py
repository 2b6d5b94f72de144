"""Who reviews the documents of real-name verification."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from freehold.settings.values import SHORTEST_SECRET, BadSettings, check_above_zero, read_secret, table, typed

_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSettings:
    """Who reviews the documents of real-name verification."""

    provider: Literal["hand", "automatic", "service"] = "hand"
    """A person with ``freehold profile``, the rule below for tests, or a service outside."""
    reject_words: tuple[str, ...] = ("REJECT",)
    """Holders whose name contains one of these are rejected by the automatic reviewer, all others approved."""
    url: str = ""
    """Where the service takes documents; https, or http on this machine."""
    secret: str = field(default="", repr=False)
    """What requests and call-backs are signed with, at least 24 characters; known to the service and nobody else."""
    ca_file: Path | None = None
    """The certificate authority that the service's certificate is checked against; the system's when left out."""
    timeout_seconds: float = 30.0
    """For each answer of the service."""
    ask_again_seconds: float = 300.0
    """How long after an answer ``pending`` it is asked again, unless it says so itself."""


def read(entry: Any, folder: Path) -> ReviewSettings:
    """The section ``review``; raises BadSettings."""
    values = table("review", entry)
    read_secret("review", "secret", values, folder)
    made = ReviewSettings(**typed(ReviewSettings, "review", values, folder))
    check_above_zero("review", made, "timeout_seconds", "ask_again_seconds")
    if made.provider == "service":
        url = urlsplit(made.url)
        if not url.hostname or not (url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOCAL_HOSTS)):
            raise BadSettings(
                f"review.url must begin with https:// (http:// on this machine alone), and is {made.url!r}."
            )
        if len(made.secret) < SHORTEST_SECRET:
            raise BadSettings(f"review.secret (or secret_file) must have at least {SHORTEST_SECRET} characters.")
    return made
