"""Delivery status notifications as mail servers write them, each invented, and what is read of them (RFC 3464)."""

import pytest

from freehold.operations.mail.bounces import LARGEST, Bounce, Failure, NotABounce, read

EVENT = "changed-7-1-00ff"

TOP = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: no-reply@freehold.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I am sorry to have to tell you.

"""
STATUS = """\
--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Wed, 25 Nov 2026 20:00:00 +0000

Final-Recipient: rfc822; ada@example.com
Original-Recipient: rfc822;Ada@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <ada@example.com>: Recipient address
    rejected: User unknown

"""
MAIL = f"""\
Received: from freehold.example
Message-ID: <{EVENT}@freehold.example>
From: Freehold <no-reply@freehold.example>
To: ada@example.com
Subject: The registrant of your domains was changed
"""
WHOLE = f"--b1\nContent-Type: message/rfc822\n\n{MAIL}\nGood day.\n\n"
LINES = f"--b1\nContent-Type: text/rfc822-headers\n\n{MAIL}\n"
END = "--b1--\n"

UNKNOWN = Failure(
    ("Ada@example.com", "ada@example.com"),
    "5.1.1 550 5.1.1 <a***@example.com>: Recipient address rejected: User unknown",
)


def octets(*parts):
    return "".join(parts).encode()


@pytest.mark.parametrize("returned", [WHOLE, LINES])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_failure_is_read_with_its_mail_whole_or_its_lines_alone(returned, ends):
    given = octets(TOP, STATUS, returned, END).replace(b"\n", ends.encode())

    assert read(given) == Bounce(EVENT, (UNKNOWN,))


def test_lines_that_come_encoded_are_read():
    import base64

    encoded = base64.b64encode(MAIL.encode()).decode()
    part = f"--b1\nContent-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n{encoded}\n\n"

    assert read(octets(TOP, STATUS, part, END)).event == EVENT


def test_where_no_mail_comes_back_the_addresses_are_known():
    assert read(octets(TOP, STATUS, END)) == Bounce(None, (UNKNOWN,))


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.1.9")])
def test_a_mail_that_is_late_or_arrived_did_not_fail(action, status):
    told = STATUS.replace("Action: failed", f"Action: {action}").replace("Status: 5.1.1", f"Status: {status}")

    assert read(octets(TOP, told, WHOLE, END)) == Bounce(EVENT, ())


def test_of_several_recipients_those_that_failed_count():
    other = "Final-Recipient: rfc822; <bo@example.com>\nAction: FAILED (bounced)\nStatus: 5.2.2\n\n"
    late = STATUS.replace("Action: failed", "Action: delayed")

    assert read(octets(TOP, late + other, WHOLE, END)).failures == (Failure(("bo@example.com",), "5.2.2"),)


def test_a_server_that_names_no_action_is_understood_by_its_status():
    told = "--b1\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; bo@example.com\nStatus: {}\n\n"

    assert read(octets(TOP, told.format("5.0.0"), END)).failures == (Failure(("bo@example.com",), "5.0.0"),)
    assert read(octets(TOP, told.format("4.0.0"), END)).failures == ()


def test_a_notification_about_an_address_beyond_ascii_is_read():
    """RFC 6533."""
    told = STATUS.replace("message/delivery-status", "message/global-delivery-status")
    told = told.replace("rfc822; ada@", "utf-8; 王@").replace("rfc822;Ada@", "utf-8;王@")
    mail = WHOLE.replace("message/rfc822", "message/global-headers")

    found = read(octets(TOP, told, mail, END))

    assert (found.event, [failure.addresses for failure in found.failures]) == (EVENT, [("王@example.com",)])


def test_words_are_one_line_without_addresses_and_cut():
    told = STATUS.replace("User unknown", f"\u202eno <eve@example.org> here {'x' * 9000}")

    words = read(octets(TOP, told, END)).failures[0].words

    assert (len(words), "eve@" in words, "\n" in words) == (200, False, False)


NO_BOUNCES = [
    (b"", "it has no part message/delivery-status"),
    (b"\x00\xff\xfe not a mail", "it has no part message/delivery-status"),
    (b"Subject: I am away until Monday\n\nSee you.\n", "it has no part message/delivery-status"),
    (octets(TOP, WHOLE, END), "it has no part message/delivery-status"),
    (
        octets(TOP, "--b1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n", END),
        "names no recipient",
    ),
    (octets(TOP, "--b1\nContent-Type: message/delivery-status\n\n", END), "names no recipient"),
    (b"x" * (LARGEST + 1), "more than 4194304 octets"),
    (
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(20_000)),
        "no part message/delivery-status|nested too deep",
    ),
]


@pytest.mark.parametrize(("given", "why"), NO_BOUNCES, ids=range(len(NO_BOUNCES)))
def test_what_is_no_bounce_is_told_as_such(given, why):
    with pytest.raises(NotABounce, match=why):
        read(given)


def test_half_a_notification_is_read_as_far_as_it_goes_or_not_at_all():
    whole = octets(TOP, STATUS, WHOLE, END)
    for length in range(0, len(whole), 7):
        try:
            found = read(whole[:length])
        except NotABounce:
            continue
        assert found.event in {None, EVENT}
