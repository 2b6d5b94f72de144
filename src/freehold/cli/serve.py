"""``freehold serve``: API, engine and, when no registry is configured, a sandbox registry, in one command."""

import os
from collections.abc import Mapping
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Any

import click

from freehold import otel
from freehold.cli.clock_choice import business_clock
from freehold.cli.data_folder import config_option, make_ready
from freehold.cli.listening import CannotListen, check_certificate, host_and_port, passed_socket, shown_host
from freehold.cli.practice import Practice
from freehold.cli.sandbox_child import SandboxFailed
from freehold.cli.starting import arm_faults, begin_start, end_start, end_without_store, load_settings, start_options
from freehold.clock import Clock
from freehold.settings import Settings

if TYPE_CHECKING:
    from freehold.app import App
    from freehold.web.rpc_endpoint import AsgiApp


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder of the store, the key, the mails and the sandbox; made when missing.",
)
@click.option(
    "--listen",
    default="127.0.0.1:8400",
    show_default=True,
    help="HOST:PORT; port 0 picks a free one. A listening socket that systemd passes (LISTEN_FDS) goes before it.",
)
@click.option("--database", default=None, help="URL of the database; SQLite in the data folder when left out.")
@config_option
@click.option(
    "--seed",
    type=click.Path(path_type=Path, exists=True),
    default=None,
    help="Accounts, profiles and domains to start with, a YAML file; loading it twice changes nothing.",
)
@click.option(
    "--clock",
    is_flag=False,
    flag_value="now",
    default=None,
    metavar="[TIME]",
    help="Let business time start at TIME (now, when left out) and be moved; a folder whose time was moved goes on with that.",
)
@click.option("--ids", default=None, metavar="SEED", help="Draw ids from a seed: the same calls give the same answers.")
@click.option(
    "--nasty", is_flag=True, help="Disturb answers as clients must bear it: late, rows in any order, one twice."
)
@click.option("--tls", type=click.Choice(["auto"]), default=None, help="Serve https with a certificate of our own CA.")
@click.option(
    "--tls-certificate", type=click.Path(path_type=Path, exists=True), default=None, help="PEM file, chain included."
)
@click.option("--tls-key", type=click.Path(path_type=Path, exists=True), default=None, help="PEM file.")
@start_options
def serve(
    data: Path, listen: str, database: str | None, config: Path | None, seed: Path | None, clock: str | None,
    ids: str | None, nasty: bool, tls: str | None, tls_certificate: Path | None, tls_key: Path | None, log_format: str | None,
    log_level: str | None, allow_faults: bool,
) -> None:  # fmt: skip
    """Run Freehold: the API, the engine and, when no registry is configured, a sandbox registry."""
    begin_start()
    arm_faults(allow_faults)
    host, port = host_and_port(listen)
    listening = passed_socket(os.environ)
    certificate = _certificate(data, host, tls, tls_certificate, tls_key)
    settings = load_settings(config, {"data": data, "listen": listen, "database": database}, log_format, log_level)
    end_traces = otel.start(settings.traces, "freehold")
    practice = _practice(settings, nasty=nasty, ids=ids)
    make_ready(data)
    try:
        # The registry makes ready while this process loads the rest of the program.
        if practice is not None:
            practice.child.begin()
        from freehold.opening import open_store

        store = open_store(data, url=settings.database, ids=None if practice is None else practice.ids)
        try:
            business = business_clock(clock, data)
            if practice is not None:
                settings = practice.registry_added(settings)
            _run(settings, store, business, (host, port), listening, certificate, seed, practice)
        finally:
            store.close()
    except SandboxFailed as failed:
        raise click.ClickException(str(failed)) from failed
    finally:
        if practice is not None:
            practice.child.stop()
        end_traces()


def _practice(settings: Settings, *, nasty: bool, ids: str | None) -> Practice | None:
    if not settings.registries:
        return Practice(settings.data, nasty=nasty, ids=ids)
    if nasty or ids is not None:
        raise click.UsageError("--nasty and --ids are for a server without registries of its own.")
    return None


def _certificate(
    data: Path, host: str, tls: str | None, certificate: Path | None, key: Path | None
) -> tuple[Path, Path] | None:
    if (certificate is None) != (key is None):
        raise click.UsageError("--tls-certificate and --tls-key go together.")
    if certificate is not None and key is not None:
        if tls is not None:
            raise click.UsageError("Give either --tls auto or --tls-certificate with --tls-key.")
        check_certificate(certificate, key)
        return certificate, key
    if tls is None:
        return None
    from freehold.sandbox.certificates import Authority

    authority = Authority(data / "tls")
    made = authority.server_certificate(host)
    click.echo(f"Clients must trust {authority.ca_file}", err=True)
    return made


def _run(
    settings: Settings, store: Any, business: Clock, address: tuple[str, int], listening: socket | None,
    certificate: tuple[Path, Path] | None, seed: Path | None, practice: Practice | None,
) -> None:  # fmt: skip
    from freehold import seeds
    from freehold.app import App
    from freehold.web import asgi, server
    from freehold.web.framing import Limits
    from freehold.web.open_files import most_connections

    app = App(settings, store, business, misbehaviour=None if practice is None else practice.misbehaviour)
    mounts: Mapping[str, AsgiApp] = {}
    loaded = None if seed is None else seeds.read(seed)
    if practice is not None:
        mounts = practice.doors(app, business, loaded)
        practice.enter(seed)
    elif seed is not None and loaded is not None:
        seeds.load(loaded, seed.name, store, business.now())
    store.when_failed(end_without_store)
    app.start()
    scheme = "http" if certificate is None else "https"

    def ready(bound: str, at: int) -> None:
        url = f"{scheme}://{shown_host(bound)}:{at}"
        app.base_url = app.base_url or url
        if practice is not None:
            practice.leave_word(url)
        end_start()
        click.echo(f"Freehold is ready at {url}")

    try:
        server.run(
            asgi.create(app, routes=_routes(app), mounts=mounts, metrics_token=settings.metrics.token),
            *address,
            ready,
            tls_certificate=certificate[0] if certificate else None,
            tls_key=certificate[1] if certificate else None,
            limits=Limits(
                connections_per_address=settings.limits.connections_per_address, connections=most_connections()
            ),
            listening=listening,
            on_ending=app.wind_down,
        )
    except server.NoAddress as error:
        raise CannotListen(*address, str(error)) from error
    finally:
        app.stop()
    if store.went_back:
        raise click.ClickException(
            "The database may have gone back in time: a failover, or a restore. Start again: calls are taken, and nothing is "
            "sent to registries before freehold restore settle."
        )
    if not store.healthy:
        raise click.ClickException("The store could make nothing durable any more. Look at the disk, then start again.")


def _routes(app: "App") -> "dict[str, AsgiApp]":
    """What is served beside the API, by path."""
    from freehold.web import confirm_change, docs, review_callback, verify_email

    return {
        verify_email.PATH: verify_email.page(app.answers.confirm_email),
        confirm_change.PATH: confirm_change.page(app.answers),
        review_callback.PATH: review_callback.door(app.answers.take_review),
        **docs.routes(app.dispatcher.catalogue.built.values()),
    }
