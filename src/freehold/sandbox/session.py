"""The server's side of one EPP session: who is logged in, and what each command gets."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from freehold.epp.body import Body, ProtocolExtension
from freehold.epp.commands import contact, domain, host, maintenance, poll, session
from freehold.epp.connection import Asked, Garbled
from freehold.epp.documents import Command, Document, Greeting, Hello, Response, Result
from freehold.epp.extensions.verification_code import CodesInfo
from freehold.epp.namespaces import CONTACT, MAINTENANCE, VERIFICATION_CODE
from freehold.sandbox import login_security, offers
from freehold.sandbox.code_trust import CodeTrust
from freehold.sandbox.extras import Extras
from freehold.sandbox.flows import codes, contacts, domains, hosts, polling, reviews, trades
from freehold.sandbox.flows import maintenance as maintenance_flow
from freehold.sandbox.flows.context import Context, Declined
from freehold.sandbox.modes import Modes
from freehold.sandbox.offers import Offers
from freehold.sandbox.world import World, epp_time

SERVER_ID = "Freehold sandbox registry"

_FLOWS: dict[type[Body], Callable[[Context, Any], Response]] = {
    contact.ContactCheck: contacts.check,
    contact.ContactInfo: contacts.info,
    contact.ContactCreate: contacts.create,
    contact.ContactUpdate: contacts.update,
    contact.ContactDelete: contacts.delete,
    domain.DomainCheck: domains.check,
    domain.DomainInfo: domains.info,
    domain.DomainCreate: domains.create,
    domain.DomainUpdate: domains.update,
    domain.DomainDelete: domains.delete,
    domain.DomainRenew: domains.renew,
    domain.DomainTransfer: domains.transfer,
    host.HostCheck: hosts.check,
    host.HostInfo: hosts.info,
    host.HostCreate: hosts.create,
    maintenance.MaintenanceInfo: maintenance_flow.info,
    poll.Poll: polling.poll,
}

_CONTACT_COMMANDS = tuple(kind for kind in _FLOWS if kind.__module__ == contact.__name__)
_MOST_WRONG_LOGINS = 3


def _without_registrant(context: Context, body: Body) -> Response | None:
    """Domains hold no contacts: none is taken and none is shown."""
    if isinstance(body, domain.DomainInfo):
        response = domains.info(context, body)
        assert isinstance(response.data, domain.DomainData)
        return replace(response, data=replace(response.data, registrant=None, contacts=()))
    if isinstance(body, domain.DomainUpdate) and _names_registrant(body):
        raise Declined(2306, "registrant")
    if isinstance(body, domain.DomainUpdate) and body.add is not None and body.add.contacts:
        raise Declined(2306, "contact")
    if isinstance(body, domain.DomainCreate) and (body.registrant or body.contacts):
        raise Declined(2306, "registrant")
    return None


def _with_codes(context: Context, command: Command, trust: CodeTrust) -> Response | None:
    """Without contacts, with verification codes."""
    body, given = command.body, codes.of(command.extensions)
    asked = next((each for each in command.extensions if isinstance(each, CodesInfo)), None)
    read = [] if given is None else codes.read(context, given, trust)
    response = _without_registrant(context, body)
    if isinstance(body, domain.DomainInfo) and response is not None and asked is not None:
        found = context.world.domains[body.object_name.lower()]
        sponsored = found.sponsor == context.client
        return codes.info(response, found, asked, context.world.now(), sponsored=sponsored)
    if isinstance(body, domain.DomainUpdate) and read:
        return codes.update(context, body, read)
    if isinstance(body, domain.DomainCreate) and read:
        made = domains.create(context, body)
        codes.put(context, context.world.domains[body.name.lower()], read)
        context.note("verificationCode", body.name.lower(), codes.noted(read))
        return made
    if read:
        raise Declined(2102, "codes are kept with a create and an update only")
    return response


def _names_registrant(body: domain.DomainUpdate) -> bool:
    return body.change is not None and body.change.registrant is not None


class Session:
    """One client's session.

    *passwords* tells who may log in, *may_enter* whether one more session is allowed, *passes* whether the review of an
    object ends well. *greets* is the log-in that the greeting is for, before anybody logged in.
    """

    def __init__(
        self,
        world: World,
        modes: Modes,
        offers: Offers,
        extras: Extras,
        passwords: "Passwords",
        may_enter: Callable[[], bool],
        passes: Callable[[str], bool],
        greets: str = "",
    ) -> None:
        self._greets = greets
        self.client: str | None = None
        self.over = False
        self._world = world
        self._modes = modes
        self._offers = offers
        self._extras = extras
        self._offered = offers.extensions
        self._agreed: frozenset[str] = frozenset()
        self._passes = passes
        self._passwords = passwords
        self._may_enter = may_enter
        self._wrong = 0

    def greeting(self) -> Greeting:
        """The server's first words."""
        self._offered = tuple(
            dict.fromkeys((*self._offers.extensions, *self._modes.extension_uris, *self._extras.fees.extension_uris))
        )
        if self._modes.takes_codes and VERIFICATION_CODE not in self._offered:
            self._offered += (VERIFICATION_CODE,)
        return Greeting(SERVER_ID, epp_time(self._world.now()), object_uris=self._objects, extension_uris=self._offered)

    @property
    def _objects(self) -> tuple[str, ...]:
        objects = self._offers.objects
        return objects if self._takes_contacts else tuple(uri for uri in objects if uri != CONTACT)

    @property
    def _takes_contacts(self) -> bool:
        return self._modes.takes_contacts(self.client or self._greets)

    def answer(self, event: Asked | Garbled) -> Document:
        """What is answered; sets ``over`` when the session ends with it."""
        server_trid = self._world.new_trid()
        if isinstance(event, Garbled):
            return Response((Result.of(event.code, event.why[:200]),), event.trid, server_trid)
        document = event.document
        if isinstance(document, Hello):
            return self.greeting()
        context = Context(
            self._world,
            self.client or "",
            document.body,
            document.op,
            document.trid,
            server_trid,
            document.extensions,
            self._agreed,
        )
        try:
            return self._carry_out(context, document)
        except Declined as declined:
            return context.declined(declined)

    def later(self, event: Asked, seconds: float, *, refused: bool) -> Document:
        """An update that is to wait, whatever the mode."""
        command = event.document
        assert isinstance(command, Command)
        assert isinstance(command.body, domain.DomainUpdate)
        context = Context(
            self._world, self.client or "", command.body, command.op, command.trid, self._world.new_trid()
        )
        try:
            given = codes.of(command.extensions) if self._modes.takes_codes else None
            read = [] if given is None else codes.read(context, given, self._extras.code_trust)
            return reviews.update_later(context, command.body, seconds, refused=refused, codes=read)
        except Declined as declined:
            return context.declined(declined)

    def _carry_out(self, context: Context, command: Command) -> Response:
        body = command.body
        if isinstance(body, session.Login):
            return self._login(context, body, command)
        if self.client is None:
            raise Declined(2002, "not logged in")
        offers.need_agreed(command, self._agreed)
        if isinstance(body, session.Logout):
            self.over = True
            return context.answer(1500)
        if body.namespace == MAINTENANCE and MAINTENANCE not in self._objects:
            raise Declined(2307)
        self._extras.check(context, command)
        response = self._by_mode(context, body, command) or _FLOWS[type(body)](context, body)
        return self._extras.complete(context, command, response)

    def _by_mode(self, context: Context, body: Body, command: Command) -> Response | None:
        """What the mode answers instead of the plain flow; None when it has nothing of its own."""
        if isinstance(body, _CONTACT_COMMANDS):
            if not self._takes_contacts:
                raise Declined(2307)
            if isinstance(body, contact.ContactCreate) and self._modes.reviews_contacts:
                seconds = self._modes.reviews_contacts
                return reviews.create_contact_later(context, body, seconds, refused=not self._passes(body.id))
            return None
        mode = self._modes.of(body.object_name.lower(), context.client)
        if isinstance(body, ProtocolExtension):
            return trades.trade(context, body, mode)
        if mode.key and isinstance(body, domain.DomainTransfer) and context.op == "request":
            return trades.finish(context, body)
        if mode.name in {"minimum", "thin"}:
            return _without_registrant(context, body)
        if mode.name == "thin-with-code":
            return _with_codes(context, command, self._extras.code_trust)
        if mode.name == "thick" or not isinstance(body, domain.DomainUpdate) or not _names_registrant(body):
            return None
        if mode.command:
            return trades.update(context, body, mode)
        refused = not self._passes(body.name)
        if mode.data:
            return trades.update_with_data(context, body, mode, refused=refused)
        reviews.need_audited(context, body)
        return reviews.update_later(context, body, mode.review_seconds, refused=refused, hold=True)

    def _login(self, context: Context, body: session.Login, command: Command) -> Response:
        """1000, 2002 when logged in already, 2100, 2102, 2103, 2200, 2307, 2501 after three wrong tries, 2502."""
        if self.client is not None:
            raise Declined(2002, "logged in already")
        if body.options.version != "1.0":
            raise Declined(2100)
        if body.options.lang != "en":
            raise Declined(2102, "lang")
        if not set(body.services.object_uris) <= set(self._objects):
            raise Declined(2307)
        agreed = frozenset(body.services.extension.uris if body.services.extension is not None else ())
        if not agreed <= set(self._offered):
            raise Declined(2103, *sorted(agreed - set(self._offered)))
        offers.need_agreed(command, agreed)
        password, new_password = login_security.passwords_of(body, command.extensions)
        if not self._passwords.right(body.client_id, password):
            self._wrong += 1
            self.over = self._wrong >= _MOST_WRONG_LOGINS
            raise Declined(2501 if self.over else 2200)
        if not self._may_enter():
            self.over = True
            raise Declined(2502)
        if new_password is not None:
            login_security.must_fit(new_password, agreed)
            self._passwords.change(body.client_id, new_password)
        self.client = body.client_id
        self._agreed = agreed
        return replace(context.answer(), extensions=login_security.told(self._world, agreed))


class Passwords:
    """The registrars that practise here, and their passwords."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._keep: dict[str, Callable[[str], None]] = {}

    def add(self, login: str, password: str, keep: Callable[[str], None]) -> None:
        """Let a registrar in; *keep* makes a new password of its durable."""
        self._known[login] = password
        self._keep[login] = keep

    def right(self, login: str, password: str) -> bool:
        """Whether these belong together."""
        return self._known.get(login) == password

    def change(self, login: str, password: str) -> None:
        """Take a new password, kept before it is answered for."""
        self._keep[login](password)
        self._known[login] = password
