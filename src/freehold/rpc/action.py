"""``@action``, which makes a handler an action of the API, and ``Call``, what a handler is handed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar, get_type_hints

from freehold.db.session import Session
from freehold.languages import Language
from freehold.rpc.structures import Structure
from freehold.terms.instants import Instant
from freehold.terms.refusals import Refusal

Method = Literal["GET", "POST"]
FaultFamily = Literal["submit", "profile", "ack", "cancel"]

RequestT = TypeVar("RequestT", bound=Structure)
ResponseT = TypeVar("ResponseT", bound=Structure)


class CallerAccount(Protocol):
    """The account whose key signed the call."""

    @property
    def id(self) -> int:
        """Key of the account in the store."""
        ...

    @property
    def user_id(self) -> str:
        """The account's number as the API shows it (``UserId``)."""
        ...

    @property
    def name(self) -> str:
        """The account's name on this server."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One signed call, its signature found good.

    *now* is business time, in milliseconds. *session* belongs to the dispatcher's transaction: it reads only when the
    action was declared with ``writes=False``, and what was written is undone when the handler raises a refusal.
    """

    session: Session
    account: CallerAccount
    now: Instant
    language: Language
    client_ip: str
    request_id: str
    key_id: str
    office: Any = None
    """What operations are handed beside the session (``operations.office.Office``); the wire never looks inside."""
    prepared: Any = None
    """What the action's *prepare* gave."""


@dataclass(frozen=True, slots=True)
class Action:
    """An action of the API: its name, what it takes and gives, what it refuses."""

    name: str
    request: type[Structure]
    response: type[Structure]
    handle: Callable[[Call, Any], Structure]
    refuses: frozenset[type[Refusal]]
    writes: bool
    methods: tuple[Method, ...]
    fault: FaultFamily | None
    prepare: Callable[[Any], Any] | None
    description: str
    module: str

    def __call__(self, call: Call, request: Any) -> Structure:
        """Carry the action out."""
        return self.handle(call, request)


def action(
    name: str,
    *,
    refuses: tuple[type[Refusal], ...] = (),
    writes: bool,
    methods: tuple[Method, ...] = ("GET", "POST"),
    fault: FaultFamily | None = None,
    prepare: Callable[[Any], Any] | None = None,
) -> Callable[[Callable[[Call, RequestT], ResponseT]], Action]:
    """Make ``handle(call: Call, request: Request) -> Response`` the action *name*.

    With *writes* it runs in one durable transaction together with the signature's nonce; without, it is handed a
    reading session. *refuses* lists the refusals the handler raises; those of the wire need not be named. *fault* is the
    family of fault points it passes: ``api.<fault>.in_tx``, ``.after_commit``, ``.mid_answer`` (FP-1). *prepare* is work on
    the request alone that takes long, decoding an image for example: it runs on a thread before the transaction, which
    would otherwise hold up all others; it may raise refusals, and what it gives is ``call.prepared``.
    """

    def declare(handle: Callable[[Call, RequestT], ResponseT]) -> Action:
        hints = get_type_hints(handle)
        request, response = hints.get("request"), hints.get("return")
        for declared in (request, response):
            if not (isinstance(declared, type) and issubclass(declared, Structure)):
                raise TypeError(f"{name}: handle(call: Call, request: Request) -> Response must name two Structures")
        return Action(
            name=name,
            request=request,  # type: ignore[arg-type]  # checked above
            response=response,  # type: ignore[arg-type]  # checked above
            handle=handle,
            refuses=frozenset(refuses),
            writes=writes,
            methods=methods,
            fault=fault,
            prepare=prepare,
            description=(handle.__doc__ or "").strip(),
            module=handle.__module__,
        )

    return declare
