"""A registry account: its lanes, its manners, what it was seen to offer.

Lane 0 is the interactive one wherever there is another, so that one domain never waits behind a hundred thousand.
"""

import asyncio
from collections.abc import Callable
from weakref import WeakValueDictionary

from freehold.clock import SystemClock
from freehold.epp.namespaces import CONTACT, VERIFICATION_CODE
from freehold.gateway import fees, shown, trades
from freehold.gateway.lane import Lane, RegistryFacts
from freehold.gateway.lane_share import LaneKey, OwnKey
from freehold.gateway.manners import Books, Manners, Unwritten
from freehold.gateway.negotiation import Named, none_named
from freehold.gateway.pool import Pool
from freehold.gateway.prices import Prices
from freehold.settings import RegistrySettings
from freehold.terms.fees import FeeLimit
from freehold.terms.instants import Instant
from freehold.terms.methods import Facts


class Registry:
    """One registry account."""

    def __init__(
        self,
        settings: RegistrySettings,
        new_trid: Callable[[], str],
        *,
        now: Callable[[], Instant] | None = None,
        books: Books | None = None,
        named: Named = none_named,
        key: Callable[[int], LaneKey] = lambda _lane: OwnKey(),
    ) -> None:
        """*now* is system time, *books* keep what must outlive the process; both default to this process's own.

        *key* gives the key of a lane; they are all our own unless other processes work at the same account.
        *named* tells the extensions that the policies of the account's suffixes name; it is asked at each log-in.
        """
        self.name = settings.name
        self.settings = settings
        self.manners = Manners(settings, now or SystemClock().now, books or Unwritten())
        self.refuses_registrants = False
        """Its greeting offers contacts, yet it refused a registrant, and a probe showed none (epp-facts.md, 5: 2306).

        Kept in memory only: after a restart one refused update and one look tell it again.
        """
        self.unlocks_apart = False
        """It refused a frame that takes the update lock off and asks for more. Kept in memory only, as above."""
        self.refuses_roles: set[str] = set()
        """Contact roles, the registrant aside, that it turned out not to keep; kept in memory only, like the above."""
        self.prices = None if settings.fee_at_most is None else Prices(FeeLimit.read(settings.fee_at_most))
        """What its changes cost; None where nothing may be agreed to, and so nothing is asked."""
        busy: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        lanes = settings.sessions
        rate = None if settings.commands_per_second is None else settings.commands_per_second / lanes
        pools = [Pool(settings, 1, rate, new_trid, busy, self.manners, named, key(number)) for number in range(lanes)]
        for pool in pools:
            pool.neighbours = [other for other in pools if other is not pool]
        self._lanes = [Lane(pool) for pool in pools]

    @property
    def lanes(self) -> int:
        """How many lanes its sessions make."""
        return len(self._lanes)

    def lane(self, number: int) -> Lane:
        """A lane; a number from before the settings shrank goes to the last."""
        return self._lanes[min(number, len(self._lanes) - 1)]

    @property
    def in_flight(self) -> int:
        """Commands that are sent and not answered now."""
        return sum(lane.in_flight for lane in self._lanes)

    @property
    def sessions_open(self) -> int:
        """Sessions that are logged in now."""
        return sum(lane.sessions_open for lane in self._lanes)

    @property
    def bundles(self) -> bool:
        """Whether the registry shows which names are one object."""
        return not all(lane.agreed.isdisjoint(shown.TELL_BUNDLES) for lane in self._lanes)

    @property
    def tells_fees(self) -> bool:
        """Whether the registry can be asked what a change costs; untold before the first log-in."""
        return any(fees.NAMESPACE in lane.agreed for lane in self._lanes)

    @property
    def shown(self) -> Facts:
        """What the account was seen to offer, by its latest greeting and by what it refused."""
        for lane in reversed(self._lanes):
            greeting = lane.greeting
            if greeting is not None:
                return Facts(
                    takes_contacts=CONTACT in greeting.object_uris and not self.refuses_registrants,
                    takes_codes=VERIFICATION_CODE in greeting.extension_uris,
                )
        return Facts()

    def lacks(self, *words: str) -> bool:
        """Whether its sessions, if there were any, did not agree on what these kinds of data and commands are said in."""
        greeted = [lane for lane in self._lanes if lane.greeting is not None]
        needed = trades.namespaces_of(*words)
        return bool(greeted) and not any(needed <= lane.agreed for lane in greeted)

    async def facts(self) -> RegistryFacts:
        """Log in and tell what the greeting offers; raises Stopped."""
        return await self._lanes[0].facts()

    async def release(self) -> None:
        """Log all sessions out once what is in flight is answered; they are opened again on demand."""
        await asyncio.gather(*(lane.release() for lane in self._lanes), return_exceptions=True)

    async def close(self) -> None:
        """Log all sessions out."""
        await asyncio.gather(*(lane.close() for lane in self._lanes), return_exceptions=True)
        await self.manners.close()
