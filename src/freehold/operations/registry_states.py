"""How each registry account stands: working or held, and why; what waits, what is counted, which certificates end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from freehold.db.session import Session
from freehold.engine import chunks
from freehold.gateway.certificates import Certificate, Unreadable, ends_of
from freehold.gateway.manners import Manners, Unwritten
from freehold.settings import RegistrySettings
from freehold.store import registries
from freehold.store.registries import Login
from freehold.terms.holds import Pause
from freehold.terms.instants import Instant
from freehold.terms.reasons import Reason
from freehold.terms.registry_hours import day_end, day_of, zone_of

StateName = Literal["open", "paused", "quiet", "full"]

_STATES: Mapping[Reason, StateName] = {
    Reason.REGISTRY_PAUSED: "paused",
    Reason.QUIET_HOURS: "quiet",
    Reason.DAILY_QUOTA: "full",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryState:
    """One registry account as an operator sees it."""

    name: str
    settings: RegistrySettings | None
    """None for one that the store knows and the settings at hand do not."""
    state: StateName
    reason: Reason | None
    pauses: Sequence[Pause]
    announced: Sequence[Pause]
    """Those that are to come."""
    until: Instant | None
    open_chunks: int
    waiting_chunks: int
    changes_today: int
    login: Login | None
    certificates: Sequence[Certificate]
    trouble: str
    """Why a certificate file cannot be read."""


def states(session: Session, configured: Mapping[str, RegistrySettings], now: Instant) -> list[RegistryState]:
    """All registries of the settings and the store, by name."""
    pauses, logins, waiting = registries.all_pauses(session), registries.all_logins(session), chunks.waiting_at(session)
    names = {*configured, *registries.known(session)}
    return [
        _state(
            session, name, configured.get(name), pauses.get(name, ()), logins.get(name), waiting.get(name, (0, 0)), now
        )
        for name in sorted(names)
    ]


def names_known(session: Session, configured: Iterable[str]) -> list[str]:
    """The registries that can be paused: those of the settings at hand, and those a server here has worked with."""
    return sorted({*configured, *registries.known(session)})


def _state(
    session: Session, name: str, settings: RegistrySettings | None, pauses: Sequence[Pause], login: Login | None,
    waiting: tuple[int, int], now: Instant,
) -> RegistryState:  # fmt: skip
    in_force = [pause for pause in pauses if pause.holds(now)]
    reason, until = (Reason.REGISTRY_PAUSED, _last_end(in_force)) if in_force else (None, None)
    changes = 0
    certificates, trouble = _certificates(settings, login)
    if settings is not None:
        zone = zone_of(settings.time_zone)
        changes = registries.drawn_of(session, name, day_of(now, zone))
        if reason is None:
            hold = Manners(settings, lambda: now, Unwritten()).hold()
            if hold is not None:
                reason, until = hold.reason, hold.until
            elif settings.changes_a_day is not None and changes >= settings.changes_a_day:
                reason, until = Reason.DAILY_QUOTA, day_end(now, zone)
    return RegistryState(
        name=name,
        settings=settings,
        state="open" if reason is None else _STATES[reason],
        reason=reason,
        pauses=in_force,
        announced=[pause for pause in pauses if pause.since > now],
        until=until,
        open_chunks=waiting[0],
        waiting_chunks=waiting[1],
        changes_today=changes,
        login=login,
        certificates=certificates,
        trouble=trouble,
    )


def _last_end(pauses: Sequence[Pause]) -> Instant | None:
    """When the last of them ends; None when one has no end."""
    ends = [pause.until for pause in pauses if pause.until is not None]
    return max(ends) if len(ends) == len(pauses) else None


def _certificates(settings: RegistrySettings | None, login: Login | None) -> tuple[list[Certificate], str]:
    found, trouble = [], ""
    if settings is not None:
        try:
            found = ends_of(settings)
        except Unreadable as error:
            trouble = str(error)
    if login is not None and login.server_certificate_ends_at is not None:
        found.append(Certificate("server", login.server_certificate_ends_at))
    return found, trouble
