"""``freehold doctor``: look at everything a running Freehold needs, and say what to do about what is wrong."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from freehold.cli import doctor_links, doctor_machine, doctor_store
from freehold.cli.data_folder import config_option, data_option, database_address
from freehold.cli.findings import Finding, said
from freehold.cli.output import language_option, output_option, write_rows
from freehold.languages import pick

_COLUMNS = ("check", "state", "found", "advice")


@click.command()
@data_option
@config_option
@click.option("--listen", default="127.0.0.1:8400", show_default=True, help="Where the server listens, or shall.")
@language_option
@output_option
def doctor(data: Path, config: Path | None, listen: str, lang: str, output: str) -> int:
    """Find what is wrong with this installation, and say what to do about it.

    Ends 0 when nothing is bad, 1 otherwise. Nothing is changed; may be run beside a server, as the user that runs it.
    """
    from freehold.settings import BadSettings, load

    trouble, settings, database = "", None, database_address()
    try:
        settings = load(
            config, os.environ, {"data": data} if database is None else {"data": data, "database": database}
        )
    except BadSettings as error:
        trouble = str(error)
    url = database if settings is None else settings.database
    checks: list[Callable[[], Iterator[Finding]]] = [
        doctor_machine.python,
        doctor_machine.sqlite,
        lambda: doctor_machine.folder(data),
        doctor_machine.flushes,
        doctor_machine.files,
        lambda: doctor_store.store(data, url),
        lambda: doctor_machine.clock(data),
        lambda: doctor_machine.port(listen),
    ]
    findings = [finding for check in checks for finding in check()]
    if settings is None:
        findings.append(Finding("settings", "bad", said("bad_settings"), trouble))
    else:
        findings.append(Finding("settings", "good", said("defaults") if config is None else str(config)))
        findings += doctor_links.registries(settings)
        findings += doctor_links.providers(settings)
        findings += doctor_links.mail_server(settings)
    for look in (doctor_store.restored, doctor_store.paused, doctor_store.mails, doctor_store.reviews):
        findings += look(data, url)
    write_rows(_COLUMNS, [finding.row(pick(lang)) for finding in findings], output)
    return 1 if any(finding.state == "bad" for finding in findings) else 0
