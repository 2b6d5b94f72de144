"""``freehold sandbox``: the practice registry alone, for tests, demos and other people's EPP clients."""

import asyncio
import ctypes
import fcntl
import os
import re
import secrets
import signal
import ssl
import threading
from pathlib import Path
from typing import IO, Any

import click

from freehold.cli.data_folder import make_ready
from freehold.cli.listening import CannotListen, host_and_port, shown_host
from freehold.cli.starting import begin_start, end_start

_LOGIN = re.compile(r"[A-Za-z0-9-]{3,16}")


@click.command()
@click.option("--listen", default="127.0.0.1:7000", show_default=True, help="HOST:PORT; port 0 picks a free one.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("sandbox-data"),
    show_default=True,
    help="Folder of its objects, certificates and log-in; made when missing.",
)
@click.option(
    "--seed",
    type=click.Path(path_type=Path, exists=True),
    default=None,
    help="Domains, faults and fees to start with, a YAML file; loading it twice changes nothing.",
)
@click.option("--login", default="registrar-1", show_default=True, help="The registrar's name.")
@click.option("--sessions", type=click.IntRange(1), default=100, show_default=True, help="Sessions at a time.")
@click.option(
    "--mode",
    "modes",
    multiple=True,
    metavar="[SUFFIX=]MODE",
    help="How it takes new registrants, for a suffix or for all: thick, minimum, thin, thin-with-code, audited, update-with-data, trade, "
    "trade-with-consent, per-registrar.",
)
@click.option(
    "--registrar",
    "others",
    multiple=True,
    metavar="LOGIN[=MODE]",
    help="A second registrar, with a port of its own; in mode per-registrar the registry behaves so towards it.",
)
@click.option(
    "--extension",
    "extensions",
    multiple=True,
    metavar="NAMESPACE",
    help="Offer this extension, and no others than those named so.",
)
@click.option(
    "--code-anchor",
    "code_anchors",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take verification codes that this certificate vouches for, a PEM file (mode thin-with-code).",
)
@click.option("--end-with-fd", type=int, default=None, hidden=True, help="End when this pipe does.")
def sandbox(data: Path, listen: str, seed: Path | None, login: str, sessions: int, modes: tuple[str, ...],
            others: tuple[str, ...], extensions: tuple[str, ...], code_anchors: tuple[Path, ...],
            end_with_fd: int | None) -> None:  # fmt: skip
    """Run a practice registry: EPP over TLS, objects that survive a kill, misbehaviour on order."""
    begin_start()
    host, port = host_and_port(listen)
    _check_logins(login, others)
    make_ready(data)
    lock = _alone(data)
    if end_with_fd is not None:
        _end_with(end_with_fd)
    import uvloop

    uvloop.run(_serve(data, host, port, seed, login, sessions, modes, others, extensions, code_anchors))
    lock.close()


def _check_logins(login: str, others: tuple[str, ...]) -> None:
    """Log-ins that EPP has no place for (RFC 5730, clIDType: 3 to 16 characters), or that two have."""
    seen: set[str] = set()
    for option, entry in (("--login", login), *(("--registrar", other) for other in others)):
        name = entry.partition("=")[0]
        if _LOGIN.fullmatch(name) is None:
            raise click.UsageError(f"{option} {entry}: a log-in has 3 to 16 letters, digits and hyphens.")
        if name in seen:
            raise click.UsageError(f"{option} {entry}: that log-in is given already. Choose another.")
        seen.add(name)


def _alone(data: Path) -> IO[str]:
    handle = (data / "lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise click.ClickException(f"{data} is served by another sandbox. Stop that one first.") from error
    return handle


def _end_with(pipe: int) -> None:
    """End when the parent does, however it died: its end of the pipe closes with it."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, for when the pipe is inherited elsewhere

    def watch() -> None:
        while os.read(pipe, 1):
            pass
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


async def _serve(
    data: Path, host: str, port: int, seed: Path | None, login: str, sessions: int, modes: tuple[str, ...],
    others: tuple[str, ...],
    extensions: tuple[str, ...], code_anchors: tuple[Path, ...],
) -> None:  # fmt: skip
    from freehold.clock import MovableClock
    from freehold.sandbox.admin import Admin
    from freehold.sandbox.certificates import Authority
    from freehold.sandbox.server import Server
    from freehold.sandbox.session import Passwords
    from freehold.sandbox.world import World

    clock = MovableClock(file=data / "clock")
    world = World(data / "world.db", clock)
    _keep(data / "login", login)
    passwords = Passwords()
    password_file = _let_in(passwords, login, data / "password")
    server = Server(world, passwords, most_sessions=sessions)
    authority = Authority(data)
    context = _tls(*authority.server_certificate(host))
    admin = Admin(server, clock, login)
    admin_port = await admin.listen(data)
    _set_modes(server, modes)
    logins = [_registrar(server, passwords, data, entry) for entry in others]
    if extensions:
        world.begin()
        server.offers.set(extensions)
        world.commit()
    if code_anchors:
        _trust(server, code_anchors)
    if seed is not None:
        _seed(seed, server, login)
    try:
        listening = await server.listen(host, port, context, login)
    except OSError as error:
        raise CannotListen(
            host, port, os.strerror(error.errno) if error.errno is not None and error.errno > 0 else str(error)
        ) from error
    bound = listening.sockets[0].getsockname()
    end_start()
    click.echo(f"Sandbox registry is ready at {shown_host(host)}:{bound[1]}")
    click.echo(f"CA file:  {authority.ca_file}")
    click.echo(f"Log in as {login} with the password in {password_file}")
    for other in logins:
        own_port = await server.listen(host, _kept_port(data, other), context, other)
        number = own_port.sockets[0].getsockname()[1]
        _keep(data / f"port-{other}", str(number))
        click.echo(f"{other} logs in at {shown_host(host)}:{number} with the password in {data / f'password-{other}'}")
    await _told_to_end()
    listening.close()
    admin_port.close()
    server.stop()
    world.close()


def _tls(certificate: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context


async def _told_to_end() -> None:
    """Wait for a signal to end."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await ended.wait()


def _let_in(passwords: Any, login: str, file: Path) -> Path:
    """Let a registrar in with the password in this file, which is made when missing."""
    if not file.exists():
        _keep(file, secrets.token_urlsafe(9))
    passwords.add(login, file.read_text(encoding="utf-8").strip(), lambda new: _keep(file, new))
    return file


def _registrar(server: Any, passwords: Any, data: Path, entry: str) -> str:
    """Let a second registrar in, and behave towards it as told; its log-in."""
    other, _, mode = entry.partition("=")
    _let_in(passwords, other, data / f"password-{other}")
    if mode:
        _set_modes(server, (f"@{other}={mode}",))
    return other


def _kept_port(data: Path, login: str) -> int:
    """The port it had at the last start; 0 picks one."""
    file = data / f"port-{login}"
    return int(file.read_text(encoding="utf-8")) if file.exists() else 0


def _set_modes(server: Any, modes: tuple[str, ...]) -> None:
    from freehold.sandbox.modes import BadMode

    server.world.begin()
    for entry in modes:
        suffix, _, mode = entry.rpartition("=")
        try:
            server.modes.set(suffix.lower() or "*", mode)
        except BadMode as error:
            option = f"--registrar {entry[1:]}" if entry.startswith("@") else f"--mode {entry}"
            raise click.ClickException(f"{option}: {error}.") from error
    server.world.commit()


def _trust(server: Any, files: tuple[Path, ...]) -> None:
    from freehold.sandbox.code_trust import BadTrust

    server.world.begin()
    try:
        server.extras.code_trust.set("\n".join(file.read_text(encoding="ascii") for file in files))
    except (BadTrust, UnicodeDecodeError) as error:
        raise click.ClickException(f"--code-anchor: {error}") from error
    server.world.commit()


def _seed(seed: Path, server: Any, login: str) -> None:
    from freehold.sandbox.faults import BadFault, check
    from freehold.terms.seed_file import BadSeed, read_seed

    try:
        loaded = read_seed(seed.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{seed} is not UTF-8.") from error
    except BadSeed as error:
        raise click.ClickException(f"{seed}: {error}") from error
    for fault in loaded.faults:
        try:
            check(fault.order)
        except BadFault as error:
            raise click.ClickException(f"{seed}: {fault.where}: {error}. Nothing was loaded.") from error
    world = server.world
    world.begin()
    entries = [entry for account in loaded.accounts for entry in account.registry_objects(world.now())]
    world.seed(login, entries)
    if not server.faults.list():
        for fault in loaded.faults:
            server.faults.add(fault.order)
    for price in loaded.fees:
        server.extras.fees.set(price["name"], price["amount"], price["currency"])
    world.commit()


def _keep(file: Path, text: str) -> None:
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text + "\n")
    draft.rename(file)
