"""What a flow is handed: the world, who asks, and the command."""

from dataclasses import dataclass
from typing import Any

from freehold.epp.body import Body
from freehold.epp.documents import MessageQueue, Response, Result
from freehold.epp.mapping import Mapped
from freehold.sandbox.world import World


class Declined(Exception):
    """The command is not carried out; carries the result code and reasons."""

    def __init__(self, code: int, *reasons: str) -> None:
        super().__init__(str(code), *reasons)
        self.code = code
        self.reasons = reasons


@dataclass(slots=True)
class Context:
    """One command in one session."""

    world: World
    client: str
    body: Body
    op: str | None
    trid: str | None
    server_trid: str
    extensions: tuple[Mapped, ...] = ()
    agreed: frozenset[str] = frozenset()
    """Extensions that the session agreed on at its log-in."""

    def answer(self, code: int = 1000, data: Mapped | None = None, queue: MessageQueue | None = None) -> Response:
        """An answer to this command."""
        return Response((Result.of(code),), self.trid, self.server_trid, data, queue)

    def declined(self, declined: Declined) -> Response:
        """The answer that says why not."""
        return Response((Result.of(declined.code, *declined.reasons),), self.trid, self.server_trid)

    def note(self, command: str, name: str, detail: Any) -> None:
        """Enter what is being applied in the ledger."""
        self.world.note(self.client, self.trid, self.server_trid, command, name, detail)
