"""Two servers and two workers on one PostgreSQL, their clocks minutes apart: any process dies at any moment, for two minutes (INV-1, INV-3 to INV-5)."""

from collections import Counter
from contextlib import ExitStack

import pytest

from freehold.clock import monotonic, wait
from support.clocks import wrong_by
from support.piecewise import Callers, all_done_once
from support.postgres_nodes import alone
from support.scene import Scene, Worker, chance
from support.served import Served

pytestmark = pytest.mark.long

DOMAINS, A_TASK = 3_000, 150
SECONDS = 120.0
APART_SECONDS = 120
LONGEST_WAIT_SECONDS = 3 * APART_SECONDS
"""What waits by a clock that is ahead waits as much longer."""


def test_what_was_accepted_is_done_once_whatever_dies(tmp_path):
    drawn = chance()
    with (
        alone() as (node, url),
        Scene(tmp_path, DOMAINS, database=url, sessions=4, commands_per_second=120) as scene,
        ExitStack() as started,
    ):
        config, database = str(tmp_path / "freehold.toml"), {"FREEHOLD_DATABASE": url}
        ahead, behind = (wrong_by(place * APART_SECONDS, tmp_path / f"clock{place}") for place in (1, -1))
        other = started.enter_context(Served(scene.served.data, None, "--config", config, env={**database, **ahead}))
        workers = [started.enter_context(Worker(tmp_path, {**database, **more})) for more in ({}, behind)]
        servers = [scene.served, other]
        processes = [*servers, *workers]

        def dies(one):
            one.kill()
            wait(drawn.uniform(0, 1.5))
            one.start()

        end, told = monotonic() + SECONDS, Counter()
        with Callers(servers, scene.names, A_TASK, 0.8 * SECONDS) as callers:
            while monotonic() < end:
                victim = drawn.choice([*processes, node, scene.sandbox])
                told[type(victim).__name__] += 1
                dies(victim)
                wait(drawn.uniform(0.5, 3))
        print(f"died: {dict(told)}; answered: {dict(callers.codes)}")

        assert [one.process.poll() for one in processes] == [None] * 4
        assert min(told.values()) > 0
        all_done_once(scene, callers, url, LONGEST_WAIT_SECONDS)
