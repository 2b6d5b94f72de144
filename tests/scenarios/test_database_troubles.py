"""What befalls a PostgreSQL under load: it fails over, stands still, runs full, is set by its administrator (INV-1, INV-3 to INV-5, INV-19).

Two servers and a worker on one database. Whatever happens, what was accepted is done once, callers are told 503 and nothing
else while nothing can be made durable, and all goes on by itself.
"""

import shutil
from contextlib import ExitStack, contextmanager, suppress

import psutil
import psycopg
import pytest

from freehold.clock import wait
from support.piecewise import Callers, all_done_once
from support.postgres_nodes import alone, pair
from support.postgres_server import USER
from support.scene import Progress, Scene
from support.served import Served
from support.small_disk import Filler, small_disk
from support.waiting import until

pytestmark = pytest.mark.long

DOMAINS, A_TASK = 600, 30


@contextmanager
def under_load(url, folder, domains=DOMAINS):
    """A scene with two servers, a worker and callers; in the end all must be done."""
    with (
        Scene(folder, domains, database=url, sessions=3, commands_per_second=60) as scene,
        ExitStack() as started,
    ):
        other = Served(
            scene.served.data, None, "--config", str(folder / "freehold.toml"), env={"FREEHOLD_DATABASE": url}
        )
        started.enter_context(other)
        scene.another_worker = started.enter_context(scene.worker())
        with Callers([scene.served, other], scene.names, A_TASK, 10.0) as callers:
            scene.callers = callers
            Progress(scene.sandbox).reached(domains // 6)
            yield scene
        print(f"answered: {dict(callers.codes)}")
        assert [one.process.poll() for one in (scene.served, other, scene.another_worker)] == [None] * 3
        all_done_once(scene, callers, url)


def test_a_primary_dies_under_two_servers_and_its_standby_has_all_that_was_accepted(tmp_path):
    with pair(waited_for=True) as servers, under_load(servers.url, tmp_path):
        servers.fail_over()


def test_a_database_that_is_restarted_by_who_looks_after_it(tmp_path):
    with alone() as (node, url), under_load(url, tmp_path):
        for _ in range(2):
            node.stop()
            wait(2)
            node.start()


def test_a_database_that_stands_still_for_twenty_seconds(tmp_path):
    """As a machine that is frozen, or moved to another: no connection breaks."""
    with alone() as (node, url), under_load(url, tmp_path):
        server = psutil.Process(node.process.pid)
        processes = [server, *server.children(recursive=True)]
        for one in processes:
            one.suspend()
        wait(20)
        for one in processes:
            one.resume()


def test_a_database_that_lets_nobody_in_any_more(tmp_path):
    """Others have all the connections there are, and ours are ended."""
    with alone() as (node, url):
        node.run("CREATE ROLE owner LOGIN")
        node.run("CREATE ROLE other LOGIN")
        node.run("ALTER DATABASE freehold OWNER TO owner")
        with under_load(url.replace("postgres@", "owner@"), tmp_path), ExitStack() as others:
            for _ in range(40):
                node_cut(node)
                with suppress(psycopg.OperationalError):
                    while True:
                        others.enter_context(psycopg.connect(url.replace("postgres@", "other@")))
                wait(0.25)
            (ours,) = node.run("SELECT count(*) FROM pg_stat_activity WHERE usename = 'owner'")
            assert ours < 10


def node_cut(node):
    with psycopg.connect(f"postgresql://postgres@127.0.0.1:{node.port}/postgres", autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'freehold' AND usename <> 'other' AND pid <> pg_backend_pid()"
        )


def test_a_database_that_is_set_to_read_only_for_a_while(tmp_path):
    """Sessions that began meanwhile stay as they began; nobody ends them when it is over."""
    with alone() as (node, url), under_load(url, tmp_path):
        node.run("ALTER DATABASE freehold SET default_transaction_read_only = on")
        node_cut(node)
        wait(8)
        node.run("ALTER DATABASE freehold RESET default_transaction_read_only")


def test_a_database_whose_disk_is_full_until_somebody_makes_room(tmp_path):
    """Its journal has a disk of its own here: without room for that a server dies, and is started again."""
    with alone() as (node, url), small_disk(node.home / "small", 64) as disk:
        shutil.chown(disk, USER, USER)
        node.run(f"CREATE TABLESPACE small LOCATION '{disk}'")
        node.run("ALTER DATABASE freehold SET TABLESPACE small")
        filler = Filler(disk)
        with under_load(url, tmp_path) as scene:
            filler.fill()
            until(lambda: scene.callers.codes["ServiceUnavailable"] >= 3)
            filler.remove()
        # Whatever needs its tables later finds their files as ever.
        node.run("CHECKPOINT")
