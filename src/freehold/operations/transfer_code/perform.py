"""See to it that a code stands at the registry: the one that it shows, or one of ours that replaces it.

The registry is looked at first in every attempt, so a command whose answer was lost is not repeated blindly. Where it hides the
code a second look tells nothing of it; the same code is then set once more, which leaves the domain as the first time did.
"""

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from freehold.db.session import Session
from freehold.engine.backoff import MOST_SENDS
from freehold.engine.chunks import Chunk
from freehold.engine.performers import Finding, Intent, Load, Performer
from freehold.gateway.catalogue import Catalogue
from freehold.gateway.objects import DomainChange, RegistryDomain
from freehold.operations.domain_performer import domain_performer
from freehold.operations.transfer_code.mail import mail
from freehold.store import accounts, attempts, contacts, outbox, transfer_codes
from freehold.store.attempts import OpenItem
from freehold.store.transfer_codes import Wanted
from freehold.terms.instants import DAY, Instant
from freehold.terms.locks import TRANSFER_LOCK, UPDATE_LOCK
from freehold.terms.outcomes import Done, Outcome, Pending, Refused
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState

GOOD_DAYS = 15
"""A code is good for these (registrant-family.md, 8)."""

_MISSING = 2303
_TRY_AGAIN = DAY
_GONE = frozenset({Reason.NOT_AT_REGISTRY, Reason.NOT_SPONSORED})

_STAYS = {
    "serverTransferProhibited": Reason.SERVER_LOCKED,
    "pendingTransfer": Reason.TRANSFERRING,
    "pendingDelete": Reason.BEING_DELETED,
    "redemptionPeriod": Reason.BEING_DELETED,
}
"""Why a domain that shows the status does not leave; a registry holds what is in dispute by the first."""


def giving(catalogue: Catalogue) -> Performer:
    """The functions the runner carries out the giving of a code with."""
    return _performer(catalogue, to_registrant=True)


def ending(catalogue: Catalogue) -> Performer:
    """The same for replacing a code that was given out by one that nobody gets."""
    return _performer(catalogue, to_registrant=False)


def _performer(catalogue: Catalogue, *, to_registrant: bool) -> Performer:
    def load(session: Session, task_id: int, first: int, last: int) -> Load:
        return Load(attempts.open_items(session, task_id, first, last), transfer_codes.wanted(session, task_id))

    return domain_performer(
        catalogue, load=load, perform=partial(_bring, catalogue, to_registrant), after=_give if to_registrant else _end
    )


async def _bring(catalogue: Catalogue, to_registrant: bool, wanted: Wanted, chunk: Chunk, intent: Intent) -> Outcome:
    item = intent.item
    assert isinstance(item, OpenItem)
    registry = catalogue.by_name[chunk.registry]
    lane = registry.lane(chunk.lane)
    found = await lane.look_domain(item.domain_name)
    if found is None:
        return Refused(Reason.NOT_AT_REGISTRY, _MISSING)
    if found.sponsor not in {"", registry.settings.login}:
        return Refused(Reason.NOT_SPONSORED, message=f"the domain is with {found.sponsor}")
    if to_registrant:
        reason = _stays(found, wanted)
        if reason is not None:
            return Refused(reason)
        if found.auth_info:
            return Done(auth_info=found.auth_info)
    elif found.auth_info == wanted.code:
        return Done()
    if "pendingUpdate" in found.statuses:
        return Pending()
    if UPDATE_LOCK in found.statuses:
        return Refused(Reason.UPDATE_LOCKED)
    if item.sends >= MOST_SENDS:
        return Refused(Reason.REGISTRY_UNREACHABLE)
    change = DomainChange(auth_info=wanted.code)
    outcome = await lane.update_domain(item.domain_name, change, trid=intent.trid)
    return replace(outcome, auth_info=wanted.code) if isinstance(outcome, Done) else outcome


def _stays(found: RegistryDomain, wanted: Wanted) -> Reason | None:
    """Why the domain may not leave, by what its registry shows."""
    for status, reason in _STAYS.items():
        if status in found.statuses:
            return reason
    if TRANSFER_LOCK in found.statuses and not wanted.lock_is_ours:
        return Reason.TRANSFER_LOCKED
    return None


def _give(session: Session, wanted: Wanted, findings: Sequence[Finding], now: Instant) -> None:
    """Mail the code that stands at the registry to the registrant, in the transaction of the task's row (REL-15)."""
    for finding in findings:
        item, outcome = finding.item, finding.outcome
        assert isinstance(item, OpenItem)
        if isinstance(outcome, Done):
            registrant = contacts.get(session, wanted.registrant_id)
            ends_at = Instant(now + GOOD_DAYS * DAY)
            chosen = accounts.language_of(session, wanted.account_id)
            made = mail(wanted, item.domain_name, outcome.auth_info, registrant, ends_at, now, chosen=chosen)
            outbox.put(session, made)
            transfer_codes.given(session, wanted, registrant.email, ends_at, now)
        elif finding.state is ItemState.FAILED:
            transfer_codes.failed(session, wanted)


def _end(session: Session, wanted: Wanted, findings: Sequence[Finding], now: Instant) -> None:
    """The code is replaced, or has nothing to open any more; else try again tomorrow."""
    for finding in findings:
        outcome = finding.outcome
        gone = isinstance(outcome, Refused) and outcome.reason in _GONE
        if finding.state is ItemState.SUCCEEDED or gone:
            transfer_codes.over(session, wanted, None)
        elif finding.state is ItemState.FAILED:
            transfer_codes.over(session, wanted, Instant(now + _TRY_AGAIN))
