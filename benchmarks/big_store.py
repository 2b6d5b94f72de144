"""Stores with very many domains and finished rows, filled by few statements through the store's own tables.

What a store holds besides its size does not depend on its size: each holder has 50 domains, each group too, each day 50
registrations. So a question about one of them finds as much in a large store as in a small one.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.book import HOLDER, enter_account
from benchmarks.calls import KEY, SECRET
from freehold.clock import SystemClock
from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.ids import new_uuid
from freehold.opening import open_store
from freehold.operations import registry_pauses
from freehold.store import accounts, contacts, domains, emails, groups, task_counters, tasks
from freehold.terms.contacts import SEALED_FIELDS
from freehold.terms.holds import PauseSource
from freehold.terms.instants import DAY, Instant, years_after
from freehold.terms.label_forms import form_of
from freehold.terms.locks import LockSetting
from freehold.terms.tasks import ItemState, TaskKind
from freehold.terms.verification import RealNameStatus

HOLDS = 50
"""Domains of one holder, of one group, and of one day."""

LARGE_TASKS = 5
"""Tasks that share half of the finished rows; the other half is in tasks of ``SMALL_TASK`` rows."""

SMALL_TASK = 100
_PROFILES = 10
_GROUPS = 20
_AT_ONCE = 100_000
_FIRST = 10_000_000


def name_of(number: int) -> str:
    """The name of the domain of this number, counted from 1."""
    return f"shop-{_FIRST + number}.example"


@contextmanager
def big_store(domains_held: int, finished: int, *, one_task: bool = False, url: str | None = None) -> Iterator[Path]:
    """A data folder that holds these, or the database at *url* does; *one_task* puts all finished rows into one task."""
    with tempfile.TemporaryDirectory(prefix="freehold-bench-") as folder:
        data = Path(folder) / "data"
        store = open_store(data, url=url)
        fill(store, domains_held, finished, one_task=one_task)
        store.close()
        yield data


def fill(store: Database, domains_held: int, finished: int, *, one_task: bool = False) -> None:
    """Fill an empty store; its one account has the key that the calls are signed with."""
    now = SystemClock().now()
    account_id = store.write_now(lambda session: _account(session, now))
    first_contact = store.write_now(partial(_contacts, account_id=account_id, count=domains_held // HOLDS + 1, now=now))
    for start in range(0, domains_held, _AT_ONCE):
        part = range(start + 1, min(start + _AT_ONCE, domains_held) + 1)
        store.write_now(partial(_domains, account_id=account_id, part=part, first_contact=first_contact, now=now))
    store.write_now(partial(_grouped, account_id=account_id, held=domains_held, now=now))
    large = [finished] if one_task else [finished // 2 // LARGE_TASKS] * LARGE_TASKS
    small = [] if one_task else [SMALL_TASK] * (finished // 2 // SMALL_TASK)
    first = 1
    for size in [*large, *small]:
        # Rows go on with the first domain when there are more rows than domains.
        first = 1 if first + size > domains_held + 1 else first
        store.write_now(partial(_task, account_id=account_id, first=first, size=min(size, domains_held), now=now))
        first += size
    if store.shared:
        with store.engine_for_migrations() as engine, engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("ANALYZE"))


def _account(session: Session, now: Instant) -> int:
    account = enter_account(session, now, profiles_of_it=_PROFILES)
    accounts.put_key(session, account, KEY, SECRET, now)
    registry_pauses.pause(session, "north", PauseSource.OPERATOR, "only submits are measured", now)
    return account.id


def _contacts(session: Session, account_id: int, count: int, now: Instant) -> int:
    """Enter as many holders; the id of the first."""
    seal = session.vault.seal
    same = {"account_id": account_id, "registrant_type": HOLDER.registrant_type.value, "country": HOLDER.country}
    first = int(session.execute(sa.select(sa.func.coalesce(sa.func.max(contacts.contacts.c.id), 0))).scalar_one()) + 1
    rows = []
    for number in range(count):
        told = {name: getattr(HOLDER, name) for name in SEALED_FIELDS} | {"organization": holder_of(number)}
        sealed = {name: seal(f"contacts.{name}", account_id, first + number, text) for name, text in told.items()}
        digests = {
            "holder_digest": contacts.digest(session, account_id, told["organization"]),
            "zh_holder_digest": contacts.digest(session, account_id, told["zh_organization"]),
            "email_digest": emails.digest(session, account_id, told["email"]),
        }
        rows.append({"id": first + number, **same, **sealed, **digests, "created_at": now})
    session.execute(contacts.contacts.insert(), rows)
    return first


def holder_of(number: int) -> str:
    """The holder of this number, counted from 0."""
    return f"Holder {number} Ltd"


def _numbers(first: int, last: int) -> sa.CTE:
    begin = sa.select(sa.literal(first, sa.BigInteger).label("n")).cte("numbers", recursive=True)
    return begin.union_all(sa.select(begin.c.n + 1).where(begin.c.n < last))


def _domains(session: Session, account_id: int, part: range, first_contact: int, now: Instant) -> None:
    numbers = _numbers(part[0], part[-1])
    n = numbers.c.n
    name = sa.literal("shop-").concat(sa.cast(n + _FIRST, sa.String)).concat(".example")
    sample = name_of(1).partition(".")[0]
    # A day of its own for every 50: those beside one of them are found by it.
    begun = sa.literal(int(years_after(now, -1)), sa.BigInteger) - n // HOLDS * int(DAY)
    values: dict[str, Any] = {
        "account_id": sa.literal(account_id),
        "name": name,
        "name_unicode": name,
        "tld": sa.literal("example"),
        "suffix": sa.literal("example"),
        "label_length": sa.literal(len(sample)),
        "label_form": sa.literal(int(form_of(sample))),
        "instance_id": sa.literal("S2026BENCH").concat(sa.cast(n + _FIRST, sa.String)),
        "registrant_id": n // HOLDS + first_contact,
        "real_name_status": sa.literal(RealNameStatus.SUCCEEDED.value),
        "name_status": sa.literal(RealNameStatus.SUCCEEDED.value),
        "transfer_lock": sa.literal(LockSetting.NEVER_SET.value),
        "update_lock": sa.literal(LockSetting.NEVER_SET.value),
        "registered_at": begun,
        "expires_at": sa.literal(int(years_after(now, 2)), sa.BigInteger) + n // HOLDS * int(DAY),
        "nameservers": sa.literal("ns1.hosting.example ns2.hosting.example"),
        "updated_at": sa.literal(int(now), sa.BigInteger),
    }
    chosen = sa.select(*values.values()).select_from(numbers).order_by(n)
    session.execute(domains.domains.insert().from_select(list(values), chosen))
    accounts.hold_more(session, account_id, len(part))


def _grouped(session: Session, account_id: int, held: int, now: Instant) -> None:
    table = domains.domains
    for number in range(min(_GROUPS, held // HOLDS)):
        group_id = groups.add(session, account_id, f"Group {number}", now, group_id=number + 1)
        names = [name_of(number * HOLDS + place) for place in range(1, HOLDS + 1)]
        session.execute(table.update().where(table.c.name.in_(names)).values(group_id=group_id))


def _task(session: Session, account_id: int, first: int, size: int, now: Instant) -> None:
    """A finished task about the domains from a number on."""
    task_no = new_uuid(session.ids)
    made = session.execute(
        tasks.tasks.insert().values(
            task_no=task_no,
            account_id=account_id,
            kind=TaskKind.CHANGE_REGISTRANT.value,
            profile_id=1,
            lock_after=True,
            client_ip=session.vault.seal("tasks.client_ip", account_id, task_no, "192.0.2.7"),
            total=size,
            waiting=0,
            executing=0,
            succeeded=size,
            failed=0,
            untold_account_id=account_id,
            created_at=now,
            updated_at=now,
        )
    )
    task_counters.count_untold(session, made.inserted_primary_key[0], size)
    seq = domains.domains.c.id - first + 1
    hexadecimal = (
        sa.func.lpad(sa.func.to_hex(seq), 8, "0") if session.dialect == "postgresql" else sa.func.printf("%08x", seq)
    )
    values: dict[str, Any] = {
        "task_id": sa.literal(made.inserted_primary_key[0]),
        "seq": seq,
        "chunk": sa.literal(1),
        "domain_id": domains.domains.c.id,
        "domain_name": domains.domains.c.name,
        "instance_id": domains.domains.c.instance_id,
        "detail_no": sa.literal(task_no.replace("-", "")[:24]).concat(hexadecimal),
        "state": sa.literal(int(ItemState.SUCCEEDED)),
        "attempts": sa.literal(1),
        "updated_at": sa.literal(int(now), sa.BigInteger),
    }
    wanted = domains.domains.c.id.between(first, first + size - 1)
    chosen = sa.select(*values.values()).where(wanted).order_by(domains.domains.c.id)
    session.execute(tasks.items.insert().from_select(list(values), chosen))
