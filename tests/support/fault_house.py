"""Where the program dies at each of its fault points, and the server and registry that it dies at."""

import email
import json
import signal
from collections import Counter
from contextlib import closing
from pathlib import Path

import pysqlite3
from alibabacloud_domain20180129 import models

from support.scene import LOCK, SandboxProcess
from support.sdk import v2_client
from support.served import Served
from support.waiting import until

COUNT = 20
UPDATE_LOCK = "clientUpdateProhibited"

IN_A_TASK = (
    "api.auth.after_nonce", "api.submit.in_tx", "api.submit.after_commit", "api.submit.mid_answer",
    "work.claim.after_commit", "work.plan.after_commit", "work.plan.after_commit@2", "work.renew.before",
    "work.renew.before@2", "work.record.in_tx", "work.finish.in_tx", "work.finish.after_commit",
    "epp.contact.before_send", "epp.contact.after_send", "epp.contact.after_answer",
    "epp.domain.before_send", "epp.domain.after_send", "epp.domain.after_answer", "epp.domain.after_answer@20",
    "epp.lock.before_send", "epp.lock.after_send", "epp.lock.after_answer",
)  # fmt: skip
BETWEEN_GROUPS = ("work.record.after_commit",)
IN_DOUBT = ("work.settle.after_info",)
AT_LOGIN = ("epp.connect.after_tcp", "epp.login.after_send", "epp.login.after_answer")
AT_LOGOUT = ("epp.logout.after_send",)
WITH_A_REVIEW = ("epp.poll.after_answer", "epp.poll.after_store", "epp.poll.after_ack")
WITHIN_AN_ANSWER = ("epp.domain.mid_answer",)
WITH_AN_UNUSED_CONTACT = ("clean.plan.after_commit", "clean.record.after_commit")
"""At an account that deletes such an object at once."""
WITH_A_MAIL = ("note.claim.after_commit", "note.send.before", "note.send.after", "note.mark.after_commit")
WITH_A_PROFILE = ("api.profile.in_tx", "api.profile.after_commit", "api.profile.mid_answer")
WITH_AN_ACKNOWLEDGEMENT = ("api.ack.in_tx", "api.ack.after_commit", "api.ack.mid_answer")
WITH_A_CANCELLATION = ("api.cancel.in_tx", "api.cancel.after_commit", "api.cancel.mid_answer")
UNDER_A_CANCELLED_TASK = ("work.renew.before@2", "epp.domain.after_send@16")
"""Points of the list above, passed after the cancellation was accepted; each with a mark that tells it apart."""
CANCELLED = {f"{point}, cancelled": point for point in UNDER_A_CANCELLED_TASK}
WITH_AN_UPDATE_LOCK = (
    "epp.domain.after_answer@1",
    "epp.domain.after_answer@21",
    "epp.lock.before_send@1",
)
"""At a registry that wants the account's update lock lifted in a frame of its own: between its coming off and its coming on."""
HERE = (
    *IN_A_TASK,
    *BETWEEN_GROUPS,
    *IN_DOUBT,
    *AT_LOGIN,
    *AT_LOGOUT,
    *WITH_A_REVIEW,
    *WITHIN_AN_ANSWER,
    *WITH_AN_UNUSED_CONTACT,
    *WITH_A_MAIL,
    *WITH_A_PROFILE,
    *WITH_AN_ACKNOWLEDGEMENT,
    *WITH_A_CANCELLATION,
    *CANCELLED,
    *WITH_AN_UPDATE_LOCK,
)


class House:
    """A server on one folder and a registry, both for all points; each point has domains and a profile of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.registry = SandboxProcess(folder / "registry").start()
        self.names = {point: self._names(number, point) for number, point in enumerate(HERE, 1)}
        self.profiles = {point: number for number, point in enumerate(HERE, 1)}
        locked = {name for point in WITH_AN_UPDATE_LOCK for name in self.names[point]}
        domains = [
            {"name": name, "locks": ["update"]} if name in locked else {"name": name}
            for names in self.names.values()
            for name in names
        ]
        with self.registry.admin() as admin:
            admin.ask("behave", unlocks_apart=True)
            admin.seed([
                {"name": entry["name"], "registrant": "PRIOR", "statuses": [UPDATE_LOCK] if "locks" in entry else []}
                for entry in domains
            ])  # fmt: skip
        profiles = [
            {"id": number, "verified": True, "holder": f"Holder {number} Ltd", "email": f"holder-{number}@example.com"}
            for number in self.profiles.values()
        ]
        keys = [{"id": "testid", "secret": "testsecret"}]
        seed = {"accounts": [{"name": "acme", "access_keys": keys, "profiles": profiles, "domains": domains}]}
        (folder / "freehold.toml").write_text(self._config(), encoding="utf-8")
        options = ("--config", str(folder / "freehold.toml"), "--allow-faults")
        self.served = Served(folder / "data", seed, *options)
        self.served.start()

    @staticmethod
    def _names(number, point):
        # Suffix .xyz is at an account that holds no contacts: there a lock goes alone.
        suffix = "xyz" if point.startswith("epp.lock.") else "com"
        if point in WITH_AN_UPDATE_LOCK:
            suffix = "top"
        if point in WITH_AN_UNUSED_CONTACT:
            suffix = "net"
        count = 2 * COUNT if point in {*BETWEEN_GROUPS, *WITH_A_CANCELLATION, *CANCELLED} else COUNT
        return [f"point-{number:02d}-{place:02d}.{suffix}" for place in range(1, count + 1)]

    def _config(self):
        account = {
            "address": self.registry.address,
            "login": (self.registry.folder / "login").read_text().strip(),
            "password": (self.registry.folder / "password").read_text().strip(),
            "ca_file": str(self.registry.folder / "ca.pem"),
            "commands_per_second": "none",
            "poll_seconds": 0.2,
            "settle_seconds": 0.3,
            "login_seconds": 0.1,
            # One lane of one command at a time, so that a task of forty has two groups.
            "sessions": 1,
            "window": 1,
        }
        accounts = {
            "north": {**account, "tlds": ["*"]},
            "lifting": {**account, "tlds": ["top"], "lift_update_lock": "yes"},
            "tidy": {**account, "tlds": ["net"], "unused_contact_days": 0},
            "thin": {**account, "tlds": ["xyz"], "method": "registrar-only"},
        }
        return "\n".join(
            line
            for name, values in accounts.items()
            for line in (f"[registries.{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items()))
        )

    @property
    def client(self):
        return v2_client(self.served.endpoint, "testid", "testsecret")

    def die_at(self, point):
        """Start again with the order to die at this point; the process may be dead before it is ready."""
        if self.served.process.poll() is None:
            self.served.kill()
        log = self.folder / "passages"
        log.unlink(missing_ok=True)
        self.served.env |= {"FREEHOLD_FAULTS": f"{point}=kill", "FREEHOLD_FAULT_LOG": str(log)}
        try:
            self.served.start()
        except AssertionError:
            assert self.served.process.returncode == -signal.SIGKILL, self.served.log()

    def died_at(self, point):
        """Wait for the death, and be sure that it happened there (TST-1: each point proves that it was reached)."""
        assert self.served.process.wait(60) == -signal.SIGKILL
        self.served.process.stdout.close()
        assert (point if "@" in point else f"{point}@1") in self.passages()

    def passages(self):
        """The fault points passed since the last order to die."""
        file = self.folder / "passages"
        return file.read_text().splitlines() if file.exists() else []

    def start(self):
        self.served.env = {key: value for key, value in self.served.env.items() if not key.startswith("FREEHOLD_FAULT")}
        self.served.start()

    def submit(self, point):
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=self.names[point], registrant_profile_id=self.profiles[point], transfer_out_prohibited=True
        )
        return self.client.save_task_for_updating_registrant_info_by_registrant_profile_id(request).body.task_no

    def accepted(self):
        """{point: number} of the tasks there are; some one where a point has two."""
        of_first = {names[0]: point for point, names in self.names.items()}
        found = {}
        for task_no in sorted(self.tasks(), reverse=True):
            named = [of_first[name] for name in self.rows(task_no) if name in of_first]
            assert len(named) == 1
            found.setdefault(named[0], task_no)
        return found

    def tasks(self):
        body = self.client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=100)).body
        return {task.task_no: (task.task_num, task.task_status) for task in body.data.task_info}

    def rows(self, task_no):
        request = models.QueryTaskDetailListRequest(task_no=task_no, page_num=1, page_size=100)
        return {
            row.domain_name: row.task_status
            for row in self.client.query_task_detail_list(request).body.data.task_detail
        }

    def ends_right(self, point, task_no):
        """Every row a success, the registry shows it, and nothing was done twice (INV-1, INV-3 to INV-5, INV-9)."""
        names = self.names[point]
        until(lambda: self.tasks()[task_no] == (len(names), "COMPLETE"))
        assert self.rows(task_no) == dict.fromkeys(names, "EXECUTE_SUCCESS")
        with self.registry.admin() as admin:
            everything = admin.domains()
            ledger = admin.ledger()
            contacts = admin.ask("contacts")
        held = {entry["name"]: entry for entry in everything if entry["name"] in names}
        assert [held[name]["statuses"] for name in names] == [[LOCK]] * len(names)
        applied = Counter((entry["command"], entry["object"]) for entry in ledger)
        assert {name: applied["domain:update", name] for name in names} == dict.fromkeys(names, 1)
        assert len({entry["cl_trid"] for entry in ledger}) == len(ledger)
        # One contact object for each profile that came so far.
        (handle,) = {entry["registrant"] for entry in held.values()}
        assert (handle == "PRIOR") == point.startswith("epp.lock.")
        created = [name for command, name in applied if command == "contact:create"]
        deleted = [name for command, name in applied if command == "contact:delete"]
        assert sorted(created) == sorted([*deleted, *(set(contacts) - {"PRIOR"})])

    def cancelled_truthfully(self, point, task_no):
        """Every row final; the registry changed those that succeeded and no other, each once (INV-1, INV-3, INV-5)."""
        names = self.names[point]
        until(lambda: self.tasks()[task_no] == (len(names), "COMPLETE"))
        rows = self.rows(task_no)
        with self.registry.admin() as admin:
            held = {entry["name"]: entry["registrant"] for entry in admin.domains()}
            applied = Counter(entry["object"] for entry in admin.ledger() if entry["command"] == "domain:update")
        changed = {name for name, state in rows.items() if state == "EXECUTE_SUCCESS"}
        assert {name for name in names if held[name] != "PRIOR"} == changed
        assert {name: applied[name] for name in names} == {name: int(name in changed) for name in names}
        assert {rows[name] for name in set(names) - changed} == {"EXECUTE_FAILURE"}
        assert self.cancel_states()[task_no] == "CANCELLED"
        return changed

    def contacts(self):
        """The contact objects that the registry holds."""
        with self.registry.admin() as admin:
            return set(admin.ask("contacts"))

    def unused_contacts(self):
        """Those that no domain there has."""
        with self.registry.admin() as admin:
            return set(admin.ask("contacts")) - {entry["registrant"] for entry in admin.domains()} - {"PRIOR"}

    def listed(self):
        """Those on the clean-up list."""
        with closing(pysqlite3.connect(f"file:{self.served.data / 'freehold.db'}?mode=ro", uri=True)) as connection:
            return {
                row[0]
                for row in connection.execute(
                    "SELECT handle FROM unused_contacts JOIN handles USING (registry, contact_id)"
                )
            }

    def cancel(self, task_no):
        self.client.cancel_task(models.CancelTaskRequest(task_no=task_no))

    def cancel_states(self):
        body = self.client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=100)).body
        return {task.task_no: task.task_cancel_status for task in body.data.task_info}

    def begin_slowly(self, point):
        """Submit forty domains of which the sixth takes a second, and wait until the first group is at the registry."""
        with self.registry.admin() as admin:
            admin.add_faults([{"domain": self.names[point][5], "delay_seconds": 1.0, "times": 1}])
        task_no = self.submit(point)
        until(lambda: self.waiting(task_no) == 2 * COUNT - 25)
        return task_no

    def waiting(self, task_no):
        return sum(state == "WAITING_EXECUTE" for state in self.rows(task_no).values())

    def polled(self, task_no):
        request = models.PollTaskResultRequest(task_no=task_no, page_num=1, page_size=100)
        return [row.task_detail_no for row in self.client.poll_task_result(request).body.data.task_detail]

    def acknowledge(self, numbers):
        request = models.AcknowledgeTaskResultRequest(task_detail_no=numbers)
        return self.client.acknowledge_task_result(request).body.result

    def mailed(self):
        """How many mails there are, by recipient."""
        return Counter(
            email.message_from_bytes(file.read_bytes())["To"] for file in (self.served.data / "mail").glob("*.eml")
        )

    def save_profile(self):
        request = models.SaveRegistrantProfileRequest(
            registrant_type="1", registrant_name="Li Wei", registrant_organization="Li Wei", country="CN",
            province="zhe jiang", city="hang zhou shi", address="1 Example Road", postal_code="310024", tel_area="86",
            telephone="57188887777", email="li@example.com", zh_registrant_name="李伟",
            zh_registrant_organization="李伟", zh_province="浙江", zh_city="杭州市", zh_address="示例路1号",
        )  # fmt: skip
        return self.client.save_registrant_profile(request)

    def saved_profiles(self):
        request = models.QueryRegistrantProfilesRequest(page_num=1, page_size=1)
        return self.client.query_registrant_profiles(request).body.total_item_num

    def close(self):
        if self.served.process.poll() is None:
            self.served.stop()
        self.registry.stop()
