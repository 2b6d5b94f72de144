"""A dispatcher with the toy actions on a store of its own."""

import asyncio

import pytest
from hypothesis import settings

from freehold.clock import SystemClock
from freehold.rpc.dispatch import Dispatcher
from freehold.store import accounts, client_tokens, domains, nonces
from support.toy_actions import TOYS
from support.wire_store import open_wire_store

# A shared machine may stall any one example.
settings.register_profile("wire", deadline=None)
settings.load_profile("wire")


class Wire:
    """A store, a dispatcher on it, and calls answered to the end."""

    def __init__(self, data, journal=None):
        self._data = data
        self.journal = journal
        self.database = open_wire_store(data)
        self.dispatcher = self.new_dispatcher()

    def new_dispatcher(self, **options):
        return Dispatcher(
            options.pop("actions", TOYS),
            options.pop("store", self.database),
            keys=accounts,
            nonces=nonces,
            tokens=client_tokens,
            instances=domains,
            business=options.pop("business", SystemClock()),
            journal=options.pop("journal", self.journal),
            **options,
        )

    def restart(self):
        """What a new process finds: the store alone."""
        self.database.close()
        self.database = open_wire_store(self._data)
        self.dispatcher = self.new_dispatcher()

    def answer(self, raw):
        return asyncio.run(self.dispatcher.answer(raw))

    def answer_all(self, *raws):
        async def all_of_them():
            return await asyncio.gather(*(self.dispatcher.answer(raw) for raw in raws))

        return asyncio.run(all_of_them())

    def account_names(self):
        with self.database.reading() as session:
            return [account.name for account, _ in accounts.everyone(session)]


@pytest.fixture
def wire(tmp_path):
    wire = Wire(tmp_path / "wire")
    yield wire
    wire.database.close()


@pytest.fixture
def journalled(tmp_path):
    """The same with a journal of nonces."""
    wire = Wire(tmp_path / "wire", tmp_path / "nonces")
    yield wire
    wire.database.close()
