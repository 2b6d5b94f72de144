"""A registry account: where it is, how it is spoken to, how fast."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from freehold.settings.values import (
    BadSettings,
    check_above_zero,
    check_one_or_above,
    check_zero_or_above,
    read_secret,
    table,
    typed,
)
from freehold.terms.domain_name import MalformedName, suffix_of
from freehold.terms.fees import BadLimit, FeeLimit
from freehold.terms.registry_hours import BadHours, QuietHours, zone_of

EVERYTHING = "*"
"""Among suffixes: all that no other registry serves."""

_LONGEST_PREFIX = 8
"""Of the 16 characters of a handle (RFC 5730, clIDType): what is left tells a million contacts apart."""
_PREFIX = re.compile(rf"[A-Za-z0-9-]{{0,{_LONGEST_PREFIX}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySettings:
    """One registry account (contract.md, 4)."""

    name: str
    address: str
    """HOST:PORT."""
    login: str
    password: str = field(repr=False)
    ca_file: Path
    """The certificate authority that the registry's certificate is checked against."""
    tlds: tuple[str, ...]
    """Suffixes served, in either form; ``*`` for all that no other registry serves."""
    server_name: str = ""
    """The name its certificate must carry; the address's host when empty."""
    client_certificate: Path | None = None
    """A PEM file with certificate and key, where the registry asks for one."""
    contact_prefix: str = "FH"
    """What contact handles begin with: at most 8 letters, digits and hyphens."""
    sessions: int = 2
    """Sessions at a time, for all lanes together."""
    window: int = 1
    """Commands in flight a session."""
    commands_per_second: float | None = 2.0
    """For all sessions together; none for no limit."""
    timeout_seconds: float = 30.0
    """For a whole answer."""
    settle_seconds: float = 1.0
    """How long after a lost answer the registry is asked what it holds."""
    idle_seconds: float = 50.0
    """Silence after which a hello keeps the session alive."""
    login_seconds: float = 5.0
    """Wait of all sessions after a log-in or connection that failed; twice as long after each more, up to *longest_backoff_seconds*."""
    backoff_seconds: float = 1.0
    """Wait of all sessions after the second answer in a row of 2400 or 2500; twice as long after each more, up to *longest_backoff_seconds*."""
    longest_backoff_seconds: float = 300.0
    """The longest wait before the registry is tried again."""
    commands_a_session: int = 800
    """Commands after which a session is logged out and replaced."""
    session_minutes: float = 720.0
    """Age at which a session is logged out and replaced."""
    changes_a_day: int | None = None
    """Commands that change something, in one day of the registry; further ones wait for its next day. None for no limit."""
    time_zone: str = "UTC"
    """The registry's zone, in which its day turns and *quiet_hours* are written."""
    quiet_hours: tuple[str, ...] = ()
    """Daily windows such as 01:00-03:30 in which nothing is changed; one may run over midnight."""
    poll_seconds: float = 60.0
    """How often messages are asked for."""
    unused_contact_days: float | None = 7.0
    """Days for which a contact object that nothing uses any more is kept, for the next task that wants it; then it is deleted. None to keep all."""
    lift_update_lock: Literal["no", "yes"] = "no"
    """Whether a change may lift the account's own update lock, and put it on again after: no refuses the domain."""
    method: Literal[
        "policy", "update", "registrar-only", "registrar-only-with-code", "audited", "update-with-data", "trade",
        "trade-with-consent", "by-hand",
    ] = "policy"  # fmt: skip
    """How the account takes a new registrant; by each suffix's policy, unless told otherwise here."""
    fee_at_most: str | None = None
    """The most that one change of a registrant may cost there, with its currency, such as 25.00 EUR: a fee up to it is agreed to. None: no fee ever is."""
    code_provider: str | None = None
    """The provider of *code_providers* that issues the verification codes this registry wants; none: a person sees to them."""


def read(name: str, entry: Any, folder: Path) -> RegistrySettings:
    """The account of this name; raises BadSettings."""
    where = f"registries.{name}"
    values = table(where, entry)
    read_secret(where, "password", values, folder)
    given = typed(RegistrySettings, where, values, folder, skip=("name",))
    missing = [key for key in ("address", "login", "password", "ca_file", "tlds") if key not in given]
    if missing:
        hint = " (or password_file)" if missing[0] == "password" else ""
        raise BadSettings(f"{where}.{missing[0]}{hint} is missing.")
    host, _, port = str(given["address"]).rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65536:
        raise BadSettings(f"{where}.address must be HOST:PORT, the port from 1 to 65535, and is {given['address']!r}.")
    made = RegistrySettings(name=name, **given)
    _check_names(where, made)
    _check_manners(where, made)
    return made


def _check_names(where: str, registry: RegistrySettings) -> None:
    """What the registry would refuse in every command, or what names no domain at all."""
    if _PREFIX.fullmatch(registry.contact_prefix) is None:
        raise BadSettings(
            f"{where}.contact_prefix must be at most {_LONGEST_PREFIX} letters, digits and hyphens, "
            f"and is {registry.contact_prefix!r}."
        )
    if not registry.tlds:
        raise BadSettings(f"{where}.tlds is empty: name the suffixes it serves, or * for all that no other serves.")
    for suffix in registry.tlds:
        try:
            folded_suffix(suffix)
        except MalformedName as error:
            raise BadSettings(f"{where}.tlds: {suffix!r} is no suffix: {error}.") from error


def folded_suffix(suffix: str) -> str:
    """A suffix as domains are compared with it; ``*`` stays. Raises MalformedName."""
    return suffix if suffix == EVERYTHING else suffix_of(suffix)


def _check_manners(where: str, registry: RegistrySettings) -> None:
    """What would make a registry's lanes stand still, or run without pace, is told at the start."""
    if registry.sessions < 1 or registry.window < 1:
        raise BadSettings(f"{where}: sessions and window must be at least 1.")
    check_above_zero(
        where, registry, "commands_per_second", "timeout_seconds", "idle_seconds", "session_minutes", "poll_seconds"
    )
    check_zero_or_above(
        where, registry,
        "settle_seconds", "login_seconds", "backoff_seconds", "longest_backoff_seconds", "unused_contact_days",
    )  # fmt: skip
    check_one_or_above(where, registry, "commands_a_session", "changes_a_day")
    try:
        if registry.fee_at_most is not None:
            FeeLimit.read(registry.fee_at_most)
    except BadLimit as error:
        raise BadSettings(f"{where}.fee_at_most: {error}.") from error
    try:
        zone_of(registry.time_zone)
    except BadHours as error:
        raise BadSettings(f"{where}.time_zone: {error}.") from error
    for window in registry.quiet_hours:
        try:
            QuietHours.read(window)
        except BadHours as error:
            raise BadSettings(f"{where}.quiet_hours: {error}.") from error
