"""Registries that ask the holders, or mail them a key, before a registrant changes (epp-facts.md, 8, G).

The command begins a process of days. It is begun once: its row says how far it came, and after that only the registry's
word, by message or by what it shows, ends the item; or a key that a person hands in; or the time to consent, when it is
over. An update lock that was lifted for it stays off meanwhile, and comes back however it ends. The item waits for its registry meanwhile, and not for a person, so that each of them is noticed.
"""

from msgspec.structs import replace

from freehold.gateway.objects import RegistryDomain
from freehold.operations.registrant_change.case import Case
from freehold.operations.registrant_change.methods import toward
from freehold.operations.registrant_change.methods.trade import Exchange, prepare, proceed, settle
from freehold.store.trades import Stage, Trade
from freehold.terms.hand_ins import KEY
from freehold.terms.outcomes import Done, Held, Outcome, Pending, Refused, Unknown
from freehold.terms.reasons import Reason

_WRONG_KEY = 2202


async def trade_with_consent(case: Case) -> Outcome:
    """Begin, wait, and end as the holders or the registry decide, or with the time that the policy gives them."""
    begun = case.desk.trade()
    prepared = await prepare(case)
    if not isinstance(prepared, Exchange):
        return prepared
    return await toward.locked_again(case, prepared.wanted, await _carry_out(case, prepared, begun))


async def _carry_out(case: Case, exchange: Exchange, begun: Trade | None) -> Outcome:
    found = await case.lane.look_domain(case.name, with_hosts=True)
    if begun is not None and found is not None and found.registrant != exchange.wanted.registrant:
        if "pendingUpdate" in found.statuses and begun.stage is not Stage.PENDING:
            await case.desk.reach(Stage.PENDING)
            begun = Trade(Stage.PENDING, begun.begun_at, begun.expires_at)
        if begun.stage is not Stage.BEGUN:
            return await _wait(case, exchange, found, begun)
    settled = settle(case, found, exchange.wanted)
    if settled is not None:
        return settled
    assert found is not None
    return await _begin(case, exchange, found)


async def _begin(case: Case, exchange: Exchange, found: RegistryDomain) -> Outcome:
    outcome = await proceed(case, exchange, found)
    if found.registrant == exchange.wanted.registrant:
        # Only the lock was missing.
        return outcome
    match outcome:
        case Pending():
            await case.desk.reach(Stage.PENDING)
            return replace(outcome, reason=_waits_for(case))
        case Unknown(answered=True, charged=charged):
            # It said yes. Either the change is there and its lock is not, or the holders are asked now.
            after = await case.lane.look_domain(case.name)
            if after is None or after.registrant == exchange.wanted.registrant:
                return outcome
            await case.desk.reach(Stage.PENDING if "pendingUpdate" in after.statuses else Stage.ACCEPTED)
            return Pending("", _waits_for(case), charged=charged)
        case _:
            return outcome


async def _wait(case: Case, exchange: Exchange, found: RegistryDomain, begun: Trade) -> Outcome:
    """The old registrant is still there: bring the key, go on waiting, or give up."""
    if found.sponsor not in {"", case.registry.settings.login}:
        return Refused(Reason.NOT_SPONSORED, message=f"the domain is with {found.sponsor}")
    pending = "pendingUpdate" in found.statuses
    lapsed = case.desk.over(begun, case.policy.registrant_change.consent_days)
    if begun.stage is Stage.PENDING and not pending:
        return Refused(Reason.CONSENT_LAPSED if lapsed else Reason.PENDING_REFUSED)
    key = case.desk.handed_in(KEY)
    if key is not None:
        return await _bring_key(case, exchange, key.key)
    if lapsed:
        # While the registry still shows it, the change may yet happen: to call it failed could be wrong.
        return Held(Reason.CONSENT_OVERDUE) if pending else Refused(Reason.CONSENT_LAPSED)
    return Pending(reason=_waits_for(case))


async def _bring_key(case: Case, exchange: Exchange, key: str) -> Outcome:
    await case.desk.sending(KEY, case.trid)
    outcome = await case.lane.bring_key(case.name, key, trid=case.trid)
    match outcome:
        case Done():
            return await toward.read_back(case, exchange.wanted, outcome)
        case Refused(code=code, message=message) if code == _WRONG_KEY:
            await case.desk.drop(KEY)
            return Pending(reason=Reason.KEY_NEEDED, message=message)
        case Refused():
            # Whether it came too late or too early, the next look tells.
            await case.desk.drop(KEY)
            return Pending(reason=_waits_for(case), message=outcome.message)
        case _:
            return outcome


def _waits_for(case: Case) -> Reason:
    return Reason.KEY_NEEDED if case.policy.registrant_change.consent == KEY else Reason.AWAITING_CONSENT
