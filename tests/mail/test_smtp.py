"""Mails leave by SMTP over TLS, once each; what the server says decides what becomes of each (REL-15, INV-10)."""

import ssl

import pytest

from freehold.operations.mail.delivery import MOST_ATTEMPTS, delay_seconds
from freehold.store import outbox
from support.mail_server import MailServer
from support.office import NOW


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_goes_out_over_tls_in_both_forms(post, servers, security):
    server = servers(security, authenticate=True)
    post.put("ada@example.com")

    assert post.delivery(server).deliver() == 1

    (envelope,), (mail,) = server.envelopes, server.mails()
    assert envelope.over_tls
    assert (envelope.mail_from, envelope.rcpt_tos) == ("no-reply@registrar.example", ["ada@example.com"])
    assert {name: mail[name] for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted", "Date")} == {
        "From": "Freehold <no-reply@registrar.example>",
        "To": "ada@example.com",
        "Subject": "Hello 你好",
        "Message-ID": "<ada@registrar.example>",
        "Auto-Submitted": "auto-generated",
        "Date": "Thu, 28 May 2026 20:26:40 +0000",
    }
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail.get_body(("plain",)).get_content() == "Good day.\r\n\r\nAda <& Co>\r\n"
    assert mail.get_body(("html",)).get_content() == "<p>Good day.</p>\r\n"
    assert post.state("ada") == ("sent", 1, None)


def test_what_was_sent_is_not_sent_again(post, servers):
    server = servers()
    delivery = post.delivery(server)
    post.put("ada@example.com", "bo@example.com")

    assert [delivery.deliver(), delivery.deliver()] == [2, 0]

    assert server.received() == {"ada@example.com": 1, "bo@example.com": 1}


def test_a_mail_that_is_refused_for_good_is_given_up_and_the_others_go_out(post, servers):
    server = servers()
    server.answers["gone"] = "550 5.1.1 <gone@example.com>: no such user"
    post.put("gone@example.com", "ada@example.com")

    post.delivery(server).deliver()

    assert post.state("gone") == ("given-up", 1, "550 5.1.1 <g***@example.com>: no such user")
    assert post.state("ada") == ("sent", 1, None)


def test_a_mail_that_is_not_taken_now_is_tried_again_at_growing_distances(post, servers):
    server = servers()
    server.answers["full"] = "452 mailbox full"
    delivery = post.delivery(server)
    post.put("full@example.com")

    assert [delivery.deliver(), delivery.deliver()] == [1, 0]
    assert post.state("full") == ("waiting", 1, "452 mailbox full")
    post.later(59.9)
    assert delivery.deliver() == 0
    post.later(0.1)
    assert delivery.deliver() == 1
    post.later(60)
    assert delivery.deliver() == 0
    del server.answers["full"]
    post.later(60)
    assert delivery.deliver() == 1

    assert post.state("full") == ("sent", 3, None)
    assert server.received() == {"full@example.com": 1}


def test_after_some_five_days_a_mail_is_given_up(post, servers):
    server = servers()
    server.answers["full"] = "452 mailbox full"
    delivery = post.delivery(server)
    post.put("full@example.com")

    for _ in range(MOST_ATTEMPTS):
        assert post.state("full")[0] == "waiting"
        assert delivery.deliver() == 1
        post.later(4 * 3600)

    assert post.state("full") == ("given-up", MOST_ATTEMPTS, "452 mailbox full")
    assert 4 < sum(map(delay_seconds, range(1, MOST_ATTEMPTS))) / 86400 < 6


def test_a_mail_whose_taking_over_was_not_told_goes_out_again_under_the_same_id(post, servers):
    server = servers()
    server.broken_data = 1
    delivery = post.delivery(server)
    post.put("ada@example.com")

    delivery.deliver()
    assert post.state("ada")[:2] == ("waiting", 1)
    assert post.state("ada")[2].startswith("the connection broke before the server took the mail over")
    post.later(60)
    delivery.deliver()

    assert [mail["Message-ID"] for mail in server.mails()] == ["<ada@registrar.example>"] * 2
    assert post.state("ada") == ("sent", 2, None)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"ca_file": None}, "no way out: the server's certificate is not good: "),
        ({"user": "freehold", "password": "guess"}, "no way out: 535 5.7.8 Authentication credentials invalid"),
        ({"port": 1}, "no way out: [Errno 111] Connection refused"),
        ({"security": "tls"}, "no way out: "),
    ],
)
def test_while_the_server_does_not_let_us_in_mails_wait_and_it_is_left_alone(post, servers, wrong, told):
    server = servers(authenticate=True)
    delivery = post.delivery(server, **wrong)
    post.put("ada@example.com", "bo@example.com")

    assert [delivery.deliver(), delivery.deliver()] == [0, 0]

    for event in ("ada", "bo"):
        state, attempts, trouble = post.state(event)
        assert (state, attempts) == ("waiting", 1)
        assert trouble.startswith(told)
    post.later(60)
    assert post.delivery(server).deliver() == 2


def test_a_server_that_offers_no_tls_is_told_nothing(post, servers, tmp_path):
    server = servers("none")
    post.put("ada@example.com")

    assert post.delivery(server, security="starttls").deliver() == 0

    assert server.envelopes == []
    assert post.state("ada")[2] == "no way out: STARTTLS extension not supported by server."


def test_addresses_beyond_ascii_go_out_as_the_server_can_take_them(post, servers):
    plain = servers(utf8=False)
    post.put("bo@例子.cn", "新@例子.cn")
    post.delivery(plain).deliver()

    assert plain.received() == {"bo@xn--fsqu00a.cn": 1}
    assert post.state("新") == ("given-up", 1, "the server takes no addresses beyond ASCII (SMTPUTF8)")

    post.database.write_now(lambda session: outbox.again(session, "新", NOW))
    able = servers()
    post.delivery(able).deliver()
    assert able.received() == {"新@例子.cn": 1}


def test_what_a_dead_process_had_claimed_is_sent_by_the_next(post, servers):
    server = servers()
    post.put("ada@example.com")
    post.database.write_now(lambda session: outbox.claim(session, 10, NOW))
    delivery = post.delivery(server)
    assert delivery.deliver() == 0

    delivery.start()

    assert delivery.deliver() == 1
    assert post.state("ada") == ("sent", 2, None)


def test_addresses_are_masked_in_logs(post, servers, caplog):
    caplog.set_level("INFO", "freehold")
    server = servers()
    server.answers = {"gone": "550 gone@example.com is unknown", "full": "452 full@example.com is full"}
    post.put("ada@example.com", "gone@example.com", "full@example.com")

    post.delivery(server).deliver()

    assert len(caplog.records) == 3
    assert [word for word in ("ada@", "gone@", "full@") if word in caplog.text] == []
    assert "a***@example.com is sent" in caplog.text


def test_the_practice_server_is_one_that_others_can_reach_over_tls(servers):
    """The witness itself: its certificate is good for whoever trusts its CA, and for nobody else."""
    server = servers("tls")
    assert isinstance(server, MailServer)
    import socket

    for context, good in (
        (ssl.create_default_context(cafile=server.ca_file), True),
        (ssl.create_default_context(), False),
    ):
        with socket.create_connection(("127.0.0.1", server.port)) as raw:
            try:
                with context.wrap_socket(raw, server_hostname="127.0.0.1") as link:
                    assert link.recv(3) == b"220"
                assert good
            except ssl.SSLCertVerificationError:
                assert not good
