"""Whose signature a call carries: the key, its state, the time stamp, the signature itself (protocol.md, 7.2).

Keys are kept in memory for half a second, opened and with their user's policies compiled: a call then costs no look into the
store, and what an operator switches off or forbids, in whichever process, acts within a second (SEC-9, SEC-16).
"""

import hmac
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from freehold.clock import Clock, monotonic
from freehold.db.session import Session
from freehold.db.writer import StoreFailed
from freehold.rpc import signature
from freehold.rpc.action import CallerAccount
from freehold.rpc.exchange import RawCall
from freehold.rpc.parameters import Credentials, Parameters, check_timestamp
from freehold.terms.access import AccessPolicy
from freehold.terms.instants import MINUTE, Instant
from freehold.terms.refusals import (
    AccessKeyInactive,
    AccessKeyNotFound,
    ContentDoesNotMatch,
    MissingSecurityToken,
    Refusal,
    SecurityTokenExpired,
    SecurityTokenMismatch,
    SignatureDoesNotMatch,
    SignatureMethodSwitchedOff,
    SignatureV3DoesNotMatch,
)

KEEP_SECONDS = 0.5
"""How old what is known of a key may be."""

_MOST_KEPT = 10_000
_USE_NOTED_EVERY = MINUTE
_NO_SECRET = "no key has this secret, and the work is the same"  # noqa: S105  stands in for an unknown key's (SEC-5)


class CallerUser(Protocol):
    """The sub-user of an account whose key signed the call."""

    @property
    def id(self) -> int:
        """Key of the user in the store."""
        ...

    @property
    def name(self) -> str:
        """The user's name in its account."""
        ...

    @property
    def policy(self) -> AccessPolicy:
        """What the user may do."""
        ...


class AccessKey(Protocol):
    """What the check of a signature needs to know of a key."""

    @property
    def id(self) -> str:
        """The key id."""
        ...

    @property
    def secret(self) -> str:
        """The secret it signs with."""
        ...

    @property
    def active(self) -> bool:
        """Whether it is switched on."""
        ...

    @property
    def hmac_sha1(self) -> bool:
        """Whether V1 signatures of it count (SEC-1)."""
        ...

    @property
    def token(self) -> str | None:
        """The security token of a temporary key."""
        ...

    @property
    def expires_at(self) -> Instant | None:
        """When a temporary key ends, in system time."""
        ...

    @property
    def account(self) -> CallerAccount:
        """Whose key it is."""
        ...

    @property
    def user(self) -> CallerUser | None:
        """The sub-user it was given to; none for the account itself, which may do everything."""
        ...


class Keys(Protocol):
    """Where access keys are found."""

    def find_key(self, session: Session, key_id: str) -> AccessKey | None:
        """The key with this id."""
        ...

    def note_use(self, session: Session, key_id: str, at: Instant) -> None:
        """Note that the key signed at this system time."""
        ...


@dataclass(slots=True)
class _Known:
    key: AccessKey
    until: float
    use_noted_at: Instant


class Authenticator:
    """Finds the key of a call and checks what it says to have signed."""

    def __init__(
        self,
        keys: Keys,
        system: Clock,
        write_soon: Callable[[Callable[[Session], object]], None],
        signed_after: Instant = Instant(0),
    ) -> None:
        """*write_soon* takes notes of use, about one a minute for each key; nothing waits for them.

        What was signed before *signed_after* is refused: of such calls the nonces may be forgotten (INV-15).
        """
        self._keys = keys
        self._system = system
        self._write_soon = write_soon
        self._signed_after = signed_after
        self._known: dict[str, _Known] = {}

    def check(self, raw: RawCall, parameters: Parameters, credentials: Credentials, session: Session) -> AccessKey:
        """The key whose signature this is; the signature is computed before anything is told, for any key (SEC-5)."""
        known = self._find(session, credentials.key_id)
        key = None if known is None else known.key
        mismatch = _mismatch(raw, parameters, credentials, _NO_SECRET if key is None else key.secret)
        now = self._system.now()
        if known is None or key is None:
            raise AccessKeyNotFound
        if not key.active:
            raise AccessKeyInactive
        if credentials.scheme == "V1" and not key.hmac_sha1:
            raise SignatureMethodSwitchedOff
        _check_token(key, credentials.token, now)
        check_timestamp(credentials.timestamp, now, self._signed_after)
        if credentials.scheme == "V3" and sha256(raw.body).hexdigest() != credentials.content_sha256:
            raise ContentDoesNotMatch
        if mismatch is not None:
            raise mismatch
        if now - known.use_noted_at >= _USE_NOTED_EVERY:
            known.use_noted_at = now
            self._note_use(key.id, now)
        return key

    def account_of(self, key_id: str) -> int | None:
        """Whose key this is said to be, before anything is proved; None for one that did not sign of late."""
        known = self._known.get(key_id)
        return None if known is None else known.key.account.id

    def forget(self) -> None:
        """Ask the store again for every key: what it holds was changed as a whole."""
        self._known.clear()

    def _find(self, session: Session, key_id: str) -> _Known | None:
        known = self._known.get(key_id)
        at = monotonic()
        if known is not None and at < known.until:
            return known
        key = self._keys.find_key(session, key_id)
        if key is None:
            self._known.pop(key_id, None)
            return None
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        noted = Instant(0) if known is None else known.use_noted_at
        known = self._known[key_id] = _Known(key, at + KEEP_SECONDS, noted)
        return known

    def _note_use(self, key_id: str, now: Instant) -> None:
        # No call is refused because of it: a store that fails is told by what needs it.
        with suppress(StoreFailed):
            self._write_soon(lambda session: self._keys.note_use(session, key_id, now))


def _mismatch(raw: RawCall, parameters: Parameters, credentials: Credentials, secret: str) -> Refusal | None:
    if credentials.scheme == "V1":
        string = signature.v1_mismatch(raw.method, parameters.all, secret, credentials.signature)
        return None if string is None else SignatureDoesNotMatch(string_to_sign=string)
    signed = credentials.signed_headers
    request = signature.V3Request(
        method=raw.method,
        path=raw.path,
        query=parameters.query,
        signed_headers=signed,
        headers=signature.canonical_headers(signed, raw.header_values),
        content_sha256=credentials.content_sha256,
    )
    strings = signature.v3_mismatch(request, secret, credentials.signature)
    if strings is None:
        return None
    return SignatureV3DoesNotMatch(string_to_sign=strings[0], canonical_request=strings[1])


def _check_token(key: AccessKey, token: str, now: Instant) -> None:
    if key.token is None and not token:
        return
    if not token:
        raise MissingSecurityToken
    if not hmac.compare_digest((key.token or "").encode(), token.encode("utf-8", "replace")):
        raise SecurityTokenMismatch
    if key.expires_at is not None and key.expires_at <= now:
        raise SecurityTokenExpired
