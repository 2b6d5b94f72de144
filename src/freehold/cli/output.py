"""What commands print: data on stdout, in the form asked for; talk on stderr.

Tables are for people and may change; ``json``, ``jsonl`` and ``csv`` are for programs and keep their names.
"""

import csv
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
Row = Mapping[str, object]

FORMATS = ("table", "json", "jsonl", "csv")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to spreadsheets; an apostrophe before it makes it text (SEC-29)."""

_WIDE = 100_000
"""Off a terminal nothing is wrapped or cut."""


def output_option(command: Decorated) -> Decorated:
    """Give a command the option ``-o``."""
    return click.option(
        "-o", "--output", type=click.Choice(FORMATS), default="table", show_default=True, help="Form of the data."
    )(command)


language_option = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of sentences."
)


def say(text: str) -> None:
    """Tell people something; it is not part of the data."""
    click.echo(plain(text), err=True)


def write_rows(columns: Sequence[str], rows: Iterable[Row], form: str) -> None:
    """Write rows of these columns to stdout, one after another where the form allows it."""
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_cell(row.get(column)) for column in columns])
    elif form == "jsonl":
        for row in rows:
            sys.stdout.write(f"{_json(row, columns)}\n")
    elif form == "json":
        separator = "["
        for row in rows:
            sys.stdout.write(f"{separator}\n  {_json(row, columns)}")
            separator = ","
        sys.stdout.write("[]\n" if separator == "[" else "\n]\n")
    else:
        _table(columns, rows)


def write_record(record: Row, form: str) -> None:
    """Write one thing: name and value a line for people, a single row for programs."""
    if form == "json":
        sys.stdout.write(f"{json.dumps(dict(record), ensure_ascii=False, indent=2)}\n")
    elif form == "table":
        width = max(map(len, record))
        for name, value in record.items():
            sys.stdout.write(f"{name:{width}}  {_shown(value)}\n".rstrip() + "\n")
    else:
        write_rows(list(record), [record], form)


def plain(text: str) -> str:
    """The text without control characters: what a registry or a caller wrote must not steer a terminal."""
    return "".join(" " if unicodedata.category(mark) in {"Cc", "Cf"} and mark != "\n" else mark for mark in text)


def _json(row: Row, columns: Sequence[str]) -> str:
    return json.dumps({column: row.get(column) for column in columns}, ensure_ascii=False)


def _cell(value: object) -> object:
    if isinstance(value, str):
        text = plain(value).replace("\n", " ")
        return f"'{text}" if text.startswith(_FORMULA) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return plain(str(value)).replace("\n", " ")


def _table(columns: Sequence[str], rows: Iterable[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    numbers = {"total", "waiting", "executing", "succeeded", "failed", "attempts", "row"}
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(
            column.replace("_", " "), justify="right" if column in numbers else "left", no_wrap=not sys.stdout.isatty()
        )
    for row in rows:
        table.add_row(*(Text(_shown(row.get(column))) for column in columns))
    Console(width=None if sys.stdout.isatty() else _WIDE, soft_wrap=False).print(table)
