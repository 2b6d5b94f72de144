"""``freehold worker``: more hands for the tasks of a PostgreSQL database, on this or another host."""

import os
import signal
import threading
from pathlib import Path
from typing import Any

import click

from freehold import logs, otel
from freehold.cli.serve import arm_faults
from freehold.cli.starting import begin_start, end_start


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
@click.option("--log-format", type=click.Choice(["text", "json"]), default=None, help="Form of the log on stderr.")
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    default=None,
    help="From where on is logged.",
)
@click.option("--allow-faults", is_flag=True, hidden=True, help="Start although FREEHOLD_FAULTS is set (tests).")
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
    logs.set_up()
    from freehold.settings import load

    overrides: dict[str, Any] = {"data": data}
    if database is not None:
        overrides["database"] = database
    given = {name: value for name, value in (("format", log_format), ("level", log_level)) if value is not None}
    settings = load(config, os.environ, overrides, log=given)
    logs.set_up(settings.log.format, settings.log.level)
    logs.hide(*settings.secrets)
    if settings.database is None or not settings.database.startswith("postgresql"):
        raise click.UsageError("A worker needs a PostgreSQL database: --database postgresql://USER:PASSWORD@HOST/NAME.")
    if not settings.registries:
        raise click.UsageError("A worker needs the registries of the settings. Give the same --config as to serve.")
    from freehold.app import App
    from freehold.clock import SystemClock
    from freehold.opening import open_store

    end_traces = otel.start(settings.traces, "freehold-worker")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    store = open_store(data, url=settings.database)
    try:
        app = App(settings, store, SystemClock())
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
