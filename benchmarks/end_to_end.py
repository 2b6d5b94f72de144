"""Domains changed through EPP over TLS, read back included: Freehold beside a bare loop that does only what must be done.

The bare loop sends the same frames over as many sessions with as many in flight, writes the same intents and outcomes in
groups with the same durability, and does nothing else: no API, no engine, no fence, no look-ups, no counters.
"""

import asyncio
import os
import random
import statistics
import tempfile
from pathlib import Path
from typing import Any

import pysqlite3
import uvloop

from benchmarks.practice import Practice, names_of, practice
from freehold.app import App
from freehold.cli.starting import end_start
from freehold.clock import SystemClock, monotonic, wait
from freehold.epp.commands.domain import AddRemove, Change, DomainInfo, DomainUpdate, NameWithHosts, Status
from freehold.gateway.session import Session, open_session
from freehold.gateway.trids import Trids
from freehold.opening import open_store
from freehold.operations import registrant_change
from freehold.settings import Settings
from freehold.store import accounts, contacts, domains, emails, profiles, tasks
from freehold.store.domains import NewDomain
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import years_after
from freehold.terms.verification import RealNameStatus

DOMAINS = int(os.environ.get("BENCH_DOMAINS", "10000"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SESSIONS, WINDOW, GROUP = 4, 8, 32
SUFFICIENT = 2000
_HOLDER = Contact(
    name="Example", organization="Example Ltd", country="CN", province="zhe jiang", city="hang zhou shi",
    address="1 Example Road", postal_code="310000", tel_area="86", telephone="57188887777", email="a@example.com",
)  # fmt: skip


def run() -> list[dict[str, Any]]:
    """Alternate the two, order reversed each round; the median of the rounds' ratios."""
    rates: dict[str, list[float]] = {"freehold": [], "bare": []}
    for number in range(ROUNDS):
        order = ["freehold", "bare"] if number % 2 == 0 else ["bare", "freehold"]
        for name in order:
            with tempfile.TemporaryDirectory() as folder, practice(Path(folder) / "sandbox") as registry:
                names = names_of(DOMAINS)
                registry.seed(names)
                # As serve does once it is ready; the bare loop gains as well.
                end_start()
                measure = _freehold if name == "freehold" else _bare
                seconds = measure(Path(folder), registry, names)
                assert registry.changed_once(names), "the registry does not show every domain changed once"
                rates[name].append(DOMAINS / seconds)
    ratios = [ours / bare for ours, bare in zip(rates["freehold"], rates["bare"], strict=True)]
    detail = {name: [round(rate) for rate in found] for name, found in rates.items()}
    return [
        {
            "bench": "end-to-end",
            "value": round(statistics.median(ratios), 3),
            "unit": "ratio",
            "target": 0.5,
            "detail": {
                "domains": DOMAINS,
                "lanes": SESSIONS,
                "sessions": SESSIONS,
                "window": WINDOW,
                "domains_per_second": detail,
                # Durable changes a second that do, whatever the bare loop makes of the same machine.
                "sufficient_per_second": SUFFICIENT,
                "sufficient": statistics.median(rates["freehold"]) >= SUFFICIENT,
            },
        }
    ]


def _freehold(folder: Path, registry: Practice, names: list[str]) -> float:
    settings = Settings(data=folder / "data").with_registry(registry.settings(sessions=SESSIONS, window=WINDOW))
    store = open_store(settings.data)
    now = SystemClock().now()

    def fill(session: Any) -> int:
        account = accounts.create(session, "bench", now)
        profiles.add(session, account.id, _HOLDER, now, real_name_status=RealNameStatus.SUCCEEDED)
        emails.put_verified(session, account.id, _HOLDER.email, now)
        prior = contacts.add(session, account.id, _HOLDER, now)
        ends = years_after(now, 1)
        entries = [
            NewDomain(name=DomainName(n), registrant_id=prior, registered_at=now, expires_at=ends) for n in names
        ]
        domains.add_many(session, account.id, entries, now)
        return account.id

    account_id = store.write_now(fill)
    app = App(settings, store, SystemClock())
    app.start()
    began = monotonic()
    task_no = store.write_now(
        lambda session: registrant_change.submit(
            session, app.office, account_id=account_id, names=[DomainName(name) for name in names], profile_id=1,
            lock_after=True, client_ip="", now=now,
        )
    )  # fmt: skip
    looking = pysqlite3.connect(str(settings.data / "freehold.db"))
    # Cheaply: whoever waits for the end is not what is measured.
    while looking.execute("SELECT waiting + executing FROM tasks WHERE task_no = ?", (task_no,)).fetchone()[0]:
        wait(0.05)
    seconds = monotonic() - began
    looking.close()
    with store.reading() as session:
        task = tasks.by_number(session, account_id, task_no)
    assert task is not None
    assert task.succeeded == len(names)
    app.stop()
    return seconds


def _bare(folder: Path, registry: Practice, names: list[str]) -> float:
    settings = registry.settings(sessions=SESSIONS, window=WINDOW)
    trids = Trids("BARE", random.Random(1))
    file = pysqlite3.connect(str(folder / "bare.db"), isolation_level=None, check_same_thread=False)
    file.execute("PRAGMA journal_mode=WAL")
    file.execute("PRAGMA synchronous=FULL")
    file.execute("CREATE TABLE items (name TEXT PRIMARY KEY, state INTEGER, trid TEXT, sent INTEGER)")
    file.executemany("INSERT INTO items VALUES (?, 0, NULL, NULL)", [(name,) for name in names])

    async def change(session: Session, name: str, trid: str) -> None:
        add = AddRemove(statuses=(Status(value="clientTransferProhibited", words="60 days", lang="en"),))
        body = DomainUpdate(name=name, add=add, change=Change(registrant="PRIOR"))
        assert (await session.start(body, trid)).code == 1000
        look = DomainInfo(name=NameWithHosts(name=name, hosts="none"))
        assert (await session.start(look, trids.new())).data is not None

    async def work_off(session: Session, share: list[str]) -> None:
        done: list[str] = []
        for start in range(0, len(share), GROUP):
            group = share[start : start + GROUP]
            intents = [(trids.new(), name) for name in group]
            file.execute("BEGIN IMMEDIATE")
            file.executemany("UPDATE items SET state = 2 WHERE name = ?", [(name,) for name in done])
            file.executemany("UPDATE items SET state = 1, trid = ? WHERE name = ?", intents)
            file.execute("COMMIT")
            waiting = iter(intents)

            async def some(session: Session = session, waiting: Any = waiting) -> None:
                for trid, name in waiting:
                    await change(session, name, trid)

            await asyncio.gather(*(some() for _ in range(WINDOW)))
            done = group
        file.executemany("UPDATE items SET state = 2 WHERE name = ?", [(name,) for name in done])

    async def all_of_it() -> float:
        sessions = [await open_session(settings, trids.new()) for _ in range(SESSIONS)]
        began = monotonic()
        await asyncio.gather(*(work_off(session, names[n::SESSIONS]) for n, session in enumerate(sessions)))
        seconds = monotonic() - began
        for session in sessions:
            await session.log_out(trids.new())
        return seconds

    seconds = uvloop.run(all_of_it())
    file.close()
    return seconds
