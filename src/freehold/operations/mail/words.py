"""What mail servers say, as data."""

import re

from freehold.terms.mails import masked

_ADDRESS = re.compile(r"[^\s<>@:;,\"']+@[^\s<>@:;,\"']+")
_LONGEST = 200
_LONGEST_READ = 2000
"""Looking for addresses takes the square of the length."""


def clean(text: str) -> str:
    """A server's words: one line, addresses masked, cut (SEC-43, SEC-44)."""
    line = " ".join(_ADDRESS.sub(lambda found: masked(found[0]), text[:_LONGEST_READ]).split())
    return line[:_LONGEST]
