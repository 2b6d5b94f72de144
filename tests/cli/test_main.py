"""The command tree, and how commands end."""

import pkgutil
import subprocess
import sys
from importlib import import_module

import click
import pytest

from freehold import __version__, cli
from freehold.cli.main import COMMANDS, freehold


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def test_help_names_every_command_and_imports_none_of_them() -> None:
    asked = python(
        "-c",
        "import sys\nfrom freehold.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted(name for name in sys.modules if name.startswith('freehold')))",
    )

    lines = asked.stdout.splitlines()
    assert [name for name in COMMANDS if not any(line.startswith(f"  {name} ") for line in lines)] == []
    assert lines[-1] == "['freehold', 'freehold.cli', 'freehold.cli.main']"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_says_what_it_does(name: str) -> None:
    command = freehold.get_command(click.Context(freehold), name)

    assert command is not None
    assert command.name == name
    assert command.get_short_help_str(200).endswith(".")


def test_no_command_is_left_out_of_the_table() -> None:
    names = [module.name for module in pkgutil.iter_modules(cli.__path__)]
    commands = [
        name for name in names if isinstance(getattr(import_module(f"freehold.cli.{name}"), name, None), click.Command)
    ]

    assert sorted(commands) == sorted(COMMANDS)


def test_python_dash_m_is_the_same_command() -> None:
    assert python("-m", "freehold", "--version").stdout == f"freehold, version {__version__}\n"


def test_an_unknown_command_is_a_usage_error(run) -> None:
    ended = run("chnage")

    assert (ended.code, ended.out) == (2, "")
    assert "No such command 'chnage'" in ended.err


def test_an_error_is_one_line_that_says_what_to_do(run, data) -> None:
    ended = run("account", "list", "--data", data)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"Error: {data} holds no Freehold data yet. Start freehold serve --data {data} once.\n"


def test_a_data_folder_that_is_a_file_is_a_usage_error(run, data) -> None:
    data.write_text("")

    ended = run("account", "list", "--data", data)

    assert ended.code == 2
    assert "is a file" in ended.err


def test_a_reader_that_has_seen_enough_gives_no_stack_trace(run, data) -> None:
    assert run("account", "create", "acme", "--data", data).code == 0

    listed = subprocess.run(
        f"{sys.executable} -m freehold account list --data {data} | true",
        shell=True, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (listed.returncode, listed.stderr) == (0, "")
