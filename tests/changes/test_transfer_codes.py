"""The transfer authorization code: to the registrant by mail and to nobody else, and not while the domain has to stay."""

import asyncio
import email.policy
import json
import logging

import pytest

from freehold.gateway.objects import DomainChange
from freehold.store import domains, tasks, transfer_codes
from freehold.terms.instants import DAY, MINUTE, Instant, china_text
from support.practice import practice
from support.served import acme
from support.signing import v1_call
from support.waiting import until

ASK = "SaveSingleTaskForQueryingTransferAuthorizationCode"
LOCK = "clientTransferProhibited"
NAMES = [
    f"{name}.example"
    for name in ("locked", "waived", "shown", "hidden", "secret", "told", "replaced", "kept", "dispute", "held", "gone")
]


@pytest.fixture(scope="module")
def running():
    """One practice for all: each test has a domain of its own, and time goes on from one to the next."""
    seed = acme([{"name": name, "registered": "2024-01-01", "expires": "2030-01-01"} for name in NAMES])
    with practice(seed=seed) as running:
        yield running


@pytest.fixture
def hiding(running):
    """The registry shows its secrets to nobody meanwhile."""
    running.sandbox.ask("behave", hides_auth_info=True)
    yield running
    running.sandbox.ask("behave", hides_auth_info=False)


def call(running, action, **parameters):
    """(status, answer) of a signed call."""
    reply = asyncio.run(running.app.dispatcher.answer(v1_call(action, parameters)))
    return reply.status, json.loads(reply.body)


def code_of(running, name):
    """Its secret at the registry."""
    return running.sandbox.ask("look", name=name)["auth"]


def mails(running, name):
    """(address, text) of the mails that carry a code of the domain."""
    found = []
    for file in sorted((running.settings.data / "mail").glob("transfer-code-*.eml")):
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        text = mail.get_body(("plain",)).get_content()
        if name in text:
            found.append((mail["To"], text))
    return found


def changes(running, name):
    """How many updates the registry applied to the domain."""
    return running.registrant_changes().get(name, 0)


def last(running, name):
    """What is kept of the code that was given out."""
    domain = running.domain(name)
    with running.store.reading() as session:
        return transfer_codes.last(session, running.account_id, domain.id)


def given(running, name):
    """Ask for the code and wait for the end of the task; its row."""
    status, answer = call(running, ASK, DomainName=name)
    assert status == 200, answer
    running.finished(answer["TaskNo"])
    return running.rows(answer["TaskNo"])[name]


def test_a_changed_domain_gets_its_code_at_the_instant_its_lock_ends_and_not_before(running):
    name = "locked.example"
    running.finished(running.change([name], lock=True))
    end = running.domain(name).no_transfer_until
    assert running.at_registry(name)["statuses"] == [LOCK]

    running.clock.set(Instant(end - MINUTE))
    status, refused = call(running, ASK, DomainName=name)
    assert (status, refused["Code"]) == (400, "TransferOutProhibited")
    assert china_text(end) in refused["Message"]

    running.clock.set(end)
    until(lambda: call(running, ASK, DomainName=name)[0] == 200)

    until(lambda: mails(running, name))
    ((recipient, text),) = mails(running, name)
    assert recipient == "hostmaster@example.com"
    assert code_of(running, name) in text
    running.app.rounds.look_after_locks()
    until(lambda: running.domain(name).no_transfer_until is None)
    assert running.at_registry(name)["statuses"] == []


def test_who_waives_the_lock_gets_the_code_at_once(running):
    running.finished(running.change(["waived.example"], lock=False))

    assert given(running, "waived.example") == ("SUCCEEDED", None, None)


def test_the_code_is_read_where_the_registry_shows_it_and_costs_no_change(running):
    before = code_of(running, "shown.example")

    assert given(running, "shown.example") == ("SUCCEEDED", None, None)

    assert changes(running, "shown.example") == 0
    until(lambda: mails(running, "shown.example"))
    assert before in mails(running, "shown.example")[0][1]


def test_a_code_that_the_registry_hides_is_set_anew_and_stays_the_same_when_an_answer_is_lost(hiding):
    name = "hidden.example"
    hiding.sandbox.add_faults([{"domain": name, "command": "update", "drop": "after-doing", "times": 1}])
    before = code_of(hiding, name)

    assert given(hiding, name) == ("SUCCEEDED", None, None)

    until(lambda: mails(hiding, name))
    ((_, text),) = mails(hiding, name)
    code = code_of(hiding, name)
    assert code != before
    assert code in text
    # It is set a second time, after a look: what stands there cannot be seen.
    assert changes(hiding, name) == 2


def test_no_answer_no_log_and_no_open_column_shows_the_code(hiding, caplog):
    name = "secret.example"
    caplog.set_level(logging.DEBUG)
    status, answer = call(hiding, ASK, DomainName=name)
    hiding.finished(answer["TaskNo"])
    page = {"TaskNo": answer["TaskNo"], "PageNum": "1", "PageSize": "20"}
    shown = [
        answer,
        call(hiding, "QueryTaskDetailList", **page),
        call(hiding, "QueryTransferOutInfo", DomainName=name),
    ]
    until(lambda: mails(hiding, name))

    code = code_of(hiding, name)
    with hiding.store.reading() as session:
        tables = [row[0] for row in session.raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = str([session.raw.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables])

    assert status == 200
    assert len(code) > 20
    assert code not in json.dumps(shown)
    assert code not in kept
    assert code not in caplog.text


def test_how_the_transfer_stands_is_told_with_the_codes_end(running):
    name = "told.example"
    assert set(call(running, "QueryTransferOutInfo", DomainName=name)[1]) == {"RequestId"}
    began = running.clock.now()

    given(running, name)

    _, told = call(running, "QueryTransferOutInfo", DomainName=name)
    kept = last(running, name)
    assert began <= kept.sent_at <= running.clock.now()
    assert kept.ends_at - kept.sent_at == 15 * DAY
    assert told == {
        "RequestId": told["RequestId"],
        "Status": 3,
        "Email": "prior@example.com",
        "TransferAuthorizationCodeSendDate": china_text(kept.sent_at),
        "ExpirationDate": china_text(kept.ends_at),
    }
    running.store.write_now(lambda session: domains.mark_leaving(session, name, leaving=True))
    assert call(running, "QueryTransferOutInfo", DomainName=name)[1]["Status"] == 4
    assert "is under way" in call(running, ASK, DomainName=name)[1]["Message"]


def test_what_only_the_registry_knows_fails_the_row(hiding):
    hiding.sandbox.ask("change", name="dispute.example", who="registry", add=["serverTransferProhibited"])
    hiding.at_the_registry("held.example", DomainChange(add_statuses=(("clientUpdateProhibited", "x"),)))
    hiding.at_the_registry("kept.example", DomainChange(add_statuses=((LOCK, "x"),)))
    hiding.sandbox.add_faults([{"domain": "gone.example", "answer": 2303, "times": 9, "command": "any"}])
    names = ["dispute.example", "held.example", "kept.example", "gone.example"]

    rows = {name: given(hiding, name)[:2] for name in names}

    assert rows == {
        "dispute.example": ("FAILED", "DomainServerLocked"),
        "held.example": ("FAILED", "DomainUpdateLocked"),
        "kept.example": ("FAILED", "DomainTransferLocked"),
        "gone.example": ("FAILED", "DomainNotAtRegistry"),
    }
    assert [mails(hiding, name) for name in names] == [[], [], [], []]


def test_after_15_days_the_code_is_replaced_by_one_that_nobody_gets(running):
    name = "replaced.example"
    given(running, name)
    code = code_of(running, name)
    end = last(running, name).ends_at
    running.at_the_registry(name, DomainChange(add_statuses=(("clientUpdateProhibited", "x"),)))

    running.clock.set(Instant(end - MINUTE))
    running.app.rounds.look_after_codes()
    assert not running.domain(name).being_changed
    running.clock.set(end)
    running.app.rounds.look_after_codes()
    until(lambda: not running.domain(name).being_changed)
    # It could not be replaced today, and is tomorrow.
    assert code_of(running, name) == code
    running.at_the_registry(name, DomainChange(remove_statuses=("clientUpdateProhibited",)))
    running.clock.advance(DAY)
    running.app.rounds.look_after_codes()

    until(lambda: code_of(running, name) != code)
    until(lambda: not running.domain(name).being_changed)
    running.clock.advance(DAY)
    assert running.app.rounds.look_after_codes() == 0
    until(lambda: mails(running, name))
    assert len(mails(running, name)) == 1
    with running.store.reading() as session:
        shown = tasks.page(session, running.account_id, 1, 99).rows
    assert {task.kind.value for task in shown} == {"CHG_HOLDER", "QUERY_TRANSFER_CODE"}
