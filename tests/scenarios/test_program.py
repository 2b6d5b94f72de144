"""The program as its users run it: the demo, TLS, stop and start, a folder that is taken."""

import signal
import subprocess
import sys
from collections import Counter

from alibabacloud_domain20180129 import models

from freehold.clock import monotonic
from support.scene import Progress, Scene
from support.sdk import v2_client
from support.served import Served, acme


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "freehold", *map(str, arguments)], capture_output=True, text=True, timeout=120
    )


def test_the_demo_changes_every_domain_and_asks_the_registry_itself():
    ended = run("demo", "--domains", "60")

    assert ended.returncode == 0, ended.stderr
    said = ended.stdout.splitlines()
    assert said[0] == "Starting Freehold and its sandbox registry with 60 domains ..."
    kinds = [line.split()[0] for line in said if line.endswith("The operation is successful.")]
    assert {kind.rpartition(".")[2] for kind in kinds} == {"com", "net", "xyz", "cn"}
    assert any(not kind.isascii() for kind in kinds)
    assert (
        "At the registry: 60 of 60 domains have the new registrant and the lock, 60 were changed exactly once." in said
    )


def test_a_demo_on_a_folder_that_is_there_says_so(tmp_path):
    ended = run("demo", "--domains", "1", "--keep", tmp_path)

    assert (ended.returncode, ended.stderr) == (1, f"Error: {tmp_path} exists already. Name a new folder.\n")


def test_a_certificate_of_its_own_serves_the_newer_sdks(tmp_path):
    with Served(tmp_path / "data", acme([{"name": "example.com"}]), "--tls", "auto") as served:
        client = v2_client(served.endpoint, "testid", "testsecret", ca=tmp_path / "data" / "tls" / "ca.pem")
        found = client.query_domain_list(models.QueryDomainListRequest(page_num=1, page_size=20)).body
        assert [domain.domain_name for domain in found.data.domain] == ["example.com"]


def test_a_second_server_on_a_folder_says_that_it_is_taken(tmp_path):
    with Served(tmp_path / "data", acme([])):
        ended = run("serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0")

    assert ended.returncode == 1
    assert ended.stderr == "Error: freehold.db is in use by another Freehold. Stop that one first.\n"


def test_a_stop_in_the_middle_is_quick_and_the_next_start_goes_on(tmp_path):
    """REL-18."""
    with Scene(tmp_path, 3000) as scene:
        task_no = scene.submit()
        Progress(scene.sandbox).reached(500)
        began = monotonic()
        scene.served.process.send_signal(signal.SIGTERM)
        assert scene.served.process.wait(15) == 0
        assert monotonic() - began < 10
        scene.served.process.stdout.close()
        with scene.sandbox.admin() as admin:
            assert admin.ask("stats")["sessions"] == 0
            before = len(admin.ledger())
        assert before < 3000
        scene.served.start()
        scene.all_true(task_no)


def test_a_domain_list_is_imported_and_a_bad_row_named(tmp_path):
    with Served(tmp_path / "data", acme([])) as served:
        file = tmp_path / "held.csv"
        good = "domain,expires,registrant,email,country\nexample.com,2030-01-02,Example Widgets Ltd,a@example.com,CN\n"
        file.write_text(good + "exa mple.com,2030-01-02,Example Widgets Ltd,a@example.com,CN\n")
        refused = run("domain", "import", file, "--account", "acme", "--data", served.data)
        file.write_text(good)
        taken = run("domain", "import", file, "--account", "acme", "--data", served.data)
        client = v2_client(served.endpoint, "testid", "testsecret")
        found = client.query_domain_list(models.QueryDomainListRequest(page_num=1, page_size=20)).body.data.domain

    assert refused.returncode == 1
    assert "held.csv, row 3: " in refused.stderr
    assert taken.returncode == 0, taken.stderr
    assert Counter(domain.domain_name for domain in found) == {"example.com": 1}
