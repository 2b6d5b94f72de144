"""What ``/metrics`` tells of the engine, the registries and the store (REL-24); of calls, the door tells.

Counters are this process's own and begin at nought with it. What is read off the store is the same in every process on it:
take the greatest, and do not add. No label carries a domain, an account or anything a caller sent.

Of the store only what is unfinished is looked at. A look comes at most every few seconds, and after a long one (a hundred
thousand items under way) later still, so that no scraper, however eager, takes more than a twentieth of a core.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)

from freehold.clock import Clock, monotonic
from freehold.db.engine import Database
from freehold.engine.figures import EngineFigures
from freehold.figures import Histogram
from freehold.gateway.catalogue import Catalogue
from freehold.gateway.figures import RegistryFigures
from freehold.gateway.registry import Registry
from freehold.operations import registry_states
from freehold.operations.registry_states import RegistryState
from freehold.store import figures as store
from freehold.store.figures import OpenItems, OpenMails, OpenTasks
from freehold.terms.holds import PauseSource
from freehold.terms.instants import SECOND, Instant
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState

_LOOK_SECONDS = 5.0
_SHARE_OF_A_CORE = 0.05

_UNFINISHED = [state for state in ItemState if not state.final]
_HOLDS = (Reason.REGISTRY_PAUSED, Reason.QUIET_HOURS, Reason.DAILY_QUOTA)


class Figures:
    """Gathers the figures of one process."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        engine: EngineFigures,
        *,
        system: Clock,
        business: Clock,
        version: str,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._engine = engine
        self._system = system
        self._business = business
        self._version = version
        self._look = threading.Lock()
        self._seen: _Seen | None = None
        self._next_look_at = 0.0

    def collect(self) -> Iterator[Metric]:
        """All families, in the order in which they are written out. Reads the store, so not for an event loop."""
        yield InfoMetricFamily("freehold_build", "The program that answers.", {"version": self._version})
        yield from _of_engine(self._engine)
        yield from _of_registries(list(self._catalogue.by_name.values()))
        yield from self._of_writer()
        seen = self._seen_lately()
        yield from _of_work(seen, self._business.now())
        yield from _of_states(seen.registries, self._system.now())

    def _of_writer(self) -> Iterator[Metric]:
        writer = self._database.writer
        yield _histogram(
            "freehold_store_commit_seconds",
            "How long a group of writes took to become durable.",
            (),
            [((), writer.commit_seconds)],
        )
        yield _counter("freehold_store_writes", "Writes that are durable.", writer.written)
        yield _counter(
            "freehold_store_failed_groups", "Groups of writes that could not be made durable.", writer.refused
        )
        yield _gauge("freehold_store_writes_waiting", "Writes that wait for the writer.", writer.waiting)
        yield _gauge("freehold_store_healthy", "1 while writes can be made durable.", int(self._database.healthy))

    def _seen_lately(self) -> "_Seen":
        with self._look:
            began = monotonic()
            if self._seen is None or began >= self._next_look_at:
                self._seen = self._read()
                ended = monotonic()
                self._next_look_at = ended + max(_LOOK_SECONDS, (ended - began) / _SHARE_OF_A_CORE)
            return self._seen

    def _read(self) -> "_Seen":
        configured = {name: registry.settings for name, registry in self._catalogue.by_name.items()}
        with self._database.reading() as session:
            states = registry_states.states(session, configured, self._system.now())
            return _Seen(
                store.open_items(session),
                store.open_tasks(session),
                store.open_mails(session),
                [state for state in states if state.name in configured],
            )


class _Seen:
    """What one look at the store saw."""

    __slots__ = ("items", "mails", "registries", "tasks")

    def __init__(
        self, items: Sequence[OpenItems], tasks: OpenTasks, mails: OpenMails, registries: Sequence[RegistryState]
    ) -> None:
        self.items = {entry.state: entry for entry in items}
        self.tasks = tasks
        self.mails = mails
        self.registries = registries


def _of_engine(engine: EngineFigures) -> Iterator[Metric]:
    yield _counters(
        "freehold_item_outcomes", "Attempts at items by what they came to.", ("registry", "outcome"), engine.outcomes
    )
    yield _counters(
        "freehold_item_settles",
        "Attempts at items in doubt, whose registry was asked first, by what they came to.",
        ("registry", "outcome"),
        engine.settled,
    )
    yield _counters(
        "freehold_items_put_off",
        "Attempts that surely did nothing and come again, by reason.",
        ("registry", "reason"),
        engine.put_off,
    )
    yield _counters("freehold_items_ended", "Items that ended, by how.", ("registry", "state"), engine.ended)
    yield _counter("freehold_chunk_leases_lost", "Runs whose chunk was taken over by another.", engine.leases_lost)
    yield _counter("freehold_chunks_rescued", "Open chunks that nobody worked on, enqueued again.", engine.rescued)
    yield _gauge("freehold_chunks_running", "Chunks that this process works on.", engine.running)


def _of_answers(figures: Sequence[tuple[str, RegistryFigures]]) -> Iterator[Metric]:
    yield _counters(
        "freehold_registry_answers",
        "Answers of registries by command and result code.",
        ("registry", "command", "code"),
        {
            (name, command, str(code)): count
            for name, one in figures
            for (command, code), count in one.answers.copy().items()
        },
    )
    yield _counters(
        "freehold_registry_unanswered",
        "Commands whose answer never came.",
        ("registry", "command"),
        {(name, command): count for name, one in figures for command, count in one.unanswered.copy().items()},
    )
    yield _counters(
        "freehold_registry_logins",
        "Tries to log in, by how they ended.",
        ("registry", "outcome"),
        {(name, outcome): count for name, one in figures for outcome, count in one.logins.copy().items()},
    )
    yield _histogram(
        "freehold_registry_round_trip_seconds",
        "From sending a command to its answer.",
        ("registry",),
        [((name,), one.round_trip) for name, one in figures],
    )


def _of_registries(registries: Sequence[Registry]) -> Iterator[Metric]:
    """What is counted in this process of each registry account."""
    figures = [(registry.name, registry.manners.figures) for registry in registries]
    yield from _of_answers(figures)
    yield _counters(
        "freehold_registry_limiter_waits",
        "Commands that waited because the commands a second were used up.",
        ("registry",),
        {(name,): one.turns.count for name, one in figures},
    )
    yield _counters(
        "freehold_registry_limiter_wait_seconds",
        "How long they waited altogether.",
        ("registry",),
        {(name,): one.turns.seconds for name, one in figures},
    )
    yield _gauges(
        "freehold_registry_sessions",
        "Sessions that are logged in.",
        ("registry",),
        {(registry.name,): registry.sessions_open for registry in registries},
    )
    yield _gauges(
        "freehold_registry_commands_in_flight",
        "Commands that are sent and not answered.",
        ("registry",),
        {(registry.name,): registry.in_flight for registry in registries},
    )
    yield _gauges(
        "freehold_registry_messages_waiting",
        "Messages in the registry's queue when it was last asked.",
        ("registry",),
        {(name,): one.messages_waiting for name, one in figures if one.messages_waiting is not None},
    )
    yield _gauges(
        "freehold_registry_held",
        "1 while this keeps changes at the registry waiting.",
        ("registry", "reason"),
        {
            (registry.name, reason.code): int(hold is not None and hold.reason is reason)
            for registry, hold in [(registry, registry.manners.hold()) for registry in registries]
            for reason in _HOLDS
        },
    )


def _of_work(seen: _Seen, now: Instant) -> Iterator[Metric]:
    yield _gauges(
        "freehold_items_unfinished",
        "Items that did not end yet, by state.",
        ("state",),
        {(_word(state),): seen.items[state].count if state in seen.items else 0 for state in _UNFINISHED},
    )
    yield _gauges(
        "freehold_items_oldest_age_seconds",
        "How long ago the oldest of them was accepted; 0 when there is none.",
        ("state",),
        {
            (_word(state),): _age(seen.items[state].oldest_at if state in seen.items else None, now)
            for state in _UNFINISHED
        },
    )
    yield _gauges(
        "freehold_tasks_unfinished",
        "Tasks with items that did not end yet: waiting when none of them was begun.",
        ("state",),
        {("waiting",): seen.tasks.waiting, ("executing",): seen.tasks.executing},
    )
    yield _gauge("freehold_outbox_mails", "Mails that did not leave yet.", seen.mails.count)
    yield _gauge(
        "freehold_outbox_oldest_age_seconds",
        "How long the oldest of them waits; 0 when there is none.",
        _age(seen.mails.oldest_at, now),
    )


def _of_states(states: Sequence[RegistryState], now: Instant) -> Iterator[Metric]:
    yield _gauges(
        "freehold_registry_paused",
        "1 while the registry account is paused, by who paused it.",
        ("registry", "source"),
        {
            (state.name, source.value): int(any(pause.source is source for pause in state.pauses))
            for state in states
            for source in PauseSource
        },
    )
    yield _gauges(
        "freehold_registry_chunks_open",
        "Chunks of tasks that are not done.",
        ("registry",),
        {(state.name,): state.open_chunks for state in states},
    )
    yield _gauges(
        "freehold_registry_chunks_held",
        "Those of them that wait for the registry account to be free to work.",
        ("registry",),
        {(state.name,): state.waiting_chunks for state in states},
    )
    yield _gauges(
        "freehold_registry_certificate_days",
        "Whole days until a certificate ends, ours or the registry's.",
        ("registry", "whose"),
        {
            (state.name, certificate.whose): certificate.days_left(now)
            for state in states
            for certificate in state.certificates
        },
    )


def _word(state: ItemState) -> str:
    return state.name.lower()


def _age(since: Instant | None, now: Instant) -> float:
    return 0.0 if since is None else max(0.0, (now - since) / SECOND)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(name, meaning, value=value)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)


def _counters(name: str, meaning: str, labels: Sequence[str], values: Mapping[Any, float]) -> Metric:
    return _labelled(CounterMetricFamily, name, meaning, labels, values)


def _gauges(name: str, meaning: str, labels: Sequence[str], values: Mapping[Any, float]) -> Metric:
    return _labelled(GaugeMetricFamily, name, meaning, labels, values)


def _labelled(
    kind: Callable[..., Any], name: str, meaning: str, labels: Sequence[str], values: Mapping[Any, float]
) -> Metric:
    family = kind(name, meaning, labels=labels)
    # A copy: the threads that count go on meanwhile.
    for place, value in sorted(dict(values).items()):
        family.add_metric([str(part) for part in place], value)
    return family  # type: ignore[no-any-return]  # both kinds are metrics


def _histogram(
    name: str, meaning: str, labels: Sequence[str], values: Iterable[tuple[Sequence[str], Histogram]]
) -> Metric:
    family = HistogramMetricFamily(name, meaning, labels=labels)
    for place, histogram in values:
        family.add_metric(place, *buckets(histogram))
    return family


def buckets(histogram: Histogram) -> tuple[list[tuple[str, float]], float]:
    """A histogram as its text form wants it: how many fell at or under each bound, and the sum."""
    below, found = 0, []
    for bound, count in zip((*map(str, histogram.bounds), "+Inf"), histogram.counts, strict=True):
        below += count
        found.append((bound, float(below)))
    return found, histogram.total
