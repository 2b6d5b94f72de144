"""``freehold mail``: how mails fare, for operators."""

import io
import json

import pytest

from freehold.clock import SystemClock
from freehold.opening import open_store
from freehold.store import accounts, outbox
from freehold.store.outbox import Mail
from freehold.terms.instants import SECOND, Instant

NOW = SystemClock().now()


@pytest.fixture
def mails(data):
    """Five mails: one in each state."""
    database = open_store(data)

    def work(session):
        account_id = accounts.create(session, "ada", NOW).id
        for place, event in enumerate(("waits", "off", "went", "lost", "back")):
            letter = {"subject": "Hello", "body": "Good day.", "created_at": Instant(NOW + place * SECOND)}
            outbox.put(session, Mail(event=event, account_id=account_id, recipient=f"{event}@example.com", **letter))
        outbox.claim(session, 5, NOW)
        outbox.unclaim(session)
        outbox.claim(session, 5, NOW)
        for event in ("went", "back"):
            outbox.mark_sent(session, event, NOW)
        outbox.put_off(session, "off", "452 mailbox full", NOW, NOW)
        outbox.give_up(session, "lost", "550 no such user", NOW)
        outbox.bounced(session, "back", "unknown", NOW)
        outbox.unclaim(session)

    database.write_now(work)
    database.close()
    return data


def listed(run, mails, *options):
    rows = json.loads(run("mail", "list", "--data", mails, "-o", "json", *options).out)
    return [(row["event"], row["state"], row["trouble"]) for row in rows]


def test_mails_are_listed_newest_first_with_their_trouble_and_masked_addresses(run, mails):
    assert listed(run, mails) == [
        ("back", "bounced", "unknown"),
        ("lost", "given-up", "550 no such user"),
        ("went", "sent", None),
        ("off", "waiting", "452 mailbox full"),
        ("waits", "waiting", None),
    ]
    assert [row[0] for row in listed(run, mails, "--state", "given-up", "--state", "bounced")] == ["back", "lost"]
    table = run("mail", "list", "--data", mails).out
    assert "w***@example.com" in table
    assert "went@" not in table


def test_one_mail_is_shown_whole(run, mails):
    shown = json.loads(run("mail", "show", "lost", "--data", mails, "-o", "json").out)

    assert (shown["to"], shown["text"], shown["attempts"]) == ("lost@example.com", "Good day.", 2)
    missing = run("mail", "show", "nobody", "--data", mails)
    assert (missing.code, missing.err) == (
        1,
        "Error: There is no mail nobody. freehold mail list shows those there are.\n",
    )


@pytest.mark.parametrize("what", ["went", "WENT@example.com"])
def test_a_bounce_is_noted_by_event_or_address(run, mails, what):
    ended = run("mail", "bounced", what, "--reason", "mailbox closed", "--data", mails)

    assert (ended.code, ended.err) == (0, "1 mail noted as bounced.\n")
    assert ("went", "bounced", "mailbox closed") in listed(run, mails)
    again = run("mail", "bounced", what, "--data", mails)
    assert (again.code, "No mail that was sent fits" in again.err) == (1, True)


def notification(folder, *, event="went", to="went@example.com", action="failed"):
    """A file with a delivery status notification; without *event*, with nothing of the mail."""
    file = folder / "bounce.eml"
    returned = f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{event}@freehold.example>\n\n" if event else ""
    file.write_text(
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
        f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: 5.1.1\n"
        f"Diagnostic-Code: smtp; 550 {to} is unknown\n\n{returned}--b--\n"
    )
    return file


@pytest.mark.parametrize("more", [{}, {"to": "elsewhere@example.org"}, {"event": "", "to": "Went@example.com"}])
def test_a_notification_that_is_piped_in_is_noted_once(run, mails, monkeypatch, tmp_path, more):
    file = notification(tmp_path, **more)
    with file.open("rb") as piped:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(piped))
        ended = run("mail", "bounce", "--data", mails)

    assert (ended.code, ended.err) == (0, "Mail went is noted as bounced.\n")
    assert [row[:2] for row in listed(run, mails) if row[0] in {"went", "back"}] == [
        ("back", "bounced"), ("went", "bounced"),
    ]  # fmt: skip
    assert "5.1.1 550" in {event: trouble for event, _, trouble in listed(run, mails)}["went"]
    again = run("mail", "bounce", notification(tmp_path), "--data", mails)
    assert (again.code, again.err) == (0, "Mail went had ended before; nothing is noted.\n")


def test_a_notification_may_be_faster_than_the_note_that_the_mail_went_out(run, mails, tmp_path):
    assert run("mail", "bounce", notification(tmp_path, event="off"), "--data", mails).code == 0

    assert ("off", "bounced") in [row[:2] for row in listed(run, mails)]


FOREIGN = "Error: Nothing is noted of this bounce: it is about no mail that was sent from here.\n"


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ({"action": "delayed"}, 0, "Nothing is noted: the mail is late, or arrived; it did not fail.\n"),
        ({"event": "a-strangers"}, 1, FOREIGN),
        ({"event": "", "to": "nobody@example.com"}, 1, FOREIGN),
    ],
)
def test_what_did_not_fail_or_is_not_ours_changes_nothing(run, mails, tmp_path, more, code, words):
    before = listed(run, mails)

    ended = run("mail", "bounce", notification(tmp_path, **more), "--data", mails)

    assert (ended.code, ended.err) == (code, words)
    assert listed(run, mails) == before


def test_what_is_no_bounce_ends_with_a_sentence(run, mails, tmp_path):
    (tmp_path / "away.eml").write_text("Subject: Away\n\nUntil Monday.\n")

    ended = run("mail", "bounce", tmp_path / "away.eml", "--data", mails)

    assert (ended.code, ended.err) == (
        1, "Error: This is no bounce: it has no part message/delivery-status (RFC 3464).\n",
    )  # fmt: skip


def test_what_was_given_up_or_came_back_can_be_sent_once_more(run, mails):
    for event in ("lost", "back"):
        assert run("mail", "retry", event, "--data", mails).code == 0

    states = {event: state for event, state, _ in listed(run, mails)}
    assert (states["lost"], states["back"]) == ("waiting", "waiting")
    assert run("mail", "retry", "went", "--data", mails).code == 1


def test_the_doctor_raises_an_alarm_for_mails_that_did_not_arrive(run, mails):
    found = json.loads(run("doctor", "--data", mails, "--listen", "127.0.0.1:0", "-o", "json").out)

    told = [(row["state"], row["found"]) for row in found if row["check"] == "mail"]
    assert told == [
        ("look", "1 in the last 30 days: given-up"),
        ("look", "1 in the last 30 days: bounced"),
        ("look", "1 could not be sent yet"),
    ]


def test_without_a_server_the_check_says_where_mails_go(run):
    ended = run("mail", "check")

    assert (ended.code, ended.err) == (
        0, "No mail server is configured; mails are written to files in the data folder.\n",
    )  # fmt: skip
