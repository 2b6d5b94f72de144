"""``freehold serve``: API, engine and, when no registry is configured, a sandbox registry, in one command."""

import logging
import os
from pathlib import Path
from typing import Any

import click

from freehold import faults
from freehold.cli.clock_choice import business_clock
from freehold.cli.listening import check_certificate, host_and_port
from freehold.cli.sandbox_child import SandboxChild, SandboxFailed
from freehold.clock import Clock
from freehold.settings import RegistrySettings, Settings


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder of the store, the key, the mails and the sandbox; made when missing.",
)
@click.option("--listen", default="127.0.0.1:8400", show_default=True, help="HOST:PORT; port 0 picks a free one.")
@click.option("--database", default=None, help="URL of the database; SQLite in the data folder when left out.")
@click.option("--config", type=click.Path(path_type=Path, exists=True), default=None, help="Settings, a TOML file.")
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
    help="Let business time start at TIME (now, when left out) and be moved.",
)
@click.option("--tls", type=click.Choice(["auto"]), default=None, help="Serve https with a certificate of our own CA.")
@click.option(
    "--tls-certificate", type=click.Path(path_type=Path, exists=True), default=None, help="PEM file, chain included."
)
@click.option("--tls-key", type=click.Path(path_type=Path, exists=True), default=None, help="PEM file.")
@click.option("--allow-faults", is_flag=True, hidden=True, help="Start although FREEHOLD_FAULTS is set (tests).")
def serve(
    data: Path, listen: str, database: str | None, config: Path | None, seed: Path | None, clock: str | None,
    tls: str | None, tls_certificate: Path | None, tls_key: Path | None, allow_faults: bool,
) -> None:  # fmt: skip
    """Run Freehold: the API, the engine and, when no registry is configured, a sandbox registry."""
    _arm_faults(allow_faults)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    host, port = host_and_port(listen)
    certificate = _certificate(data, host, tls, tls_certificate, tls_key)
    from freehold.opening import open_store
    from freehold.settings import load

    overrides: dict[str, Any] = {"data": data, "listen": listen}
    if database is not None:
        overrides["database"] = database
    settings = load(config, os.environ, overrides)
    store = open_store(data, url=settings.database)
    child = None if settings.registries else SandboxChild(data / "sandbox")
    try:
        business = business_clock(clock, data)
        if child is not None:
            settings = _with_sandbox(settings, child)
        if seed is not None:
            _load_seed(seed, store, business, child)
        _run(settings, store, business, (host, port), certificate)
    except SandboxFailed as failed:
        raise click.ClickException(str(failed)) from failed
    finally:
        store.close()
        if child is not None:
            child.stop()


def _arm_faults(allowed: bool) -> None:
    orders = os.environ.get("FREEHOLD_FAULTS")
    if orders and not allowed:
        raise click.ClickException("FREEHOLD_FAULTS is set. Unset it; only tests start with --allow-faults.")
    try:
        faults.arm(orders, os.environ.get("FREEHOLD_FAULT_LOG"))
    except ValueError as error:
        raise click.ClickException(f"{error}.") from error


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


def _with_sandbox(settings: Settings, child: SandboxChild) -> Settings:
    child.start()
    return settings.with_registry(
        RegistrySettings(
            name="sandbox",
            address=child.address,
            login=(child.data / "login").read_text(encoding="utf-8").strip(),
            password=(child.data / "password").read_text(encoding="utf-8").strip(),
            ca_file=child.data / "ca.pem",
            tlds=("*",),
            sessions=4,
            window=8,
            commands_per_second=None,
            commands_a_session=1_000_000,
            poll_seconds=1.0,
            # What the practice registry shows goes before what policies say of real ones (contract.md, 2).
            method="update",
        )
    )


def _load_seed(seed: Path, store: Any, business: Clock, child: SandboxChild | None) -> None:
    from freehold import seeds
    from freehold.sandbox.admin_client import AdminClient

    loaded = seeds.load(seed, store, business.now())
    if child is not None:
        with AdminClient(child.data) as admin:
            admin.seed(loaded.registry_objects())
            admin.add_faults(loaded.faults, once=True)


def _run(
    settings: Settings, store: Any, business: Clock, address: tuple[str, int], certificate: tuple[Path, Path] | None
) -> None:
    from freehold.app import App
    from freehold.web import asgi, confirm_change, review_callback, server, verify_email

    app = App(settings, store, business)
    app.start()
    scheme = "http" if certificate is None else "https"

    def ready(bound: str, at: int) -> None:
        app.base_url = app.base_url or f"{scheme}://{bound}:{at}"
        click.echo(f"Freehold is ready at {scheme}://{bound}:{at}")

    routes = {
        verify_email.PATH: verify_email.page(app.confirm_email),
        confirm_change.PATH: confirm_change.page(app),
        review_callback.PATH: review_callback.door(app.take_review),
    }
    try:
        server.run(
            asgi.create(app, routes=routes),
            *address,
            ready,
            tls_certificate=certificate[0] if certificate else None,
            tls_key=certificate[1] if certificate else None,
        )
    finally:
        app.stop()
