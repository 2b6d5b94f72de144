"""The command tree, and how every command ends.

Commands are imported when they are run, so that ``freehold --help`` stays fast. Exit codes: 0 done, 1 error, 2 usage,
3 finished with failed items, 5 the wait timed out, 130 interrupted. People see one clear line, never a stack trace,
unless they ask for it with ``--trace``.
"""

import os
import sys
from importlib import import_module

import click

from freehold import __version__

INTERRUPTED = 130
"""What shells use for a command that Ctrl-C ended: 128 and the signal's number."""

COMMANDS = {
    "demo": "Change the registrant of many practice domains, and prove it.",
    "serve": "Run Freehold: API, engine, and a practice registry when none is set up.",
    "worker": "More hands for the tasks of a PostgreSQL database.",
    "sandbox": "Run the practice registry alone, for any EPP client.",
    "account": "Make accounts and their access keys.",
    "domain": "Import and look at the domains held; approve or reject those under review.",
    "profile": "Look at registrant profiles; approve or reject those under review.",
    "task": "Look at tasks and their items, or watch one until it is done.",
    "review": "Look at documents that came with a task; approve or reject those under review.",
    "work": "See which domains wait for you, and report how each went.",
    "confirmation": "See who was asked to confirm a change of registrant, and what they said.",
    "registry": "See how registries stand, check a connection, pause one and let it go on.",
    "policy": "Show what is known of a suffix, or check the operator's own policy files.",
    "mail": "See how mails fare, try one again, take in bounces.",
    "db": "Migrate the database to this program's schema, or check it.",
    "backup": "Make a sealed backup beside a running server, or verify one.",
    "restore": "Set up a new data folder from a backup, and settle it with the registries.",
    "check": "Verify the invariants that the store shows from inside, on a live or stopped system.",
    "reconcile": "Compare our copy of the domains with their registries, and repair on command.",
    "clock": "See and move the business time of an emulator.",
    "fault": "Order misbehaviour of an emulator: of its API, and of its registry.",
    "quirks": "See where the published API is odd, and how to have it the other way.",
    "reset": "Let an emulator begin anew.",
    "settings": "Show the settings in force.",
    "doctor": "Find what is wrong with this installation, and what to do about it.",
}
"""Each command's name and line of help; the command is ``freehold.cli.<name>:<name>``."""


class _Commands(click.Group):
    """A group that imports a command only when it is run or its own help is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table: what a newcomer needs first stands first."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        found = getattr(import_module(f"freehold.cli.{cmd_name}"), cmd_name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog="Documents: docs/index.md")
@click.version_option(__version__, prog_name="freehold")
@click.option("--trace", is_flag=True, help="When something goes wrong, show where in the program.")
def freehold(trace: bool) -> None:
    """Freehold changes who holds domain names, durably, and can prove what happened to each."""
    del trace


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        ended = freehold.main(given, prog_name="freehold", standalone_mode=False)
        code = ended if isinstance(ended, int) else 0
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough (``freehold task items … | head``). What is left in the buffer must
        # go nowhere, or the interpreter complains about it while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as error:
        if "--trace" in given[:1]:
            raise
        click.echo(f"Error: {_line(error)}", err=True)
        code = 1
    sys.exit(code)


def _line(error: Exception) -> str:
    """One line for people; what we raise ourselves is written for them, the rest is a bug or the system's."""
    if isinstance(error, OSError) and error.strerror is not None:
        return f"{error.strerror}: {error.filename}" if error.filename is not None else error.strerror
    trouble = _of_postgresql(error)
    if trouble:
        return f"PostgreSQL cannot be used: {trouble}. Look at the address, the user's rights and the server's log."
    words = " ".join(str(error).split())
    if type(error).__module__.startswith("freehold.") and words:
        return words
    return f"something unexpected went wrong ({type(error).__name__}: {words}). Run freehold --trace … to see where."


def _of_postgresql(error: Exception) -> str:
    """What the server or the way to it says no with; nothing where it is another's, or a mistake of ours in a statement."""
    said = getattr(error, "orig", error)
    kinds = {(kind.__module__.partition(".")[0], kind.__name__) for kind in type(said).__mro__}
    theirs = ("psycopg", "OperationalError") in kinds or ("psycopg", "InsufficientPrivilege") in kinds
    return str(said).strip().partition("\n")[0] if theirs else ""
