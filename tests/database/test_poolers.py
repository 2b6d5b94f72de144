"""A pooler in between: one that keeps sessions does, one that lends them is refused (decision 0018)."""

import re

import psycopg
import pytest
import sqlalchemy as sa

from freehold.db import poolers
from freehold.db.addresses import conninfo
from freehold.db.cluster import IDLE_SECONDS, Cluster
from freehold.db.engine import CannotOpen, Database
from freehold.db.vault import Vault
from support.pooler import pooled
from support.waiting import until


@pytest.fixture(scope="module")
def url(postgres):
    with postgres.empty_database() as url:
        yield url


@pytest.fixture(scope="module")
def by_session(url):
    with pooled(url, "session") as address:
        yield address


# As it comes, with one session for all, and with one that is taken in turn.
LENDING = [{}, {"default_pool_size": 1}, {"min_pool_size": 8, "server_round_robin": 1}]


@pytest.mark.parametrize("settings", LENDING, ids=["as it comes", "one session", "in turn"])
def test_a_pooler_that_lends_sessions_by_the_transaction_is_refused(url, settings):
    with pooled(url, "transaction", **settings) as address, pytest.raises(CannotOpen) as refused:
        Database(address, Vault(b"k" * 32))

    assert str(refused.value) == (
        "A pooler stands before PostgreSQL and lends a session for one transaction at a time: locks and settings of "
        "sessions would get lost. Give Freehold a pool with pool_mode = session, or the server's own address."
    )


def test_a_pooler_that_lends_sessions_by_the_statement_is_refused(url):
    with pooled(url, "statement") as address:
        assert not poolers.keeps_sessions(address)
        with pytest.raises(CannotOpen):
            Database(address, Vault(b"k" * 32))


def test_a_pooler_that_keeps_sessions_is_let_pass_and_a_server_is_none(url, by_session):
    for address, there in ((url, False), (by_session, True)):
        with psycopg.connect(conninfo(address)) as connection:
            assert poolers.between(connection) is there
        assert poolers.keeps_sessions(address)
    database = Database(by_session, Vault(b"k" * 32))
    database.make_sure_of_room()
    database.close()


def test_a_pool_that_is_too_small_for_a_process_is_refused_by_who_works(url):
    """It would wait for one more session than there are, and say nothing; a command beside it needs no more than some."""
    with pooled(url, "session", default_pool_size=12) as address:
        assert poolers.gives(address, 12) == 12
        assert poolers.gives(address, 20) == 12
        database = Database(address, Vault(b"k" * 32))
        try:
            with pytest.raises(CannotOpen) as refused:
                database.make_sure_of_room()
        finally:
            database.close()
    told = re.sub("[0-9]+ sessions", "… sessions", str(refused.value))
    assert told == (
        "The pooler before PostgreSQL has … sessions left, and this process needs 22 more. Give it a pool of 30 for each "
        "process (default_pool_size), and the server as many (max_connections)."
    )


def test_names_are_held_and_asked_for_through_a_pooler_that_keeps_sessions(by_session):
    heard = []
    one = Cluster(sa.make_url(by_session), lambda: heard.append("lost"), heard.append)
    other = Cluster(sa.make_url(by_session), lambda: None, lambda name: None)
    one.start()
    other.start()
    try:
        assert one.hold("lane north:0")
        assert not other.hold("lane north:0")
        (limit,) = one._one("SHOW idle_session_timeout")
        assert limit == f"{IDLE_SECONDS}s"
        until(lambda: other.ask_for("lane north:0") or heard)
        assert heard[0] == "lane north:0"
        one.close()
        until(lambda: other.hold("lane north:0"))
    finally:
        one.close()
        other.close()


def test_several_servers_in_one_address_are_tried_one_after_the_other(url):
    """As the execution library's driver takes them, and as the client library by itself does."""
    place = sa.make_url(url)
    nobody = "127.0.0.1:1"
    several = f"postgresql://postgres@/{place.database}?host={nobody}&host={place.host}:{place.port}"
    several += "&target_session_attrs=read-write"

    Database(several, Vault(b"k" * 32)).close()
    cluster = Cluster(sa.make_url(several), lambda: None, lambda name: None)
    cluster.start()
    try:
        assert cluster.hold("lane north:0")
    finally:
        cluster.close()
