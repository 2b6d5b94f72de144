"""A store with rows in every table, made by the stores' own functions, each of which is called at least once."""

import pkgutil
from importlib import import_module

from freehold import store
from freehold.engine import chunks
from freehold.store import accounts, nonces
from support.store_rows import LATER, NOW, hold
from support.whole_store.domains import fill_codes, fill_domains, fill_labels, fill_transfer_codes, fill_verifications
from support.whole_store.people import fill_letters, fill_people, fill_users
from support.whole_store.registries import fill_comparison, fill_registries, fill_restored
from support.whole_store.tasks import fill_chunks, fill_documents, fill_tasks

MODULES = (*(import_module(f"freehold.store.{found.name}") for found in pkgutil.iter_modules(store.__path__)), chunks)
"""All that speak to tables."""


def fill(session):
    """Call every function of the stores once at least."""
    acme = accounts.create(session, "acme", NOW)
    accounts.put_key(session, acme, "testid", "Secret-secret", NOW, token="Secret-token", expires_at=LATER)
    accounts.switch_key(session, "testid", active=True)
    assert accounts.by_name(session, "acme") == acme
    accounts.choose_language(session, acme.id, None)
    assert accounts.language_of(session, acme.id) is None
    assert accounts.everyone(session) == [(acme, [("testid", True)])]
    assert accounts.find_key(session, "testid").token == "Secret-token"
    nonces.use(session, "testid", "once", NOW)
    nonces.known(session, "testid", "once")
    nonces.prune(session, NOW)
    fill_users(session, acme)
    contact_id, second = fill_people(session, acme.id)
    fill_letters(session, acme.id)
    found = hold(session, acme.id, ["a.com", "b.com", "c.com", "d.com"], contact_id)
    task_id = fill_tasks(session, acme.id, found, second)
    fill_domains(session, acme.id, found, contact_id, task_id)
    fill_codes(session, acme.id, found[0].id, task_id)
    fill_chunks(session, task_id)
    fill_documents(session, acme.id, task_id)
    fill_registries(session)
    fill_comparison(session, found, contact_id)
    fill_verifications(session, acme.id, contact_id)
    fill_labels(session, acme.id, found)
    fill_transfer_codes(session, acme.id, found[0].id, task_id)
    fill_restored(session, found)
