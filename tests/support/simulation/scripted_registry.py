"""A registry that does what its seed says: applies, loses, delays, refuses, reviews, says yes and does not; with a ledger.

It stands where ``freehold.gateway.registry`` stands, in the same terms, and outlives the processes that speak to it: a command
that was sent takes effect or not, whatever becomes of its sender. What it applied and under which id is its ledger.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from freehold.gateway.fees import Cost
from freehold.gateway.manners import Manners, Unwritten
from freehold.gateway.objects import RegistryDomain
from freehold.gateway.prices import Prices
from freehold.settings import RegistrySettings
from freehold.store.messages import NewMessage
from freehold.terms.fees import FeeLimit
from freehold.terms.methods import Facts
from freehold.terms.outcomes import Done, Later, Pending, Refused, Stopped, Unknown
from freehold.terms.reasons import Reason

SETTLE_SECONDS = 1.0
PENDING = "pendingUpdate"
LIMIT = FeeLimit.read("10.00 EUR")
PRICES = tuple(Decimal(text) for text in ("0", "0", "5.50", "10.00", "10.01"))
"""What a new registrant may cost: nothing, up to the limit, and more."""


@dataclass(frozen=True)
class Command:
    """A command that changes something and reached the registry."""

    trid: str
    task_id: int
    name: str
    registrant: str | None
    added: tuple[str, ...]
    removed: tuple[str, ...]
    cost: Cost | None = None


@dataclass
class Held:
    """A domain at the registry."""

    registrant: str = "PRIOR"
    statuses: set[str] = field(default_factory=set)


class World:
    """What the registry holds."""

    def __init__(self, simulation, names):
        self.simulation = simulation
        self.domains = {name: Held() for name in names}
        self.contacts = {}
        self.received = []
        self.applied = []
        self.messages = []
        self.prices = None
        """What a new registrant costs, by domain; None at a registry that tells no fees."""
        self._number = 0

    def wants_more(self, command):
        """Why the command is not carried out for want of its fee; None when it agrees to it (RFC 8748, 4)."""
        price = 0 if self.prices is None or command.registrant is None else self.prices[command.name]
        agreed = 0 if command.cost is None else command.cost.amount
        if agreed == price:
            return None
        return Refused(Reason.CONTACT_REFUSED, 2003 if command.cost is None else 2004, "fee")

    def apply(self, command):
        """Change the domain, or say why not."""
        held = self.domains[command.name]
        if PENDING in held.statuses or "serverUpdateProhibited" in held.statuses:
            return Refused(Reason.REGISTRY_REFUSED, 2304, "status")
        if command.registrant is not None and command.registrant not in self.contacts:
            return Refused(Reason.REGISTRY_REFUSED, 2303, "contact")
        self.simulation.log(f"applied {command.name} {command.registrant} {command.trid[-4:]}")
        self.applied.append(command)
        held.registrant = command.registrant or held.registrant
        held.statuses |= set(command.added)
        held.statuses -= set(command.removed)
        return Done(f"S{len(self.applied)}")

    def review(self, command, seconds, *, accepts, tells):
        """Begin a review (1001) that ends by itself."""
        held = self.domains[command.name]
        if PENDING in held.statuses:
            return Refused(Reason.REGISTRY_REFUSED, 2304, "status")
        if command.registrant not in self.contacts:
            return Refused(Reason.REGISTRY_REFUSED, 2303, "contact")
        refused = self.wants_more(command)
        if refused is not None:
            return refused
        held.statuses.add(PENDING)

        def end():
            held.statuses.discard(PENDING)
            if accepts:
                self.apply(command)
            for _ in range(tells):
                self._tell(command)

        self.simulation.loop.call_later(seconds, end)
        return Pending(f"S{len(self.applied)}")

    def _tell(self, command):
        self._number += 1
        self.messages.append(
            NewMessage(
                registry="north", message_id=str(self._number), kind="domain:panData", object_name=command.name,
                text="review", raw=b"", trids=("", command.trid),
            )
        )  # fmt: skip
        self.simulation.told()


class ScriptedRegistry:
    """The registry account of one process."""

    def __init__(self, world, process, clock):
        self.name = "north"
        self.settings = RegistrySettings(
            name="north", address="127.0.0.1:1", login="x", password="x", ca_file=Path("none"), tlds=("*",), sessions=2,
            commands_per_second=None, settle_seconds=SETTLE_SECONDS,
        )  # fmt: skip
        self.manners = Manners(self.settings, clock.now, Unwritten())
        self.refuses_registrants = False
        self.unlocks_apart = False
        self.refuses_roles = set()
        self.tells_fees = world.prices is not None
        self.prices = Prices(LIMIT) if self.tells_fees else None
        self.bundles = False
        self.lanes = 2
        self.shown = Facts(takes_contacts=True)
        self._lane = ScriptedLane(world, process)

    def lane(self, _number):
        return self._lane

    def lacks(self, *_words):
        return False


class ScriptedLane:
    """Commands on their way."""

    capacity = 2

    def __init__(self, world, process):
        self._world = world
        self._process = process
        self._simulation = world.simulation

    async def look_domain(self, name, **_more):
        await self._ask(f"look {name}")
        held = self._world.domains[name]
        statuses = frozenset(held.statuses)
        return RegistryDomain(name, held.registrant, statuses, "x", "ROID")

    async def costs_of_updates(self, names):
        await self._ask(f"price {' '.join(names)}")
        told = {}
        for name in names:
            price = self._world.prices[name]
            told[name] = Cost(price, LIMIT.currency, (str(price),))
            if self._simulation.trouble():
                self._world.prices[name] = self._simulation.chance.choice(PRICES)
        return told

    async def look_contact(self, handle):
        await self._ask(f"look {handle}")
        found = self._world.contacts.get(handle)
        return None if found is None else _Contact(found)

    async def _ask(self, what):
        await self._process.at(what)
        chance = self._simulation.chance
        if self._simulation.trouble() and chance.random() < 0.5:
            raise Stopped(Later(Reason.REGISTRY_BUSY, chance.choice([0.0, 1.0, 5.0])))
        await self._process.at(f"{what}: answered")

    async def create_contact(self, handle, contact, _auth, *, trid):
        def do():
            if handle in self._world.contacts:
                return Refused(Reason.REGISTRY_REFUSED, 2302, "exists")
            self._world.contacts[handle] = contact
            return Done("S")

        self._world.received.append(trid)
        return await self._send(f"create {handle}", do)

    async def update_domain(self, name, change, *, trid):
        command = Command(
            trid, self._simulation.open_task_of(name), name, change.registrant,
            tuple(status for status, _ in change.add_statuses), change.remove_statuses, change.cost,
        )  # fmt: skip
        chance = self._simulation.chance
        do = lambda: self._world.wants_more(command) or self._world.apply(command)  # noqa: E731
        if self._simulation.trouble() and command.registrant is not None:
            kind = chance.choice(["refuse", "review", "review", "lie", "none", "none"])
            if kind == "refuse":
                do = lambda: Refused(Reason.REGISTRY_REFUSED, 2308, "policy")  # noqa: E731
            elif kind == "review":
                seconds, accepts = chance.choice([0.5, 10.0, 4000.0]), chance.random() < 0.6
                do = lambda: self._world.review(command, seconds, accepts=accepts, tells=chance.choice([0, 1, 2]))  # noqa: E731
            elif kind == "lie":
                do = lambda: Done("S")  # noqa: E731
        self._world.received.append(trid)
        return await self._send(f"update {name} {change.registrant} {trid[-4:]}", do)

    async def _send(self, what, do):
        """Bring a command there and its answer back; on either way it may be lost."""
        simulation, chance = self._simulation, self._simulation.chance
        await self._process.at(f"{what}: before sending")
        fate = chance.choice(["unsent", "lost", "late", "unheard", "busy"]) if simulation.trouble() else "well"
        simulation.log(f"{what}: {fate}")
        if fate == "unsent":
            return Later(Reason.REGISTRY_BUSY, 0.0)
        if fate == "busy":
            await self._process.at(f"{what}: busy")
            return chance.choice([Later(Reason.REGISTRY_BUSY, 1.0), Unknown("2400")])
        answer = simulation.loop.create_future()
        if fate != "lost":
            # However late a command gets through, it is within the time after which the registry is asked.
            longest = 0.9 * SETTLE_SECONDS if fate == "late" else simulation.slowness
            simulation.loop.call_later(chance.uniform(0.0, longest), lambda: _answer(answer, do()))
        await self._process.at(f"{what}: sent")
        if fate == "well":
            outcome = await answer
            await self._process.at(f"{what}: answered")
            return outcome
        await self._process.at(f"{what}: no answer")
        return Unknown("the answer was lost")


def _answer(future, outcome):
    if not future.done():
        future.set_result(outcome)


class _Contact:
    """A contact object as it is shown."""

    in_review = False

    def __init__(self, data):
        self._data = data

    def matches(self, contact):
        return self._data == contact
