"""How ``serve`` and ``worker`` begin, and end where the store fails: settings and log; and what is loaded once is not searched for garbage ever after."""

import gc
import logging
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from freehold import faults, logs, memory

if TYPE_CHECKING:
    from freehold.settings import Settings

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_MADE_BEFORE_A_SEARCH = 20_000
"""Objects: ten times as many as work in flight makes and lets go by itself, so that nearly all searches are saved."""


def begin_start() -> None:
    """Put the collector off: loading makes much and throws away little, and searching takes a seventh of the time."""
    gc.disable()
    memory.settle()


def end_start() -> None:
    """Keep what was loaded out of all later searches, and go on with fewer of them."""
    gc.freeze()
    gc.set_threshold(_MADE_BEFORE_A_SEARCH, 20, 50)
    gc.enable()


def end_without_store() -> None:
    """A flush that failed is final: whatever is written after it may be lost, so this process does nothing more (REL-3)."""
    logging.getLogger(__name__).critical("the store can make nothing durable any more; the process ends")
    os.kill(os.getpid(), signal.SIGTERM)


def start_options(command: Decorated) -> Decorated:
    """Give a command the options of the log, and the one by which a test says that it means its faults."""
    for option in (
        click.option(
            "--allow-faults", is_flag=True, hidden=True, help="Start although FREEHOLD_FAULTS is set (tests)."
        ),
        click.option(
            "--log-level",
            type=click.Choice(["debug", "info", "warning", "error"]),
            default=None,
            help="From where on is logged.",
        ),
        click.option(
            "--log-format", type=click.Choice(["text", "json"]), default=None, help="Form of the log on stderr."
        ),
    ):
        command = option(command)
    return command


def load_settings(
    config: Path | None, overrides: dict[str, Any], log_format: str | None, log_level: str | None
) -> "Settings":
    """The settings in force, with the log as they want it; no secret of theirs gets into it."""
    logs.set_up()
    from freehold.settings import load

    given = {name: value for name, value in (("format", log_format), ("level", log_level)) if value is not None}
    settings = load(
        config, os.environ, {name: value for name, value in overrides.items() if value is not None}, log=given
    )
    logs.set_up(settings.log.format, settings.log.level)
    logs.hide(*settings.secrets)
    _check_files(settings)
    return settings


def _check_files(settings: "Settings") -> None:
    """Certificates that a registry cannot be reached with are told now, and not by tasks that stand still.

    The start goes on: other registries are worked with, callers are answered, and the file may come yet.
    """
    if not settings.registries:
        return
    from freehold.gateway import transport

    troubles = {}
    for registry in settings.registries.values():
        try:
            transport.check_files(registry)
        except transport.UnusableFile as error:
            troubles[registry.name] = str(error)
    for name, trouble in troubles.items():
        logging.getLogger(__name__).error("registries.%s: %s Nothing is sent there before.", name, trouble)


def arm_faults(allowed: bool) -> None:
    """Take orders to die from the environment, for a test that says it means it."""
    orders = os.environ.get("FREEHOLD_FAULTS")
    if orders and not allowed:
        raise click.ClickException("FREEHOLD_FAULTS is set. Unset it; only tests start with --allow-faults.")
    try:
        faults.arm(orders, os.environ.get("FREEHOLD_FAULT_LOG"))
    except ValueError as error:
        raise click.ClickException(f"{error}.") from error
