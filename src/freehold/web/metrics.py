"""``/metrics``: the figures in Prometheus's text form (contract.md, 2).

Open like ``/healthz`` to whoever reaches the address, which is loopback unless told otherwise; ``metrics.token`` in the
settings asks for a bearer token. There is no secret and no personal data in it.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from freehold.web.answering import answer
from freehold.web.receiving import shows_token
from freehold.web.rpc_endpoint import AsgiApp, Receive, Scope, Send

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

    from freehold.web.call_figures import CallFigures

PATH = "/metrics"


class Gathers(Protocol):
    """Gives families of figures; ``freehold.operations.figures.Figures`` is one."""

    def collect(self) -> "Iterable[Metric]":
        """All of them."""
        ...


class Calls:
    """The figures of the API's door."""

    def __init__(self, figures: "CallFigures", in_flight: int) -> None:
        self._figures = figures
        self._in_flight = in_flight

    def collect(self) -> "Iterator[Metric]":
        """Calls answered and under way, and how long they took."""
        from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        from freehold.operations.figures import buckets

        calls = CounterMetricFamily(
            "freehold_api_calls", "Calls answered, by action and code; OK is a success.", labels=("action", "code")
        )
        for place, count in sorted(self._figures.answers.copy().items()):
            calls.add_metric(place, count)
        seconds = HistogramMetricFamily(
            "freehold_api_call_seconds", "From a call's head to the end of its answer.", labels=("action",)
        )
        for action, histogram in sorted(self._figures.seconds.copy().items()):
            seconds.add_metric([action], *buckets(histogram))
        in_flight = GaugeMetricFamily(
            "freehold_api_calls_in_flight", "Calls that are being answered.", value=self._in_flight
        )
        yield from (calls, seconds, in_flight)


class _All:
    def __init__(self, *sources: Gathers) -> None:
        self._sources = sources

    def collect(self) -> "Iterator[Metric]":
        for source in self._sources:
            yield from source.collect()


def text_of(*sources: Gathers) -> tuple[bytes, bytes]:
    """The figures of these sources and of the process itself as text, and its content type."""
    # Imported at the first scrape: a start needs none of it.
    from prometheus_client import ProcessCollector
    from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

    process = ProcessCollector(registry=None)
    return generate_latest(_All(*sources, process)), CONTENT_TYPE_LATEST.encode("ascii")


def door(sources: Callable[[], Iterable[Gathers]], token: str) -> AsgiApp:
    """The address as an ASGI callable, which asks for the *sources* each time; an empty *token* lets everybody in."""

    async def serve(scope: Scope, _receive: Receive, send: Send) -> None:
        if token and not shows_token(scope, token):
            await answer(send, 401, _NO_TOKEN, more=[(b"www-authenticate", b"Bearer")])
            return
        # On a thread: the store is read, and calls go on meanwhile.
        text, kind = await asyncio.to_thread(lambda: text_of(*sources()))
        await answer(send, 200, text, kind)

    return serve


_NO_TOKEN = b'{"Code":"Forbidden","Message":"Show the token that metrics.token names: Authorization: Bearer TOKEN."}'
