"""``@action``, which makes a handler an action of the API, and ``Call``, what a handler is handed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar, get_type_hints

import msgspec

from freehold.db.session import Session
from freehold.languages import Language
from freehold.rpc.structures import Structure, StructureMeta, members_of, param
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

    @property
    def language(self) -> Language | None:
        """The language that the account chose for where a call does not say."""
        ...


class Call(msgspec.Struct, frozen=True, kw_only=True):
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
    task_member: str | None = None
    """The member of the response that is the number of the task it made; such an action takes a ClientToken."""

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

    An action that writes and answers a TaskNo takes the parameter ClientToken besides those declared (REL-14).
    """

    def declare(handle: Callable[[Call, RequestT], ResponseT]) -> Action:
        hints = get_type_hints(handle)
        request, response = hints.get("request"), hints.get("return")
        for declared in (request, response):
            if not (isinstance(declared, type) and issubclass(declared, Structure)):
                raise TypeError(f"{name}: handle(call: Call, request: Request) -> Response must name two Structures")
        task_member = _task_member(name, response) if writes else None  # type: ignore[arg-type]  # checked above
        return Action(
            name=name,
            request=request if task_member is None else _with_client_token(request),  # type: ignore[arg-type]  # checked above
            response=response,  # type: ignore[arg-type]  # checked above
            handle=handle,
            refuses=frozenset(refuses),
            writes=writes,
            methods=methods,
            fault=fault,
            prepare=prepare,
            description=(handle.__doc__ or "").strip(),
            module=handle.__module__,
            task_member=task_member,
        )

    return declare


def _task_member(name: str, response: type[Structure]) -> str | None:
    """The member that is the TaskNo, if there is one; TypeError where an answer could not be given again from it alone."""
    members = members_of(response).values()
    found = next((member.python for member in members if member.wire == "TaskNo"), None)
    if found is not None and any(member.required and member.python != found for member in members):
        raise TypeError(f"{name}: an answer with TaskNo must have no other member that is always there (REL-14)")
    return found


def _with_client_token(request: type[Structure]) -> type[Structure]:
    """The same request with the parameter ClientToken at its end."""
    token = param(
        "A text of your own that makes a repeated call harmless: for 24 hours the same token with the same parameters answers the first TaskNo.",
        default=None,
        example="0c7ae56e-4c5f-4f0e-9f0a-8f3f6e4f3f10",
        max_length=64,
        common=True,
    )
    body = {
        "__module__": request.__module__,
        "__qualname__": request.__qualname__,
        "__doc__": request.__doc__,
        "__annotations__": {"client_token": str | None},
        "client_token": token,
    }
    return StructureMeta(request.__name__, (request,), body)  # type: ignore[return-value]  # what the metaclass makes
