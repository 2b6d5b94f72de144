"""A hundred thousand domains in one call of the official SDK: how soon they are accepted, what they weigh, how long they take.

The whole product: a server and a registry, each in a process of its own, over HTTP and over EPP and TLS. Beside it the same
with a tenth as many, for the time a domain.
"""

import tempfile
from contextlib import ExitStack
from pathlib import Path

from alibabacloud_domain20180129 import models
from alibabacloud_domain20180129.client import Client
from alibabacloud_tea_openapi import models as open_api

from benchmarks import postgresql
from benchmarks.book import enter
from benchmarks.calls import KEY, SECRET
from benchmarks.figures import Figure, at_most
from benchmarks.practice import freehold_at, names_of, practice
from benchmarks.rounds import scaled
from freehold.clock import SystemClock, monotonic, wait
from freehold.db.session import Session
from freehold.opening import open_store
from freehold.store import accounts

SESSIONS, WINDOW = 4, 8
_SECONDS = {"sqlite": 3.0, "postgresql": 5.0}
_MB = 300.0


def run() -> list[Figure]:
    """On either database."""
    return [figure for database in _SECONDS for figure in _on(database)]


def _on(database: str) -> list[Figure]:
    count = scaled(100_000, 1000)
    tenth = _measured(names_of(count // 10), database)
    whole = _measured(names_of(count), database)
    told = {"domains": count, "database": database, "all": whole, "a tenth": tenth}
    slower = whole["seconds"] / count / (tenth["seconds"] / (count // 10))
    return [
        at_most("hundred-thousand", f"accepted, {database}", whole["accepted"], _SECONDS[database], told, "s"),
        at_most("hundred-thousand", f"more memory, {database}", whole["more_mb"], _MB, told, "MB"),
        at_most("hundred-thousand", f"time a domain / with a tenth, {database}", slower, 1.2, told),
    ]


def _measured(names: list[str], database: str) -> dict[str, float]:
    """Seconds from the call to its answer and to the end of the task, the SDK's own included, and memory gained, in MB."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="freehold-bench-")))
        registry = opened.enter_context(practice(folder / "registry"))
        registry.seed(names)
        url = None if database == "sqlite" else opened.enter_context(postgresql.empty_database())
        _fill(folder / "data", names, url)
        server = opened.enter_context(freehold_at(registry, folder / "data", sessions=SESSIONS, window=WINDOW, url=url))
        client = Client(
            open_api.Config(
                access_key_id=KEY, access_key_secret=SECRET, protocol="http", region_id="cn-hangzhou",
                endpoint=f"127.0.0.1:{server.port}", read_timeout=60_000,
            )
        )  # fmt: skip
        # The first call of a kind loads what it needs, on either side.
        client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=1))
        before = server.resident_mb()
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=names, registrant_profile_id=1, transfer_out_prohibited=True
        )
        began = monotonic()
        task_no = client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no
        accepted = monotonic() - began
        peak = before
        while _open(client, task_no):
            peak = max(peak, server.resident_mb())
            wait(0.25)
        seconds = monotonic() - began
        assert registry.changed_once(names), "the registry does not show every domain changed once"
        return {"accepted": round(accepted, 3), "more_mb": round(peak - before, 1), "seconds": round(seconds, 2)}


def _open(client: Client, task_no: str) -> bool:
    listed = client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=1)).body.data.task_info
    assert [one.task_no for one in listed] == [task_no]
    return bool(listed[0].task_status != "COMPLETE")


def _fill(data: Path, names: list[str], url: str | None) -> None:
    store = open_store(data, url=url)
    now = SystemClock().now()

    def work(session: Session) -> None:
        accounts.put_key(session, enter(session, names), KEY, SECRET, now)

    store.write_now(work)
    store.close()
