"""Names that one process of a cluster holds at a time, on a real PostgreSQL (engine.md, 9; REL-4)."""

import threading

import psycopg
import pytest
import sqlalchemy as sa

from freehold.clock import boottime
from freehold.db.cluster import IDLE_SECONDS, Cluster, CutOff, process
from support.waiting import until


class Heard:
    """What a cluster told its process."""

    def __init__(self):
        self.lost = 0
        self.asked = []

    def count_loss(self):
        self.lost += 1


@pytest.fixture
def url(postgres):
    with postgres.empty_database() as url:
        yield url


@pytest.fixture
def joined(url):
    """Join as one more process; its cluster and what it heard."""
    clusters = []

    def join():
        heard = Heard()
        cluster = Cluster(sa.make_url(url), heard.count_loss, heard.asked.append)
        cluster.start()
        clusters.append(cluster)
        return cluster, heard

    yield join
    for cluster in clusters:
        cluster.close()


def sessions_of_names(url):
    with psycopg.connect(url, autocommit=True) as connection:
        return [
            pid
            for (pid,) in connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'freehold names' "
                "AND datname = current_database()"
            )
        ]


def cut(url):
    """End the sessions by which names are held, as a restart of the database would."""
    with psycopg.connect(url, autocommit=True) as connection:
        for pid in sessions_of_names(url):
            connection.execute("SELECT pg_terminate_backend(%s)", (pid,))


def test_a_name_is_one_process_s_until_it_lets_go(joined):
    (one, _), (other, _) = joined(), joined()

    assert one.hold("lane north:0")
    assert one.hold("lane north:0")
    assert not other.hold("lane north:0")
    assert other.hold("lane north:1")
    one.let_go("lane north:0")
    assert other.hold("lane north:0")


def test_a_process_that_ends_lets_go_of_all(joined):
    (one, _), (other, _) = joined(), joined()
    assert one.hold(process("host:1"))
    one.close()
    until(lambda: other.hold(process("host:1")))


def test_whoever_holds_a_name_hears_that_it_is_asked_for_and_nobody_else(joined):
    (one, heard_one), (other, heard_other) = joined(), joined()
    one.hold("lane north:0")

    def asked():
        other.ask_for("lane north:0")
        return heard_one.asked

    until(asked)
    assert set(heard_one.asked) == {"lane north:0"}
    assert not heard_other.asked


def test_a_session_that_is_cut_loses_all_names_and_takes_its_own_again_at_once(url, joined):
    one, heard = joined()
    assert one.keep(process("host:1"))
    assert one.hold("lane north:0")
    before = one.lease()
    assert before()

    cut(url)
    until(lambda: heard.lost == 1)
    assert not before()
    meanwhile = one.lease()
    until(lambda: one.lease()())
    # In touch again, it may have been taken over from all the same.
    assert not before()
    assert not meanwhile()

    other, _ = joined()
    assert not other.hold(process("host:1"))
    assert other.hold("lane north:0")


def test_names_are_asked_of_nobody_while_the_database_is_away(url, joined):
    one, _ = joined()
    gate = threading.Event()
    one._connect = lambda: gate.wait() or (_ for _ in ()).throw(CutOff("away"))
    cut(url)
    with pytest.raises(CutOff):
        one.hold("lane north:0")
    assert not one.lease()()
    gate.set()


def test_the_database_ends_the_session_of_a_process_that_says_nothing(url):
    """A frozen process is sure of its names for a shorter time than they stay its own."""
    frozen, other = (Cluster(sa.make_url(url), lambda: None, lambda _name: None) for _ in range(2))
    # Its threads never run: to the database it is a process that stands still.
    frozen._connect()
    assert frozen.hold("lane north:0")
    began, lease = boottime(), frozen.lease()
    other.start()
    until(lambda: other.hold("lane north:0"), IDLE_SECONDS + 5)
    assert not lease()
    assert boottime() - began >= IDLE_SECONDS - 0.5
    other.close()
    frozen._connection.close()
