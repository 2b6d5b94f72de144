"""``freehold worker``: more hands for the tasks of a PostgreSQL database, on this or another host."""

import signal
import threading
from pathlib import Path

import click

from freehold import otel
from freehold.cli.starting import arm_faults, begin_start, end_start, load_settings, start_options


@click.command()
@click.option("--database", default=None, help="URL of the database, postgresql://…; the settings' when left out.")
@click.option("--config", type=click.Path(path_type=Path, exists=True), default=None, help="Settings, a TOML file.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder with the database's key (master.key).",
)
@start_options
def worker(
    database: str | None,
    config: Path | None,
    data: Path,
    log_format: str | None,
    log_level: str | None,
    allow_faults: bool,
) -> None:
    """Work on the tasks of a PostgreSQL database, beside any number of others; the API is served elsewhere."""
    begin_start()
    arm_faults(allow_faults)
    settings = load_settings(config, {"data": data, "database": database}, log_format, log_level)
    if settings.database is None or not settings.database.startswith("postgresql"):
        raise click.UsageError("A worker needs a PostgreSQL database: --database postgresql://USER:PASSWORD@HOST/NAME.")
    if not settings.registries:
        raise click.UsageError("A worker needs the registries of the settings. Give the same --config as to serve.")
    from freehold.app import App
    from freehold.clock import SteadyClock
    from freehold.opening import open_store

    end_traces = otel.start(settings.traces, "freehold-worker")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    store = open_store(data, url=settings.database)
    store.when_failed(stopping.set)
    try:
        app = App(settings, store, SteadyClock())
        app.start()
        try:
            end_start()
            click.echo(f"Freehold works as {app.name}")
            stopping.wait()
        finally:
            app.stop()
    finally:
        store.close()
        end_traces()
