"""What must be true at the end of a run: by the registry's ledger, by what callers were told, and by the checker's checks."""

from collections import Counter, defaultdict

import pysqlite3

from freehold.integrity import commands, copies, work
from freehold.terms.tasks import ItemState, TaskKind
from support.simulation.scripted_registry import LIMIT, PENDING

_LOCK = "clientTransferProhibited"


def judge(simulation):
    """Sentences; none when all is well."""
    return [*_of_the_ledger(simulation), *_of_the_callers(simulation), *_of_the_store(simulation)]


def _items(simulation):
    found = simulation.store.raw.execute(
        "SELECT t.id, t.task_no, t.kind, i.domain_name, i.state, h.handle, t.lock_after, i.detail_no FROM items i JOIN tasks t "
        "ON t.id = i.task_id LEFT JOIN handles h ON h.contact_id = t.contact_id ORDER BY t.id, i.seq"
    )
    return found.fetchall()


def _of_the_ledger(simulation):
    """INV-4, INV-5, INV-7, INV-9."""
    world = simulation.world
    twice = [trid for trid, times in Counter(world.received).items() if times > 1]
    if twice:
        yield f"INV-9: sent twice under one id: {twice}"
    applied = Counter((command.task_id, command.name) for command in world.applied)
    for place, times in applied.items():
        if times > 1:
            yield f"INV-5: {place} was changed {times} times"
    for command in world.applied:
        if command.cost is not None and command.cost.amount > LIMIT.amount:
            yield f"{command.cost} was agreed to for {command.name}, and no more than {LIMIT.amount} may be"
    shown = dict.fromkeys(world.domains, "PRIOR")
    for task_id, _, kind, name, state, handle, _lock, _ in _items(simulation):
        if state < ItemState.SUCCEEDED:
            yield f"INV-3: {name} of task {task_id} is in state {state}"
        if state == ItemState.SUCCEEDED and kind == TaskKind.CHANGE_REGISTRANT.value:
            if shown[name] != handle and not applied[task_id, name]:
                yield f"INV-4: {name} of task {task_id} succeeded and was never changed"
            shown[name] = handle
        elif state > ItemState.SUCCEEDED and applied[task_id, name]:
            yield f"INV-4: {name} of task {task_id} did not succeed and was changed"
    for name, held in world.domains.items():
        if held.registrant != shown[name]:
            yield f"INV-4: the registry shows {held.registrant} for {name}, and the last success is {shown[name]}"
        if PENDING in held.statuses:
            yield f"INV-3: {name} is still under review"
    rows = simulation.store.raw.execute("SELECT name, registrant_handle, no_transfer_until, lift_lock_at FROM domains")
    for name, handle, until, _ in rows:
        held = world.domains[name]
        if (handle or "PRIOR") != held.registrant:
            yield f"INV-7: our copy says {handle} for {name}, the registry {held.registrant}"
        if until is not None and _LOCK not in held.statuses:
            yield f"INV-7: our copy says that {name} is locked, and the registry does not"


def _of_the_callers(simulation):
    """INV-1, INV-2, INV-10."""
    domains = defaultdict(set)
    final = set()
    for _, task_no, kind, name, state, _, _, number in _items(simulation):
        if kind == TaskKind.CHANGE_REGISTRANT.value:
            domains[task_no].add(name)
            if state >= ItemState.SUCCEEDED:
                final.add(number)
    if dict(domains) != {task_no: set(names) for task_no, (names, _, _) in simulation.promises.items()}:
        yield f"INV-1: accepted {simulation.promises}, and there is {dict(domains)}"
    offered = simulation.poll()
    if sorted(offered) != sorted(final - set(simulation.acknowledged)):
        yield "INV-10: not what ended and was not acknowledged is offered"


def _of_the_store(simulation):
    for check, text in _STATEMENTS:
        cursor = simulation.store.raw.execute(text)
        row = cursor.fetchone() if check.wrong is None else None
        if row is not None:
            values = dict(zip((column[0] for column in cursor.description), row, strict=True))
            yield f"INV-{check.invariant}: {check.sentence.format_map(values)}"


def _text(check):
    from sqlalchemy.dialects import sqlite

    dialect = sqlite.dialect(dbapi=pysqlite3)
    return str(check.broken.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


_STATEMENTS = [
    (check, _text(check)) for check in (*work.CHECKS, *commands.CHECKS, *copies.CHECKS) if check.wrong is None
]  # fmt: skip
