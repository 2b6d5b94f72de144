"""``ClientToken``: the same caller, token and content give the first TaskNo for 24 hours (REL-14).

Client libraries sign again with a new nonce when they repeat a call, so a nonce does not stop a second task. Each action that
answers a TaskNo takes the token (``action.py``). It is claimed in the transaction of the work: a refused call leaves no claim,
and of calls carried out at once one makes the task.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import msgspec

from freehold.db.session import Session
from freehold.rpc.action import Action
from freehold.rpc.structures import Structure
from freehold.terms.instants import Instant
from freehold.terms.refusals import IdempotentParameterMismatch

_NOT_CONTENT = frozenset(
    {
        "Action", "Version", "Format", "AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureType",
        "SignatureNonce", "Signature", "Timestamp", "SecurityToken", "ClientToken",
    }
)  # fmt: skip
"""What differs between two signatures of one call; with V3 it stands in headers."""


class EarlierCall(Protocol):
    """An earlier call with the same token."""

    @property
    def task_no(self) -> str:
        """The task it made."""
        ...

    @property
    def same_content(self) -> bool:
        """Whether it asked for the same."""
        ...


class ClientTokens(Protocol):
    """Where tokens are kept."""

    def claim(
        self, session: Session, account_id: int, user_id: int | None, token: str, content: str, at: Instant
    ) -> EarlierCall | None:
        """Take the token for this call, or tell what it was taken for; *at* is system time."""
        ...

    def settle(self, session: Session, account_id: int, user_id: int | None, token: str, task_no: str) -> None:
        """Note the task that the call made."""
        ...


@dataclass(frozen=True, slots=True)
class Claim:
    """A call's token, whose it is, and what the call asks for."""

    account_id: int
    user_id: int | None
    token: str
    content: str


def claim_of(
    action: Action, request: Structure, values: Mapping[str, str], account_id: int, user_id: int | None
) -> Claim | None:
    """The claim of a call; None when it names no token."""
    token = getattr(request, "client_token", None) if action.task_member else None
    return None if token is None else Claim(account_id, user_id, token, _content(action.name, values))


def _content(action: str, values: Mapping[str, str]) -> str:
    """A digest of everything asked for; two contents have the same only if they are the same."""
    asked = sorted((name, value) for name, value in values.items() if name not in _NOT_CONTENT)
    return sha256(msgspec.json.encode([action, asked])).hexdigest()


def once(
    tokens: ClientTokens,
    session: Session,
    claim: Claim | None,
    action: Action,
    work: Callable[[], Structure],
    at: Instant,
) -> Structure:
    """Do the work of a call, unless its token was taken for the same: then answer as the first time. *at* is system time."""
    if claim is None or action.task_member is None:
        return work()
    whose = claim.account_id, claim.user_id, claim.token
    earlier = tokens.claim(session, *whose, claim.content, at)
    if earlier is not None:
        if not earlier.same_content:
            raise IdempotentParameterMismatch(token=claim.token)
        return action.response(**{action.task_member: earlier.task_no})
    response = work()
    tokens.settle(session, *whose, getattr(response, action.task_member))
    return response
