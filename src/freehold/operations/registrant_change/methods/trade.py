"""Registries whose registrants change by a command of its own, at once (epp-facts.md, 8, F).

A trade may cost, so the registry is looked at before each sending, the first included: what it shows already is not sent.
The transfer lock goes in a frame of its own after, with an intent of its own. So does the account's update lock where a change
may lift it, and before the trade there is a frame that takes it off; a crash between any two leaves what the next look finds.
"""

from dataclasses import dataclass

from freehold.gateway import trades
from freehold.gateway.fees import Cost
from freehold.gateway.objects import DomainChange, RegistryDomain
from freehold.gateway.trades import Proof
from freehold.operations.registrant_change import fees
from freehold.operations.registrant_change.case import Case
from freehold.operations.registrant_change.methods import toward
from freehold.operations.registrant_change.methods.toward import Wanted
from freehold.operations.registrant_change.methods.update import contact_missing
from freehold.operations.registrant_change.methods.update_with_data import proof_of
from freehold.terms.hand_ins import ASKED
from freehold.terms.instants import years_after
from freehold.terms.locks import UPDATE_LOCK
from freehold.terms.outcomes import Done, Held, Outcome, Refused, Unknown
from freehold.terms.reasons import Reason

_MISSING, _STATUS_FORBIDS, _POLICY = 2303, 2304, 2306
_UPDATE = "update"
_LICENCE = "registrant-transfer"
"""The command that transfers a licence and names no contact: that follows by an update."""
_LONGEST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Exchange:
    """A trade that may begin: everything it needs is there."""

    command: str
    wanted: Wanted
    proof: Proof | None
    cost: Cost | None = None
    """Agreed to with the update that begins it; a command of its own has no place for that (RFC 8748, 5.2)."""


async def trade(case: Case) -> Outcome:
    """Bring the domain to its new registrant by the command that the suffix's policy names."""
    prepared = await prepare(case)
    if not isinstance(prepared, Exchange):
        return prepared
    return await toward.locked_again(case, prepared.wanted, await _carry_out(case, prepared))


async def _carry_out(case: Case, exchange: Exchange) -> Outcome:
    found = await case.lane.look_domain(case.name, with_hosts=True)
    settled = settle(case, found, exchange.wanted)
    if settled is not None:
        return settled
    assert found is not None
    return await proceed(case, exchange, found)


async def prepare(case: Case) -> Exchange | Outcome:
    """What the trade needs, or why it has to wait for a person; the contact is made only when nothing else is missing."""
    change = case.policy.registrant_change
    if not change.command:
        return Held(Reason.BY_HAND, "the policy does not say by which command")
    if case.registry.lacks(change.command, change.data):
        return Held(Reason.BY_HAND, f"the registry's greeting does not offer the extension for {change.command}")
    proof = proof_of(case, change.data) if change.data else None
    if change.data and proof is None:
        return Held(ASKED[change.data].reason)
    cost = await fees.agreed(case) if change.command == _UPDATE and not case.in_doubt else None
    if isinstance(cost, Refused):
        return cost
    handle = await case.contact_handle()
    wanted = toward.with_update_lock(case, Wanted(case.name, handle, lock=case.lock))
    return Exchange(change.command, wanted, proof, cost)


def settle(case: Case, found: RegistryDomain | None, wanted: Wanted) -> Outcome | None:
    """What the registry shows decides already; None when there is something to send."""
    if found is None or case.in_doubt:
        return toward.settle(found, wanted, case)
    if wanted.shown_by(found):
        # It has this registrant already: done without a command (epp-facts.md, 8).
        return Done(registrant=wanted.registrant)
    return toward.barred(found, lifts_update_lock=wanted.keep_update_lock)


async def proceed(case: Case, exchange: Exchange, found: RegistryDomain) -> Outcome:
    """Send what is missing next: what frees the way, the trade, or what follows it."""
    wanted = exchange.wanted
    if found.registrant == wanted.registrant:
        return await toward.send(case, wanted, found)
    if exchange.command == _LICENCE and _licence_moved(case, found):
        return await toward.send(case, wanted, found)
    if wanted.keep_update_lock and UPDATE_LOCK in found.statuses:
        return await _unlock(case)
    await case.desk.begin(found.expires_at)
    outcome = await send_trade(case, exchange, found)
    match outcome:
        case Done():
            return await toward.read_back(case, wanted, outcome)
        case Refused(code=code) if code == _MISSING:
            return await contact_missing(case, wanted.registrant or "", outcome)
        case Refused(code=code) if code in {_STATUS_FORBIDS, _POLICY}:
            return await _explain(case, outcome, lifts_update_lock=wanted.keep_update_lock)
        case _:
            return outcome


async def _unlock(case: Case) -> Outcome:
    """Take the account's update lock off; the next attempt trades, under an intent of its own."""
    outcome = await case.lane.update_domain(case.name, DomainChange(remove_statuses=(UPDATE_LOCK,)), trid=case.trid)
    match outcome:
        case Done():
            return Unknown("the update lock is lifted in a frame of its own")
        case Refused(code=code) if code in {_STATUS_FORBIDS, _POLICY}:
            return await _explain(case, outcome, lifts_update_lock=True)
        case _:
            return outcome


async def _explain(case: Case, refused: Refused, *, lifts_update_lock: bool) -> Outcome:
    """2304 or 2306: the domain's statuses say what stands in the way."""
    after = await case.lane.look_domain(case.name)
    bar = None if after is None else toward.barred(after, refused, lifts_update_lock=lifts_update_lock)
    return bar or refused


async def send_trade(case: Case, exchange: Exchange, found: RegistryDomain) -> Outcome:
    """The command itself, or the update that begins it."""
    assert exchange.wanted.registrant is not None
    if exchange.command == _UPDATE:
        cost = await fees.agreed(case) if case.in_doubt else exchange.cost
        if isinstance(cost, Refused):
            return cost
        change = DomainChange(registrant=exchange.wanted.registrant, proof=exchange.proof, cost=cost)
        outcome = await case.lane.update_domain(case.name, change, trid=case.trid)
        return await fees.explain(case, outcome, cost) if isinstance(outcome, Refused) else outcome
    command = trades.Trade(
        exchange.command,
        case.name,
        exchange.wanted.registrant,
        found.contacts,
        found.nameservers,
        found.expires_at,
        exchange.proof,
    )
    return await case.lane.trade_domain(command, trid=case.trid)


def _licence_moved(case: Case, found: RegistryDomain) -> bool:
    """Whether the licence was transferred since the command was first sent: a new one has another end (epp-facts.md, 8, F).

    A renewal by somebody else moves the end too, but by whole years.
    """
    begun = case.desk.trade()
    if begun is None or begun.expires_at is None or found.expires_at is None or found.expires_at == begun.expires_at:
        return False
    return found.expires_at not in {years_after(begun.expires_at, years) for years in range(1, _LONGEST_YEARS + 1)}
