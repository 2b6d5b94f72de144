"""The desk beside the methods: what persons handed in for an item, how far its trade has come, whose turn it is; all outlive a crash."""

from collections.abc import Collection

from freehold.clock import Clock
from freehold.db.engine import Database
from freehold.store import attempts, bundles, hand_ins, trades
from freehold.store.hand_ins import HandIn
from freehold.store.trades import Stage, Trade
from freehold.terms.instants import DAY, Instant


class Desk:
    """Notes of one item of an account."""

    def __init__(self, database: Database, business: Clock, account_id: int, place: tuple[int, int]) -> None:
        """*place* is the item's task id and number; *business* the clock that days of consent are counted by."""
        self._database = database
        self._business = business
        self._account_id = account_id
        self._place = place

    def handed_in(self, kind: str) -> HandIn | None:
        """What was handed in of this kind."""
        with self._database.reading() as session:
            return hand_ins.get(session, self._account_id, self._place, kind)

    async def sending(self, kind: str, trid: str) -> None:
        """It is about to be sent under this id."""
        await self._database.write(lambda session: hand_ins.sent(session, self._account_id, self._place, kind, trid))

    async def drop(self, kind: str) -> None:
        """The registry did not take it."""
        await self._database.write(lambda session: hand_ins.drop(session, self._account_id, self._place, kind))

    def note(self) -> str | None:
        """What the item's row says beside its reason."""
        with self._database.reading() as session:
            return attempts.note_of(session, *self._place)

    def trade(self) -> Trade | None:
        """The trade that was begun."""
        with self._database.reading() as session:
            return trades.find(session, self._account_id, self._place)

    async def begin(self, expires_at: Instant | None) -> None:
        """The trade's command is about to be sent."""
        now = self._business.now()
        await self._database.write(
            lambda session: trades.begin(session, self._account_id, self._place, expires_at, now)
        )

    async def reach(self, stage: Stage) -> None:
        """The registry showed this."""
        await self._database.write(lambda session: trades.reach(session, self._account_id, self._place, stage))

    async def claims(self, registry: str, names: Collection[str]) -> bool:
        """Have the turn to change these names, which are one object; False while another item has it."""
        return await self._database.write(lambda session: bundles.claim(session, registry, names, self._place))

    def over(self, trade: Trade, days: int) -> bool:
        """Whether so many days have passed since it was begun."""
        return self._business.now() >= trade.begun_at + days * DAY
