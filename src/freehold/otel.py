"""Spans by OpenTelemetry, sent to a collector over OTLP/HTTP; the one module that imports it, and only where it is asked for.

Attributes are ids and codes alone: no domain, no account, nothing a caller or a registry said. Of an error its kind is told,
not its words.
"""

from collections.abc import Callable
from typing import Any

from freehold import __version__, traces
from freehold.settings import BadSettings, TracesSettings
from freehold.traces import Kind, Value


def start(settings: TracesSettings, service: str) -> Callable[[], None]:
    """Record spans of this process, if the settings name a collector; what is given ends that and sends what is left.

    Raises BadSettings where the packages are missing. A collector that does not answer loses spans and holds nobody up.
    """
    if not settings.endpoint:
        return lambda: None
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
    except ImportError as error:
        raise BadSettings(
            f"traces.endpoint needs a package that is missing ({error.name}). Install freehold[otel], or leave it out."
        ) from error
    ratio = TraceIdRatioBased(settings.share)
    provider = TracerProvider(
        # A caller's own mark is not asked: it would let callers decide how much is recorded here.
        sampler=ParentBased(ratio, remote_parent_sampled=ratio, remote_parent_not_sampled=ratio),
        resource=Resource.create({"service.name": service, "service.version": __version__}),
    )
    headers = {"authorization": f"Bearer {settings.token}"} if settings.token else None
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.endpoint, headers=headers)))
    traces.use(_OtelSpans(provider.get_tracer("freehold", __version__), trace))

    def end() -> None:
        traces.use(None)
        provider.shutdown()

    return end


class _OtelSpans:
    def __init__(self, tracer: Any, trace: Any) -> None:
        self._tracer = tracer
        self._trace = trace

    def begin(self, name: str, kind: Kind, parent: str | None, attributes: dict[str, Value]) -> "_OtelSpan":
        trace = self._trace
        above = None
        if parent is not None:
            context = trace.SpanContext(
                int(parent[3:35], 16),
                int(parent[36:52], 16),
                is_remote=True,
                trace_flags=trace.TraceFlags(int(parent[53:], 16)),
            )
            above = trace.set_span_in_context(trace.NonRecordingSpan(context))
        named = {f"freehold.{key}": value for key, value in attributes.items()}
        kinds = trace.SpanKind
        chosen = {"server": kinds.SERVER, "internal": kinds.INTERNAL, "client": kinds.CLIENT}[kind]
        return _OtelSpan(self._tracer.start_span(name, context=above, kind=chosen, attributes=named), trace)


class _OtelSpan:
    __slots__ = ("_span", "_trace", "traceparent")

    def __init__(self, span: Any, trace: Any) -> None:
        self._span = span
        self._trace = trace
        context = span.get_span_context()
        self.traceparent = f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"

    def note(self, attributes: dict[str, Value]) -> None:
        for key, value in attributes.items():
            self._span.set_attribute(f"freehold.{key}", value)

    def rename(self, name: str) -> None:
        self._span.update_name(name)

    def end(self, error: type[BaseException] | None) -> None:
        if error is not None:
            self._span.set_status(self._trace.StatusCode.ERROR, error.__name__)
        self._span.end()
