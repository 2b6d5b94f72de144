"""What is shipped for deployment says what the program and the tools around it understand."""

import copy
import json
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from freehold.cli.main import freehold
from freehold.settings import load

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def check(arguments):
    """A command line is one that the program takes; files need not be there."""
    name, *rest = arguments
    command = copy.copy(freehold.get_command(click.Context(freehold), name))
    command.params = [copy.copy(parameter) for parameter in command.params]
    for parameter in command.params:
        parameter.type = click.STRING if isinstance(parameter.type, click.Path) else parameter.type
    command.make_context(name, rest)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_there_is(unit):
    (line,) = re.findall(r"^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    program, *arguments = shlex.split(line)

    assert program == "/opt/freehold/bin/freehold"
    check(arguments)


def test_systemd_understands_the_units_and_finds_them_closed(tmp_path):
    """systemd's own judgement, from 0 (closed) to 10 (open)."""
    for unit in UNITS:
        name = unit.name.replace("@", "@1")
        text = unit.read_text(encoding="utf-8").replace("/opt/freehold/bin/freehold", "/bin/true")
        (tmp_path / name).write_text(text)
    files = [str(file) for file in tmp_path.iterdir()]

    verified = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, timeout=60)
    assert (verified.returncode, [line for line in verified.stderr.splitlines() if str(tmp_path) in line]) == (0, [])

    for file in files:
        judged = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", file],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert judged.returncode == 0, judged.stdout[-300:]


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_a_service_is_whole(name):
    """No daemon is here to ask: references lead somewhere, commands are ours."""
    service = COMPOSE["services"][name]

    assert ("build" in service) or ("image" in service)
    assert set(service.get("depends_on", {})) <= COMPOSE["services"].keys()
    assert set(service.get("secrets", ())) <= COMPOSE["secrets"].keys()
    for volume in service.get("volumes", ()):
        source = volume.partition(":")[0]
        assert source in COMPOSE["volumes"] or (DEPLOY / source).is_file(), volume
    if "command" in service:
        check(service["command"])


def test_the_image_is_built_of_files_that_there_are():
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    root = DEPLOY.parent
    allowed = {line[1:] for line in (root / ".dockerignore").read_text().split() if line.startswith("!")}

    for line in re.findall(r"^COPY (?!--)(.*)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (root / source).exists(), source
            assert source.split("/")[0] in allowed
    check(json.loads(re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)[-1]))


def test_the_settings_of_the_containers_load(tmp_path):
    text = (DEPLOY / "compose/freehold.toml").read_text(encoding="utf-8")
    (tmp_path / "password").write_text("practice-password")
    file = tmp_path / "freehold.toml"
    file.write_text(text.replace("/sandbox/password", str(tmp_path / "password")))

    settings = load(file, {}, {})

    assert settings.registries["practice"].address == "sandbox:7000"
    assert tomllib.loads(text)["log"] == {"level": settings.log.level}
