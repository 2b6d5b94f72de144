"""kill -9 in the middle of contact changes and lock switches, and links cut under them: rows end as the registry has it."""

from collections import Counter

from alibabacloud_domain20180129 import models

from support.integrity import violations
from support.scene import LOCK, Progress, Scene, chance, moments
from support.waiting import until

DOMAINS = 300


def contact_change(scene):
    request = models.SaveBatchTaskForUpdatingContactInfoByRegistrantProfileIdRequest(
        domain_name=scene.names, contact_type="admin", registrant_profile_id=1
    )
    return scene.client.save_batch_task_for_updating_contact_info_by_registrant_profile_id(request).body.task_no


def lock_switch(scene):
    request = models.SaveBatchTaskForTransferProhibitionLockRequest(domain_name=scene.names, status=True)
    return scene.client.save_batch_task_for_transfer_prohibition_lock(request).body.task_no


def killed_while(scene, submit, progress, drawn, before):
    """Submit, and kill the server at two moments of the task; its rows when it is over."""
    task_no = submit(scene)
    for moment in moments(DOMAINS, 2, drawn):
        progress.reached(before + moment)
        scene.served.kill()
        scene.served.start()
    until(lambda: scene.open_rows(task_no) == 0, seconds=120, every=0.1)
    return Counter(scene.rows(task_no).values())


def test_a_server_killed_over_contacts_and_locks_does_nothing_twice(tmp_path):
    """INV-3 to INV-5, INV-7, REL-5, REL-7; 20 answers get lost besides."""
    drawn = chance()
    with Scene(tmp_path, DOMAINS) as scene:
        progress = Progress(scene.sandbox)
        with scene.sandbox.admin() as admin:
            admin.add_faults([{"domain": name, "drop": "after-doing", "times": 1} for name in scene.names[::15]])
        assert killed_while(scene, contact_change, progress, drawn, 0) == {"EXECUTE_SUCCESS": DOMAINS}
        assert killed_while(scene, lock_switch, progress, drawn, DOMAINS) == {"EXECUTE_SUCCESS": DOMAINS}

        with scene.sandbox.admin() as admin:
            held = {entry["name"]: entry for entry in admin.domains()}
            ledger = admin.ledger()
        (contact,) = [entry["object"] for entry in ledger if entry["command"] == "contact:create"]
        assert held == {
            name: {"name": name, "registrant": "PRIOR", "statuses": [LOCK], "contacts": [f"admin {contact}"]}
            for name in scene.names
        }
        applied = Counter(entry["object"] for entry in ledger if entry["command"] == "domain:update")
        assert applied == dict.fromkeys(scene.names, 2)
        listed = scene.client.query_domain_by_domain_name(
            models.QueryDomainByDomainNameRequest(domain_name=scene.names[0])
        ).body
        assert (listed.transfer_prohibition_lock, listed.update_prohibition_lock) == ("OPEN", "NONE_SETTING")
        assert violations(scene.served.data) == []
