"""What ``freehold doctor`` looks at outside: registries and their certificates, code providers, the mail server."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from freehold.cli.findings import Finding, State, said

if TYPE_CHECKING:
    from freehold.epp.documents import Greeting
    from freehold.settings import RegistrySettings, Settings
    from freehold.terms.instants import Instant

_LOOK_SECONDS, _BAD_SECONDS = 60, 15 * 60
"""How far our clock may be from a registry's: beyond, one of the two is wrong; callers are refused at 15 minutes (SEC-6)."""


def registries(settings: "Settings") -> Iterator[Finding]:
    """Each registry lets us in, its clock is ours, its certificate and ours hold."""
    from freehold.cli.registry_account import named_of, passwords_of
    from freehold.cli.registry_check import Unreachable, try_out
    from freehold.clock import SystemClock

    if not settings.registries:
        yield Finding("registries", "good", said("no_registries"))
    for name, registry in settings.registries.items():
        server_ends_at = None
        try:
            session = asyncio.run(
                try_out(registry, named_of(registry, settings.policy_folder), passwords_of(registry, settings.data))
            )
        except Unreachable as error:
            yield Finding(f"registry {name}", "bad", said("not_let_in"), str(error))
        else:
            assert session.greeting is not None
            server_ends_at = session.server_certificate_ends_at
            server = said("at", server=session.greeting.server_id, address=registry.address)
            yield Finding(f"registry {name}", "good", server)
            now = SystemClock().now()
            yield from _clock(name, session.greeting, now)
            for warning in session.warnings:
                check = f"registry {name}, {warning.kind}"
                yield Finding(check, warning.state(now), warning.told(now), said("warning"))
            yield from _codes(registry, settings, session.greeting)
        yield from _certificates(name, registry, server_ends_at)


def _clock(name: str, greeting: "Greeting", now: "Instant") -> Iterator[Finding]:
    """A registry's clock is well kept, so a difference is most likely ours."""
    from freehold.terms.instants import SECOND, from_text

    try:
        apart = (now - from_text(greeting.server_date)) // SECOND
    except ValueError:
        return
    if abs(apart) <= _LOOK_SECONDS:
        return
    state: State = "bad" if abs(apart) > _BAD_SECONDS else "look"
    found = said("clock_ahead" if apart > 0 else "clock_behind", seconds=f"{abs(apart):,}", registry=name)
    yield Finding(f"clock, by {name}", state, found, said("set_clock"))


def _codes(registry: "RegistrySettings", settings: "Settings", greeting: "Greeting") -> Iterator[Finding]:
    """Where a registry wants verification codes, a provider issues them, and a practice one is no provider."""
    from freehold.cli.registry_check import suffixes_without_codes
    from freehold.clock import SystemClock
    from freehold.epp.namespaces import CONTACT, VERIFICATION_CODE
    from freehold.terms.methods import Facts

    facts = Facts(CONTACT in greeting.object_uris, VERIFICATION_CODE in greeting.extension_uris)
    lacking = suffixes_without_codes(registry, facts, settings, SystemClock().now())
    if lacking:
        found = said("codes_lacking", suffixes=", ".join(lacking))
        yield Finding(f"codes {registry.name}", "look", found, said("name_provider"))
    elif registry.code_provider is not None:
        yield Finding(f"codes {registry.name}", "good", said("codes_by", provider=registry.code_provider))


def providers(settings: "Settings") -> Iterator[Finding]:
    """Each provider of codes can be used."""
    from freehold.gateway.code_providers.desk import UnusableProvider, look

    for name, provider in settings.code_providers.items():
        try:
            found = look(provider)
        except UnusableProvider as error:
            yield Finding(f"code provider {name}", "bad", said("unusable"), str(error))
        else:
            yield Finding(f"code provider {name}", "good", found)


def _certificates(name: str, registry: "RegistrySettings", server_ends_at: "Instant | None") -> Iterator[Finding]:
    """Ours is looked at also when the registry lets nobody in: its end may be why."""
    from freehold.cli.registry_check import certificates_of
    from freehold.clock import SystemClock
    from freehold.gateway.certificates import Unreadable

    now = SystemClock().now()
    try:
        found = certificates_of(registry, server_ends_at)
    except Unreadable as error:
        yield Finding(f"client certificate {name}", "bad", said("no_certificate"), f"{error}.")
        return
    for certificate in found:
        state = certificate.state(now)
        advice = "" if state == "good" else said(f"renew_{certificate.whose}")
        yield Finding(f"{certificate.whose} certificate {name}", state, f"it {certificate.told(now)}", advice)


def mail_server(settings: "Settings") -> Iterator[Finding]:
    """The mail server lets us in; nothing is sent."""
    from freehold.operations.mail.carriers import Unreachable
    from freehold.operations.mail.smtp import SmtpCarrier

    if not settings.mail.server:
        return
    server = f"{settings.mail.server}:{settings.mail.port_in_use}"
    try:
        with SmtpCarrier(settings.mail).opened():
            yield Finding("mail server", "good", server)
    except Unreachable as error:
        yield Finding("mail server", "bad", said("mail_server", server=server, words=str(error)), said("mend_mail"))
