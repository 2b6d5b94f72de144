"""The page on the command line: the help of every command."""

from collections.abc import Iterator

import click

from freehold.cli.main import freehold

WIDTH = 100


def command_line() -> str:
    """Every command's help, as the program prints it."""
    return (
        "# Command line\n\n"
        "`.venv/bin/freehold`, also `python -m freehold`. Data goes to stdout, talk to stderr; `-o json`, `jsonl` and `csv` are for programs.\n"
        "Exit codes: 0 done, 1 error, 2 usage, 3 finished with failed items, 5 the wait timed out, 130 interrupted.\n\n"
        + "\n".join(_pages(freehold, "freehold", None))
    )


def _pages(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    # The width is given, or the page would depend on the terminal it is made at.
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        **command.context_settings,
    )
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from _pages(found, inner, context)
