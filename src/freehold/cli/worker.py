"""``freehold worker``: more hands for the tasks of a PostgreSQL database, on this or another host."""

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold import otel
from freehold.cli.data_folder import config_option
from freehold.cli.listening import CannotListen, host_and_port, shown_host
from freehold.cli.starting import (
    arm_faults,
    begin_start,
    end_start,
    end_without_store,
    load_settings,
    start_options,
)

if TYPE_CHECKING:
    from freehold.app import App


@click.command()
@click.option("--database", default=None, help="URL of the database, postgresql://…; the settings' when left out.")
@config_option
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder with the database's key (master.key).",
)
@click.option(
    "--listen",
    default=None,
    help="HOST:PORT for /metrics, /healthz and /readyz; the settings' metrics.listen when left out, nowhere without it.",
)
@start_options
def worker(
    database: str | None, config: Path | None, data: Path, listen: str | None, log_format: str | None,
    log_level: str | None, allow_faults: bool,
) -> None:  # fmt: skip
    """Work on the tasks of a PostgreSQL database, beside any number of others; the API is served elsewhere."""
    begin_start()
    arm_faults(allow_faults)
    settings = load_settings(config, {"data": data, "database": database}, log_format, log_level)
    if settings.database is None or not settings.database.startswith("postgresql"):
        raise click.UsageError("A worker needs a PostgreSQL database: --database postgresql://USER:PASSWORD@HOST/NAME.")
    if not settings.registries:
        raise click.UsageError("A worker needs the registries of the settings. Give the same --config as to serve.")
    where = listen or settings.metrics.listen
    address = host_and_port(where) if where else None
    from freehold.app import App
    from freehold.clock import SteadyClock
    from freehold.opening import open_store, require_key

    require_key(data)
    end_traces = otel.start(settings.traces, "freehold-worker")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    store = open_store(data, url=settings.database)
    store.when_failed(end_without_store)
    try:
        app = App(settings, store, SteadyClock())
        app.start()
        try:
            end_start()
            click.echo(f"Freehold works as {app.name}")
            if address is None:
                stopping.wait()
            elif not stopping.is_set():
                _be_watched(app, address, settings.metrics.token, stopping)
        finally:
            app.stop()
    finally:
        store.close()
        end_traces()


def _be_watched(app: "App", address: tuple[str, int], token: str, stopping: threading.Event) -> None:
    """Answer for health and figures until a signal comes."""
    from freehold.web import asgi, metrics, server

    def ready(host: str, port: int) -> None:
        click.echo(f"Its figures are at http://{shown_host(host)}:{port}{metrics.PATH}")
        if stopping.is_set():
            # The signal came before the server took signals over.
            signal.raise_signal(signal.SIGTERM)

    try:
        server.run(asgi.create_watched(app, metrics_token=token), *address, ready, on_ending=app.wind_down)
    except server.NoAddress as error:
        raise CannotListen(*address, str(error)) from error
