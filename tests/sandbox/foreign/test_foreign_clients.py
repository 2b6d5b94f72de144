"""EPP clients that are not ours, each in a process of its own, at the sandbox over TLS: answers as the RFCs say."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.scene import SandboxProcess

HERE = Path(__file__).parent
CLIENTS = {
    "epptools": ([sys.executable, str(HERE / "epptools_client.py")], "TOOLS-1", "tools.example"),
    "eppy": ([sys.executable, "-W", "ignore", str(HERE / "eppy_client.py")], "EPPY-1", "eppy.example"),
    "Net::EPP": (["perl", str(HERE / "net_epp_client.pl")], "NETEPP-1", "netepp.example"),
}
EXPECTED = [
    ("login", 1000),
    ("contact create", 1000),
    ("contact create again", 2302),
    ("domain create", 1000),
    ("domain info", 1000),
    ("domain update", 1000),
    ("domain info after", 1000),
    ("unknown domain", 2303),
    ("poll", 1301),
    ("acknowledge", 1000),
    ("poll again", 1300),
    ("logout", 1500),
]


@pytest.fixture
def sandbox(tmp_path):
    running = SandboxProcess(tmp_path / "registry").start()
    yield running
    running.stop()


@pytest.mark.parametrize("name", CLIENTS)
def test_a_foreign_client_drives_the_registry(sandbox, name):
    command, contact, domain = CLIENTS[name]
    if name == "eppy" and sys.version_info >= (3, 12):
        pytest.skip("it calls ssl.wrap_socket, which Python 3.12 dropped")
    assert shutil.which(command[0]), f"{command[0]} is missing; make test installs it"
    with sandbox.admin() as admin:
        admin.seed([{"name": "shop.example", "registrant": "PRIOR"}])
        admin.ask("say", text="Maintenance on Sunday")
    host, _, port = sandbox.address.rpartition(":")
    login, password = ((sandbox.folder / file).read_text().strip() for file in ("login", "password"))

    ended = subprocess.run(
        [*command, host, port, login, password, str(sandbox.folder / "ca.pem")],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
    steps = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [(step["step"], step["code"]) for step in steps] == EXPECTED
    assert steps[6]["registrant"] is True
    with sandbox.admin() as admin:
        held = {entry["name"]: entry["registrant"] for entry in admin.domains()}
        applied = [(entry["command"], entry["object"]) for entry in admin.ledger()]
    assert held == {"shop.example": contact, domain: contact}
    assert applied == [("contact:create", contact), ("domain:create", domain), ("domain:update", "shop.example")]
