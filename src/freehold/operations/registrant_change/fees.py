"""Fees of a change of registrant (RFC 8748): asked for before the command, agreed to within the limit of the settings, or refused.

Only the frame that brings the new registrant agrees to anything. Without a limit nothing is asked unless a registry refuses;
with one, what costs something is looked at before it is paid for, since a domain that has the registrant already needs no frame.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from freehold.engine.chunks import Chunk
from freehold.engine.performers import WorkItem
from freehold.gateway.fees import Cost, Untold
from freehold.gateway.registry import Registry
from freehold.operations.registrant_change.case import Case
from freehold.store.attempts import OpenItem
from freehold.terms.fees import FeeLimit, charge_in
from freehold.terms.methods import Method
from freehold.terms.outcomes import Done, Later, Outcome, Pending, Refused, Stopped, Unknown
from freehold.terms.reasons import Reason

_MISSING_PARAMETER, _VALUE_RANGE, _POLICY = 2003, 2004, 2306
_FOR_WANT_OF_A_FEE = frozenset({_MISSING_PARAMETER, _VALUE_RANGE, _POLICY})
"""RFC 8748, 4: 2003 without an agreement, 2004 with too little or another currency; 2306 where a registry calls it its policy."""

_BY_UPDATE = frozenset(method.value for method in (Method.UPDATE, Method.UPDATE_WITH_DATA, Method.AUDITED))
"""Methods whose new registrant comes by an update, the one command of these that can carry an agreement."""


async def agreed(case: Case) -> Cost | Refused | None:
    """What the frame that brings the new registrant agrees to, or why it is not sent; None for nothing.

    Raises Stopped when the registry cannot be asked now.
    """
    prices = case.registry.prices
    if prices is None or not case.registry.tells_fees:
        return None
    cost = await prices.cost(case.lane, case.name)
    if isinstance(cost, Untold):
        return Refused(Reason.FEE_NOT_TOLD, message=cost.why)
    if cost.free:
        return None
    return cost if _within(prices.limit, cost) else Refused(Reason.FEE_ABOVE_LIMIT, message=str(cost))


async def explain(case: Case, refused: Refused, paid: Cost | None) -> Outcome:
    """Whether it was for want of a fee that the registry refused: it is asked, since its words are for people.

    Raises Stopped when it cannot be asked now; the change was surely not made.
    """
    if refused.code not in _FOR_WANT_OF_A_FEE or not case.registry.tells_fees:
        return refused
    cost = (await case.lane.costs_of_updates((case.name,)))[case.name]
    if isinstance(cost, Untold) or cost.free:
        return refused
    prices = case.registry.prices
    if prices is None:
        return Refused(Reason.FEE_NOT_AGREED, refused.code, str(cost))
    if not _within(prices.limit, cost):
        return Refused(Reason.FEE_ABOVE_LIMIT, refused.code, str(cost))
    if paid is not None and (paid.amount, paid.currency) == (cost.amount, cost.currency):
        return refused
    # The price moved between the question and the command; the next attempt asks for it anew.
    return Later(Reason.REGISTRY_BUSY, message=f"{refused.message}; {cost}")


def _within(limit: FeeLimit, cost: Cost) -> bool:
    return limit.covers(cost.amount, cost.currency)


async def ask_ahead(registry: Registry, chunk: Chunk, items: Sequence[WorkItem]) -> None:
    """Ask what the changes of a group cost in a few commands, where they may cost anything; what was not told is asked later."""
    if registry.prices is None or chunk.cancelled or chunk.method not in _BY_UPDATE:
        return
    lane = registry.lane(chunk.lane)
    if registry.shown.takes_contacts is None:
        # Nobody logged in yet since the start: whether fees are told at all is not known.
        try:
            await lane.facts()
        except Stopped:
            return
    if registry.tells_fees:
        fresh = [item.domain_name for item in items if isinstance(item, OpenItem) and not item.state.in_doubt]
        await registry.prices.ask_ahead(lane, fresh)


def with_charge(case: Case, outcome: Outcome) -> Outcome:
    """The outcome with what an earlier attempt noted as charged: a look tells how a change ended, and not what it cost."""
    if not case.in_doubt or not isinstance(outcome, Done | Pending | Unknown) or outcome.charged:
        return outcome
    charged = charge_in(case.desk.note())
    return replace(outcome, charged=charged) if charged else outcome
