"""A practice at a registry without contacts that wants verification codes, and what tests look at."""

from freehold.store import verification_codes
from support.practice import practice
from support.served import acme

LOCK = "clientTransferProhibited"
OTHER, DENIED = 3, 4
"""Profiles: of another holder, and of one whom the provider does not confirm."""


def at_codes(*names, codes=(), **more):
    """Domains at a registry without contacts that trusts our practice provider; *codes* are the provider's settings."""
    seed = acme([{"name": name} for name in names])
    verified = {"verified": True, "email_verified": True}
    seed["accounts"][0]["profiles"] += [
        {"id": OTHER, "holder": "Other Widgets Ltd", "email": "b@example.com", **verified},
        {"id": DENIED, "holder": "Nobody Ltd", "email": "c@example.com", **verified},
    ]
    return practice(seed=seed, modes=["thin-with-code"], codes=dict(codes), **more)


def sent(running, *names):
    """What the registry applied: {domain: [(lock added, types of codes)]}."""
    found = {}
    for entry in running.sandbox.ledger():
        assert entry["command"] == "domain:update"
        if entry["object"] in names:
            types = [code["type"] for code in entry["detail"].get("codes", [])]
            found.setdefault(entry["object"], []).append((entry["detail"]["add"], types))
    return found


def at_registry(running, name):
    """The codes the registry keeps of a domain: {type: value}."""
    return {kind: code[0] for kind, code in running.sandbox.ask("look", name=name)["codes"].items()}


def kept(running, kind, subject):
    with running.store.reading() as session:
        return verification_codes.find(session, running.account_id, "practice", kind, subject)


def missing(running, name):
    domain_id = running.domain(name).id
    with running.store.reading() as session:
        return verification_codes.missing_of(session, domain_id)
