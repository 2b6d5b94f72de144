"""The server dies around a change that costs a fee; whatever it had heard, the registry charges each domain once (INV-5)."""

import signal

import pytest
from alibabacloud_domain20180129 import models

from support.scene import SandboxProcess, registry_settings
from support.sdk import v2_client
from support.served import Served, acme
from support.waiting import until

POINTS = ("work.plan.after_commit", "epp.domain.before_send", "epp.domain.after_send", "epp.domain.after_answer@3")
"""Intents written; about to send; sent; an answer came that nothing was written of, after two others."""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fees")
    seed = folder / "registry.yaml"
    seed.write_text("fees:\n  - {suffix: com, fee: 5.50 EUR}\n  - {domain: d1-1.com, fee: 7.25 EUR}\n")
    running = SandboxProcess(folder / "registry", "--seed", str(seed)).start()
    yield running
    running.stop()


@pytest.mark.parametrize("number", range(len(POINTS)))
def test_a_server_killed_around_a_change_that_costs_pays_once(tmp_path, sandbox, number):
    names = [f"d{number}-{place}.com" for place in range(1, 6)]
    config = tmp_path / "freehold.toml"
    config.write_text(registry_settings("north", sandbox, sessions=1, window=2, fee_at_most="10.00 EUR"))
    served = Served(
        tmp_path / "data", acme([{"name": name} for name in names]), "--config", str(config), "--allow-faults",
        env={"FREEHOLD_FAULTS": f"{POINTS[number]}=kill"},
    )  # fmt: skip
    with sandbox.admin() as admin:
        admin.seed([{"name": name, "registrant": "PRIOR"} for name in names])
        with served:
            submit(served, names)
            assert served.process.wait(60) == -signal.SIGKILL
            served.process.stdout.close()
        served.env["FREEHOLD_FAULTS"] = ""
        with served:
            until(lambda: all(registrant != "PRIOR" for registrant in held(admin, names)))
            until(lambda: finished(served))
        charges = [entry for entry in admin.ledger() if entry["command"] == "fee" and entry["object"] in names]

    assert sorted(entry["object"] for entry in charges) == names
    amounts = {entry["object"]: entry["detail"]["amount"] for entry in charges}
    assert amounts == {name: "7.25" if name == "d1-1.com" else "5.50" for name in names}


def held(admin, names):
    return [entry["registrant"] for entry in admin.domains() if entry["name"] in names]


def finished(served):
    client = v2_client(served.endpoint, "testid", "testsecret")
    page = client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=1)).body
    return page.data.task_info[0].task_status == "COMPLETE"


def submit(served, names):
    request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
        domain_name=names, registrant_profile_id=1
    )
    client = v2_client(served.endpoint, "testid", "testsecret")
    client.save_task_for_updating_registrant_info_by_registrant_profile_id(request)
