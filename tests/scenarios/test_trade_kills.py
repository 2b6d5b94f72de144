"""The server dies with the update lock off, before the trade and after it (INV-4, INV-5)."""

import signal

from alibabacloud_domain20180129 import models

from support.scene import LOCK, SandboxProcess, registry_settings
from support.sdk import v2_client
from support.served import Served, acme
from support.waiting import until

UPDATE = "clientUpdateProhibited"

POINTS = ("epp.domain.after_answer@1", "epp.lock.before_send@1")
"""One death after the other, each of a new process: the update lock came off; the trade was made, and the locks are to go on."""


def test_a_server_killed_at_each_step_trades_once_and_leaves_the_domain_locked(tmp_path):
    sandbox = SandboxProcess(tmp_path / "registry", "--mode", "lu=trade:dnslu").start()
    try:
        with sandbox.admin() as admin:
            admin.seed([{"name": "a.lu", "registrant": "PRIOR", "statuses": [UPDATE]}])
            more = {"sessions": 1, "window": 1, "poll_seconds": 60, "lift_update_lock": "yes"}
            (tmp_path / "freehold.toml").write_text(registry_settings("north", sandbox, **more))
            seed = acme([{"name": "a.lu", "locks": ["update"]}])
            served = Served(tmp_path / "data", seed, "--config", str(tmp_path / "freehold.toml"), "--allow-faults")
            for place, point in enumerate(POINTS):
                served.env["FREEHOLD_FAULTS"] = f"{point}=kill"
                with served:
                    if place == 0:
                        submit(served)
                    assert served.process.wait(60) == -signal.SIGKILL
                    served.process.stdout.close()
            served.env["FREEHOLD_FAULTS"] = ""
            with served:
                until(lambda: (admin.domains()[0]["statuses"]) == [LOCK, UPDATE])
            steps = [
                (entry["command"], entry["detail"]["add"], entry["detail"]["remove"])
                for entry in admin.ledger()
                if entry["object"] == "a.lu"
            ]
            assert admin.domains()[0]["registrant"] != "PRIOR"
    finally:
        sandbox.stop()
    assert steps == [("domain:update", [], [UPDATE]), ("domain:trade", [], []), ("domain:update", [LOCK, UPDATE], [])]


def submit(served):
    request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
        domain_name=["a.lu"], registrant_profile_id=1, transfer_out_prohibited=True
    )
    client = v2_client(served.endpoint, "testid", "testsecret")
    client.save_task_for_updating_registrant_info_by_registrant_profile_id(request)
