"""Verification codes for a change of registrant: asked of the account's provider once, kept, and handed to every domain.

A holder's code is of one version of a profile, a name's of the name. The row is written before the provider is asked; a
provider that is not done is asked again under the same request, after a restart too, while the domains wait (REL-5).
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from freehold.clock import Clock, monotonic
from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.faults import fault
from freehold.gateway.code_providers.desk import Desk, NotToBeTrusted
from freehold.gateway.code_providers.provider import Awaited, CodeRequest, Denied, Holder
from freehold.gateway.registry import Registry
from freehold.store import task_documents, verification_codes, verifications
from freehold.store.verification_codes import KeptCode
from freehold.terms.contacts import Contact
from freehold.terms.outcomes import Held, Later, Refused, Stopped
from freehold.terms.reasons import Reason
from freehold.terms.verification_codes import CodesShown, CodeType, MissingCode, VerificationCode


@dataclass(frozen=True, slots=True)
class Wish:
    """A code that a task wants."""

    type: CodeType
    task_id: int
    account_id: int
    domain_name: str
    contact_id: int
    contact: Contact

    @property
    def subject(self) -> str:
        """What the code is of: one for all domains of a holder, or one a name."""
        return self.domain_name if self.type is CodeType.DOMAIN else str(self.contact_id)


class Codes:
    """Gets codes from providers; remembers those it has."""

    def __init__(
        self, database: Database, desks: Mapping[str, Desk], business: Clock, new_request: Callable[[], str]
    ) -> None:
        self._database = database
        self._desks = desks
        self._business = business
        self._new_request = new_request
        self._asking: dict[tuple[str, str], asyncio.Lock] = {}
        self._ask_again_at: dict[tuple[str, str], float] = {}

    async def ensure(self, registry: Registry, wish: Wish) -> VerificationCode:
        """The code; raises Stopped while there is none, or when there will be none."""
        desk = self._desks.get(registry.settings.code_provider or "")
        if desk is None:
            raise Stopped(Held(Reason.CODE_PROVIDER_MISSING, _what_to_do(registry.name, wish.domain_name)))
        key = (desk.settings.name, f"{wish.account_id}|{wish.type.value}|{wish.subject}")
        lock = self._asking.setdefault(key, asyncio.Lock())
        try:
            # Several domains of one holder want one code at once: one asks, the others wait.
            async with lock:
                return await self._get(desk, key, wish)
        finally:
            if wish.type is CodeType.DOMAIN:
                self._asking.pop(key, None)

    async def _get(self, desk: Desk, key: tuple[str, str], wish: Wish) -> VerificationCode:
        provider = desk.settings.name
        with self._database.reading() as session:
            kept = verification_codes.find(session, wish.account_id, provider, wish.type, wish.subject)
        if kept is None or kept.spent_before(wish.task_id):
            kept = await self._begin(provider, wish)
        if kept.denied is not None:
            raise Stopped(Refused(Reason.CODE_DENIED, message=kept.denied))
        if kept.code is not None:
            return kept.code
        left = self._ask_again_at.get(key, 0.0) - monotonic()
        if left > 0:
            raise Stopped(Later(Reason.CODE_AWAITED, left))
        return await self._ask(desk, key, wish, kept)

    async def _begin(self, provider: str, wish: Wish) -> KeptCode:
        request_id, now = self._new_request(), self._business.now()
        await self._database.write(
            lambda session: verification_codes.asked(
                session, wish.account_id, provider, wish.type, wish.subject, request_id, now
            )
        )
        fault("work.plan.after_commit")
        return KeptCode(request_id=request_id, code=None, denied=None, spent_task_id=None, asked_at=now)

    async def _ask(self, desk: Desk, key: tuple[str, str], wish: Wish, kept: KeptCode) -> VerificationCode:
        provider = desk.settings.name
        try:
            answer = await desk.ask(self._request(wish, kept))
        except NotToBeTrusted as error:
            raise Stopped(Held(Reason.CODE_NOT_TRUSTED, str(error))) from error
        match answer:
            case Awaited():
                self._ask_again_at[key] = monotonic() + desk.settings.ask_seconds
                raise Stopped(Later(Reason.CODE_AWAITED, desk.settings.ask_seconds))
            case Denied(words=words):
                await self._database.write(
                    lambda session: verification_codes.denied(
                        session, wish.account_id, provider, wish.type, wish.subject, words, wish.task_id
                    )
                )
                raise Stopped(Refused(Reason.CODE_DENIED, message=words))
            case VerificationCode() as code:
                await self._database.write(
                    lambda session: verification_codes.issued(session, wish.account_id, provider, wish.subject, code)
                )
                self._ask_again_at.pop(key, None)
                return code

    def _request(self, wish: Wish, kept: KeptCode) -> CodeRequest:
        if wish.type is CodeType.DOMAIN:
            return CodeRequest(kept.request_id, wish.type, kept.asked_at, domain_name=wish.domain_name)
        with self._database.reading() as session:
            document = verifications.document_of(session, wish.account_id, wish.contact_id)
            if not any(document):
                # The holder is no profile's: the document came with the call.
                document = task_documents.document_of(session, wish.account_id, wish.contact_id)
        return CodeRequest(kept.request_id, wish.type, kept.asked_at, holder=Holder(wish.contact, *document))

    async def refused(self, registry: Registry, wishes: list[Wish]) -> None:
        """A registry did not take these codes: a newer task asks for others."""
        provider = registry.settings.code_provider
        assert provider is not None

        def work(session: Session) -> None:
            for wish in wishes:
                verification_codes.spent(session, wish.account_id, provider, wish.type, wish.subject, wish.task_id)

        await self._database.write(work)

    async def seen(self, domain_id: int, shown: CodesShown | None, now_set: tuple[CodeType, ...]) -> None:
        """Keep what the registry still waits for of a domain, *now_set* being set since it was looked at."""
        types = {kind.value for kind in now_set}
        left: tuple[MissingCode, ...] = tuple(one for one in shown.missing if one.type not in types) if shown else ()
        with self._database.reading() as session:
            known = verification_codes.missing_of(session, domain_id)
        if left or known is not None:
            await self._database.write(
                lambda session: verification_codes.note_missing(session, domain_id, left, self._business.now())
            )


def _what_to_do(registry: str, domain: str) -> str:
    return (
        f"name a code_provider for the registry {registry} in the settings, then: freehold work retry {domain}; "
        f"or set the code at the registry yourself, then: freehold work done {domain}"
    )
