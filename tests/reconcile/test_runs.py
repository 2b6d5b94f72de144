"""``freehold reconcile`` against a real registry: what it reports, what it repairs and on which command, and after a kill."""

import json
import subprocess
import sys

import pytest

from freehold.gateway.objects import DomainChange
from freehold.operations.reconcile import repair
from freehold.store import contacts, domains, reconciles
from freehold.store.domains import NewDomain
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.drift import Verdict
from freehold.terms.instants import DAY, HOUR, Instant
from freehold.terms.outcomes import Done
from support.practice import practice
from support.registries import command
from support.scene import Scene
from support.waiting import until

CHANGED = [f"shop-{number}.com" for number in range(1, 6)]
HOLDER = Contact(organization="Third Ltd", name="Third", country="CN", city="X", email="third@example.com")
LATER, EARLIER, ALIEN, GONE = CHANGED[1], CHANGED[2], "old-1.com", "gone.net"


def reconcile(running, *options):
    """How the command ends, and {domain: (verdict, repaired by)}, or what it complains of."""
    code, out, err = command("reconcile", "--data", running.settings.data, "-o", "json", *options)
    if not out:
        return code, err
    return code, {row["domain"]: (row["verdict"], row["repaired_by"]) for row in json.loads(out)}


@pytest.fixture
def drifted():
    """Five domains changed by us; one changed there since, one put back to an older state, one never held there."""
    with practice(*CHANGED, ALIEN, login_seconds=0.05) as running:
        at = running.clock.now()
        running.sandbox.ask("set_clock", at=at)
        task_no = running.change(CHANGED, lock=True)
        assert running.finished(task_no).succeeded == len(CHANGED)
        running.ours = running.at_registry(LATER)["registrant"]
        running.sandbox.ask("set_clock", at=at + HOUR)
        running.at_the_registry(LATER, DomainChange(registrant="PRIOR", remove_statuses=("clientTransferProhibited",)))
        running.sandbox.ask("set_clock", at=at - 10 * DAY)
        running.at_the_registry(EARLIER, DomainChange(registrant="PRIOR"))
        running.sandbox.ask("set_clock", at=at)
        running.store.write_now(lambda session: enter(session, running, GONE))
        yield running


def enter(session, running, name):
    known = domains.by_name(session, running.account_id, DomainName(ALIEN))
    ends = Instant(running.clock.now() + 300 * DAY)
    entry = NewDomain(name=DomainName(name), registrant_id=known.registrant_id, registered_at=ends, expires_at=ends)
    domains.add_many(session, running.account_id, [entry], running.clock.now())


def updates(running):
    return sum(running.registrant_changes().values())


def test_each_domain_is_reported_and_nothing_is_changed(drifted):
    before = updates(drifted)
    copies = [drifted.domain(name) for name in CHANGED]

    assert reconcile(drifted) == (
        3, {LATER: ("theirs newer", None), EARLIER: ("ours newer", None), GONE: ("missing there", None)}
    )  # fmt: skip
    code, rows = reconcile(drifted, "--all")
    assert (code, {name for name, found in rows.items() if found == ("same", None)}) == (
        3, {CHANGED[0], CHANGED[3], CHANGED[4], ALIEN}
    )  # fmt: skip
    assert updates(drifted) == before
    assert [drifted.domain(name) for name in CHANGED] == copies


def test_a_suffix_or_a_registry_narrows_it(drifted):
    assert reconcile(drifted, "--tld", "net", "--registry", "north") == (3, {GONE: ("missing there", None)})
    code, said = reconcile(drifted, "--registry", "south")
    assert (code, said) == (1, "Error: There is no registry south; known are: north.\n")
    assert reconcile(drifted, "--tld", "no suffix")[0] == 2


def test_theirs_becomes_ours_on_command(drifted):
    before = updates(drifted)

    assert reconcile(drifted, "--repair", "theirs", "--tld", "com") == (
        3, {LATER: ("theirs newer", "copy"), EARLIER: ("ours newer", None)}
    )  # fmt: skip
    mended, prior = drifted.domain(LATER), drifted.domain(ALIEN)
    assert mended.registrant_id != drifted.domain(CHANGED[0]).registrant_id
    assert mended.no_transfer_until is None
    assert mended.expires_at == drifted.domain(CHANGED[0]).expires_at
    with drifted.store.reading() as session:
        assert contacts.get(session, mended.registrant_id).organization == "Prior Holder"
        assert contacts.get(session, prior.registrant_id).email == contacts.get(session, mended.registrant_id).email
    assert updates(drifted) == before
    assert reconcile(drifted, "--tld", "com") == (3, {EARLIER: ("ours newer", None)})


def test_ours_goes_there_by_a_task_that_looks_first(drifted):
    """INV-5: the change was sent once by the task before, and is sent once more now."""
    before = drifted.registrant_changes()

    code, rows = reconcile(drifted, "--repair", "ours", "--tld", "com")

    task_no = rows[EARLIER][1]
    assert (code, rows) == (3, {LATER: ("theirs newer", None), EARLIER: ("ours newer", task_no)})
    assert drifted.finished(task_no).succeeded == 1
    assert drifted.at_registry(EARLIER) == {
        "name": EARLIER, "registrant": drifted.ours, "statuses": ["clientTransferProhibited"]
    }  # fmt: skip
    assert drifted.at_registry(LATER)["registrant"] == "PRIOR"
    after = drifted.registrant_changes()
    assert {name: after[name] - before[name] for name in CHANGED if after[name] != before[name]} == {EARLIER: 1}
    # The lock after the change ends when it was going to end.
    assert drifted.domain(EARLIER).no_transfer_until == drifted.domain(CHANGED[0]).no_transfer_until
    assert reconcile(drifted, "--tld", "com") == (3, {LATER: ("theirs newer", None)})


def test_a_registrant_put_there_between_the_look_and_the_repair_waits_for_a_person(drifted):
    """What somebody did after the comparison is not overwritten."""
    reconcile(drifted, "--tld", "com")
    drifted.at_the_registry(EARLIER, DomainChange(registrant=other_contact(drifted)))
    with drifted.store.reading() as session:
        run = reconciles.last_run(session)

    drifted.store.write_now(lambda session: repair.send(session, drifted.app.office, run.id, 0, drifted.clock.now()))
    with drifted.store.reading() as session:
        (finding,) = reconciles.page(session, run.id, 0, 10, only=[Verdict.OURS_NEWER])
    until(lambda: drifted.rows(finding.repaired_by)[EARLIER][0] == "HELD")

    assert drifted.rows(finding.repaired_by)[EARLIER][1] == "ChangedElsewhere"
    assert drifted.at_registry(EARLIER)["registrant"] == "THIRD"


def other_contact(running):
    lane = running.app.catalogue.by_name["north"].lane(0)
    made = lane.create_contact("THIRD", HOLDER, "secret-123", trid=running.app._trids.new())
    assert isinstance(running.app._loop.start(made).result(30), Done)
    return "THIRD"


def test_a_registry_that_will_not_tell_leaves_the_domain_unknown(drifted):
    drifted.sandbox.add_faults([{"domain": CHANGED[0], "command": "info", "answer": 2201}])

    assert reconcile(drifted, "--tld", "com")[1][CHANGED[0]] == ("unknown", None)


def test_after_a_kill_it_goes_on_where_it_stood(tmp_path):
    """A batch that was looked at and not kept is looked at again; none is reported twice."""
    with Scene(tmp_path, 230, env={"FREEHOLD_FAULTS": "recon.mid@3=kill"}) as scene:
        data = scene.served.data

        def reconcile(*options):
            command = [sys.executable, "-m", "freehold", "reconcile", "--data", data, "--all", "-o", "jsonl", *options]
            return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        watching = reconcile()
        scene.served.process.wait(60)
        scene.served.process.stdout.close()
        watching.terminate()
        watching.communicate(timeout=30)
        assert kept(data) == (True, 100)

        # Nobody serves now, so the command goes on by itself.
        config = data.parent / "freehold.toml"
        done = reconcile("--resume", "--config", str(config))
        out, err = done.communicate(timeout=60)

        rows = [json.loads(line) for line in out.splitlines()]
        assert (done.returncode, [row["domain"] for row in rows]) == (0, scene.names)
        assert {row["verdict"] for row in rows} == {"same"}
        assert err == "same: 230, ours newer: 0, theirs newer: 0, unknown: 0, missing there: 0.\n"
        assert kept(data) == (False, 230)


def kept(data):
    """Whether the last run is open, and how many findings it has."""
    from freehold.opening import open_store

    store = open_store(data, lock=False, make=False)
    with store.reading() as session:
        run = reconciles.last_run(session)
        found = run.open, sum(reconciles.counts(session, run.id).values())
    store.close()
    return found


def test_nothing_to_resume_and_nobody_to_ask_are_told(tmp_path):
    from freehold.opening import open_store

    open_store(tmp_path / "data").close()
    for options, said in (
        (
            [],
            f"Error: No server runs on {tmp_path / 'data'}, and no registry is configured: start the server, or give --config.\n",
        ),
        (
            ["--lang", "zh"],
            f"Error: {tmp_path / 'data'} 上没有运行的服务器，也没有配置注册局：请启动服务器，或给出 --config。\n",
        ),
    ):
        assert command("reconcile", "--data", tmp_path / "data", *options) == (1, "", said)
    with practice(CHANGED[0]) as running:
        assert reconcile(running, "--resume") == (
            1, "Error: No comparison was interrupted. Leave --resume out to begin one.\n"
        )  # fmt: skip


def test_a_lost_copy_is_made_again_from_a_list_of_names(tmp_path):
    """REL-22: holders, dates and locks come from the registry; nothing is sent, and a second comparison finds no difference."""
    names = [f"lost-{number}.com" for number in range(1, 4)]
    with practice(CHANGED[0], login_seconds=0.05) as running:
        running.sandbox.seed([{"name": name, "registrant": "PRIOR"} for name in names])
        (listed := tmp_path / "names.csv").write_text("domain\n" + "\n".join(names))
        assert command("domain", "import", listed, "--account", "acme", "--data", running.settings.data)[0] == 0

        assert reconcile(running) == (3, dict.fromkeys(names, ("unknown", None)))
        assert reconcile(running, "--repair", "rebuild") == (0, dict.fromkeys(names, ("theirs newer", "copy")))

        ids = {running.domain(name).registrant_id for name in names}
        with running.store.reading() as session:
            holders = {contacts.get(session, number).organization for number in ids}
        assert holders == {"Prior Holder"}
        assert running.domain(CHANGED[0]).registrant_id not in ids
        assert updates(running) == 0
        assert reconcile(running) == (0, {})
