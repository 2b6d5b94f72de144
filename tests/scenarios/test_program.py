"""The program as its users run it: the demo, TLS, stop and start, a folder that is taken."""

import signal
import socket
import subprocess
import sys
from collections import Counter

import psutil
from alibabacloud_domain20180129 import models

from freehold.clock import monotonic
from freehold.sandbox.admin_client import AdminClient
from freehold.sandbox.certificates import Authority
from support.scene import Progress, Scene
from support.sdk import v2_client
from support.served import Served, acme
from support.waiting import until


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


def test_an_operators_own_certificate_serves_the_main_job(tmp_path):
    authority = Authority(tmp_path / "tls")
    certificate, key = authority.server_certificate("127.0.0.1")
    options = ("--tls-certificate", str(certificate), "--tls-key", str(key))
    with Served(tmp_path / "data", acme([{"name": "example.com"}]), *options) as served:
        client = v2_client(served.endpoint, "testid", "testsecret", ca=authority.ca_file)
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=["example.com"], registrant_profile_id=1
        )
        task_no = client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no
        question = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=20, task_status=2)
        until(lambda: client.query_task_detail_list(question).body.total_item_num == 1)


def test_what_cannot_be_served_is_said_before_anything_is_made(tmp_path):
    """Bad input never gives a stack trace or a half-done change."""
    mine, mine_key = Authority(tmp_path / "mine").server_certificate("127.0.0.1")
    _, others_key = Authority(tmp_path / "others").server_certificate("127.0.0.1")
    (junk := tmp_path / "junk").write_text("junk")
    data = tmp_path / "data"

    def refused(*options):
        ended = run("serve", "--data", data, *options)
        return ended.returncode, ended.stderr.splitlines()[-1]

    assert refused("--listen", "nonsense") == (
        2, "Error: --listen nonsense: write HOST:PORT, the port from 0 to 65535."
    )  # fmt: skip
    assert refused("--listen", "127.0.0.1:65536") == (
        2, "Error: --listen 127.0.0.1:65536: write HOST:PORT, the port from 0 to 65535."
    )  # fmt: skip
    assert refused("--tls-certificate", mine) == (2, "Error: --tls-certificate and --tls-key go together.")
    assert refused("--tls", "auto", "--tls-certificate", mine, "--tls-key", mine_key) == (
        2, "Error: Give either --tls auto or --tls-certificate with --tls-key."
    )  # fmt: skip
    assert refused("--tls-certificate", mine, "--tls-key", others_key) == (
        1, f"Error: {others_key} is not the key of the certificate {mine}."
    )  # fmt: skip
    assert refused("--tls-certificate", junk, "--tls-key", mine_key) == (
        1, f"Error: {junk} and {mine_key} cannot be used. Give a certificate and its key without password, both PEM."
    )  # fmt: skip
    assert not data.exists()


def test_an_address_that_is_taken_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = run("serve", "--data", tmp_path / "data", "--listen", address)

        sandbox = run("sandbox", "--data", tmp_path / "sandbox", "--listen", address)

    advice = "End the program that has it, or name another address of this machine."
    assert (ended.returncode, ended.stderr) == (1, f"Error: --listen {address}: Address already in use. {advice}\n")
    assert (sandbox.returncode, sandbox.stderr.lower()) == (1, ended.stderr.lower())


def test_the_registry_that_serve_keeps_is_started_again_when_it_dies(tmp_path):
    with Served(tmp_path / "data", acme([{"generate": 1000, "pattern": "shop-{n:05d}.com"}])) as served:
        client = v2_client(served.endpoint, "testid", "testsecret")
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=[f"shop-{number:05d}.com" for number in range(1, 1001)], registrant_profile_id=1
        )
        task_no = client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no
        folder = tmp_path / "data" / "sandbox"
        with AdminClient(folder) as admin:
            until(lambda: admin.transforms("domain:update"), every=0.005)
        (registry,) = psutil.Process(served.process.pid).children()
        registry.kill()
        question = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=20, task_status=2)
        until(lambda: client.query_task_detail_list(question).body.total_item_num == 1000)
        with AdminClient(folder) as admin:
            assert Counter(admin.transforms("domain:update").values()) == {1: 1000}


def test_a_second_server_on_a_folder_says_that_it_is_taken(tmp_path):
    with Served(tmp_path / "data"):
        # A folder that it made is closed to others.
        assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
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
