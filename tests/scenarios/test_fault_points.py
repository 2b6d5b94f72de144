"""Die at each fault point with twenty domains in hand, start again, end right (TST-1, FP-1)."""

import email
import json
import signal
from collections import Counter
from pathlib import Path

import pytest
from alibabacloud_domain20180129 import models
from Tea.exceptions import UnretryableException

from support.integrity import violations
from support.points import REQUIRED, in_the_source
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
    *WITH_A_MAIL,
    *WITH_A_PROFILE,
    *WITH_AN_ACKNOWLEDGEMENT,
    *WITH_A_CANCELLATION,
    *CANCELLED,
    *WITH_AN_UPDATE_LOCK,
)

ELSEWHERE = frozenset({
    "mig.step.before", "mig.step.after", "mig.backfill.mid", "backup.mid_copy", "backup.before_publish", "restore.mid", "recon.mid", "registry.password.before_store", "registry.password.after_store",
    "registry.password.before_settle", "registry.password.after_settle", "review.ask.after_answer",
    "work.recover.mid",
})  # fmt: skip
"""tests/database/test_migrations.py, tests/backups/test_backup.py, tests/reconcile/test_runs.py, tests/extensions/test_password_kills.py,
tests/reviews/test_service.py and tests/scenarios/test_workers.py die there."""

LEAVES_NOTHING = frozenset(
    {"api.auth.after_nonce", "api.submit.in_tx", "api.profile.in_tx", "api.ack.in_tx", "api.cancel.in_tx"}
)
"""INV-2: a call that died before its commit left nothing; the caller may ask again."""

ABSENT = {
    "images kept beside the database": {"api.upload.after_blob", "api.upload.after_row"},
    "a point of its own within an answer's octets": {"epp.domain.mid_answer"},
    "the audit log": {"audit.append.in_tx", "audit.head.mid_write"},
    "rotation of keys": {"keyrot.mid", "keyrot.before_retire"},
    "erasure and retention": {"erase.after_key", "erase.after_rows", "retain.mid"},
    "escrow": {"escrow.mid_write", "escrow.before_rename"},
}


def bare(point):
    return point.partition(",")[0].partition("@")[0]


def test_each_point_of_the_program_is_died_at_and_each_required_one_is_there_or_known_to_be_absent():
    """FP-1."""
    passed = in_the_source()

    assert passed == {bare(point) for point in HERE} | ELSEWHERE
    assert REQUIRED - passed == set().union(*ABSENT.values())


class House:
    """A server on one folder and a registry, both for all points; each point has domains and a profile of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.registry = SandboxProcess(folder / "registry").start()
        self.names = {point: self._names(number, point) for number, point in enumerate(HERE, 1)}
        self.cancelled = 0
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
        used = {entry["registrant"] for entry in everything}
        held = {entry["name"]: entry for entry in everything if entry["name"] in names}
        assert [held[name]["statuses"] for name in names] == [[LOCK]] * len(names)
        applied = Counter((entry["command"], entry["object"]) for entry in ledger)
        assert {name: applied["domain:update", name] for name in names} == dict.fromkeys(names, 1)
        assert len({entry["cl_trid"] for entry in ledger}) == len(ledger)
        # INV-8: no contact object that nothing uses; one for each profile that came so far.
        (handle,) = {entry["registrant"] for entry in held.values()}
        assert (handle == "PRIOR") == point.startswith("epp.lock.")
        created = [name for command, name in applied if command == "contact:create"]
        assert sorted(created) == sorted(set(contacts) - {"PRIOR"})
        # A task cancelled between its contact's making and its first change leaves one, which nothing cleans up yet.
        assert len(set(created) - used) <= self.cancelled

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

    def cancel(self, task_no):
        self.cancelled += 1
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


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("points"))
    yield house
    house.close()


def without_answer(call):
    """Make a call to a server that may die over it: an answer or a cut link, but no refusal."""
    try:
        return call()
    except UnretryableException:
        return None


DEATHS_IN_A_ROW = 4
"""Each counts as a sending of what was in doubt, and the sixth of these is the last (REL-7)."""
UNDER_TASKS = (*IN_A_TASK, *BETWEEN_GROUPS, *IN_DOUBT, *AT_LOGIN, *WITH_A_REVIEW)


@pytest.mark.parametrize("first", range(0, len(UNDER_TASKS), DEATHS_IN_A_ROW), ids=lambda first: UNDER_TASKS[first])
def test_deaths_under_tasks_one_after_another(house, first):
    """Each process but the last dies at its point, over its own task or over what the one before left; then all is well.

    A death while recovering is one more that must do no harm, and a start less to pay for.
    """
    points = UNDER_TASKS[first : first + DEATHS_IN_A_ROW]
    with house.registry.admin() as admin:
        reviewed = [name for point in {*points} & {*WITH_A_REVIEW} for name in house.names[point][:3]]
        admin.add_faults([{"domain": name, "pending_seconds": 0.2, "times": 1} for name in reviewed])
    for point in points:
        house.die_at(point)
        without_answer(lambda point=point: house.submit(point))
        house.died_at(point)
    house.start()

    accepted = house.accepted()
    assert accepted.keys().isdisjoint({*points} & LEAVES_NOTHING)
    # What a process that was dead on arrival was never asked for.
    accepted |= {point: house.submit(point) for point in points if point not in accepted}
    # All over before any is judged: ledger and contacts are those of one state then.
    until(lambda: {state for _, state in house.tasks().values()} == {"COMPLETE"})
    for point in points:
        house.ends_right(point, accepted[point])


def test_deaths_over_calls_one_after_another(house):
    """INV-2, INV-10: what was not committed left nothing, and what was is there, whether its answer came or not."""
    # Calls alone pass these points, so the first process can bring tasks to their end before it dies.
    house.die_at(WITH_A_PROFILE[0])
    over = {point: house.submit(point) for point in WITH_AN_ACKNOWLEDGEMENT}
    until(lambda: {house.tasks()[task_no] for task_no in over.values()} == {(COUNT, "COMPLETE")})
    rows = {point: house.polled(task_no) for point, task_no in over.items()}
    profiles = house.saved_profiles()
    for point in WITH_A_PROFILE:
        if point != WITH_A_PROFILE[0]:
            house.die_at(point)
        without_answer(house.save_profile)
        house.died_at(point)
    for point in WITH_AN_ACKNOWLEDGEMENT:
        house.die_at(point)
        without_answer(lambda point=point: house.acknowledge(rows[point][:5]))
        house.died_at(point)
    cancelled = {}
    for point in WITH_A_CANCELLATION:
        house.die_at(point)
        cancelled[point] = house.begin_slowly(point)
        without_answer(lambda point=point: house.cancel(cancelled[point]))
        house.died_at(point)
    house.start()

    assert house.saved_profiles() - profiles == len(set(WITH_A_PROFILE) - LEAVES_NOTHING)
    for point in WITH_AN_ACKNOWLEDGEMENT:
        house.ends_right(point, over[point])
        _an_acknowledgement_counts(house, point, over[point], rows[point])
    for point in WITH_A_CANCELLATION:
        _a_cancellation_leaves_no_limbo(house, point, cancelled[point])


def _an_acknowledgement_counts(house, point, task_no, rows):
    """INV-10: what was acknowledged is told no more, what was not is told again; saying it twice does no harm."""
    assert len(rows) == COUNT
    left = [] if point in LEAVES_NOTHING else rows[:5]
    assert house.polled(task_no) == [row for row in rows if row not in left]
    assert house.acknowledge(rows[:5]) == 5 - len(left)
    assert house.polled(task_no) == rows[5:]


def _a_cancellation_leaves_no_limbo(house, point, task_no):
    """Whether the cancellation was lost or kept."""
    if point in LEAVES_NOTHING:
        assert house.cancel_states()[task_no] == "NORMAL"
        house.ends_right(point, task_no)
        return
    assert house.waiting(task_no) == 0
    assert len(house.cancelled_truthfully(point, task_no)) < 2 * COUNT
    again = house.submit(point)
    until(lambda: house.tasks()[again] == (2 * COUNT, "COMPLETE"))
    assert set(house.rows(again).values()) == {"EXECUTE_SUCCESS"}


def test_deaths_over_mails_one_after_another(house):
    """REL-15, INV-10: a mail that was asked for is there once, whenever the process died."""
    asked = {}
    for point in WITH_A_MAIL:
        address = f"{point.replace('.', '-')}@example.com"
        house.die_at(point)
        request = models.SubmitEmailVerificationRequest(email=address)
        asked[address] = without_answer(lambda request=request: house.client.submit_email_verification(request))
        house.died_at(point)
    house.start()

    answered = {address for address, answer in asked.items() if answer is not None}
    assert answered
    until(lambda: answered <= house.mailed().keys())
    assert {house.mailed()[address] for address in answered} == {1}
    assert max(house.mailed()[address] for address in asked) == 1


@pytest.mark.parametrize("point", WITH_AN_UPDATE_LOCK)
def test_a_death_while_the_update_lock_is_off(house, point):
    """INV-4, INV-5: each step once, and the lock on again in the end."""
    names = house.names[point]
    before = house.tasks()
    house.die_at(point)
    without_answer(lambda: house.submit(point))
    house.died_at(point)
    house.start()

    (task_no,) = [task_no for task_no in house.tasks() if task_no not in before]
    until(lambda: house.tasks()[task_no] == (len(names), "COMPLETE"))
    assert house.rows(task_no) == dict.fromkeys(names, "EXECUTE_SUCCESS")
    with house.registry.admin() as admin:
        held = {entry["name"]: entry for entry in admin.domains() if entry["name"] in names}
        ledger = admin.ledger()
    for name in names:
        steps = [entry["detail"] for entry in ledger if entry["object"] == name]
        assert [(step["add"], step["remove"], step["registrant"]) for step in steps] == [
            ([], [UPDATE_LOCK], None),
            ([LOCK], [], held[name]["registrant"]),
            ([UPDATE_LOCK], [], None),
        ]
        assert held[name]["statuses"] == [LOCK, UPDATE_LOCK]


@pytest.mark.parametrize("point", AT_LOGOUT)
def test_a_death_while_stopping(house, point):
    """REL-18."""
    house.die_at(point)
    task_no = house.submit(point)
    until(lambda: "epp.login.after_answer@1" in house.passages())
    house.served.process.terminate()
    house.died_at(point)
    house.start()

    house.ends_right(point, task_no)


@pytest.mark.parametrize("point", CANCELLED)
def test_a_death_under_a_cancelled_task(house, point):
    """What the run that died had sent is asked about and not sent again."""
    house.die_at(CANCELLED[point])
    task_no = house.begin_slowly(point)
    house.cancel(task_no)
    house.died_at(CANCELLED[point])
    house.start()

    changed = house.cancelled_truthfully(point, task_no)
    assert changed == set(house.names[point][:25]) if point.startswith("work") else len(changed) < 20


def test_after_all_these_deaths_no_invariant_is_violated(house):
    """REL-0: the last test of this file, on what all the others left."""
    assert violations(house.served.data) == []
