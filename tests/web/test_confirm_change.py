"""The page behind a holder's link: data of others is text, and only a button answers."""

import asyncio

import pytest

from freehold.operations.registrant_change.confirmations import Asked, NoConfirmation
from freehold.terms.confirmations import ConfirmationState, HolderRole
from freehold.web import confirm_change

ASKED = Asked(
    language="en", role=HolderRole.PRIOR, state=ConfirmationState.OPENED, prior_asked=True,
    holder="<script>alert(1)</script> & Co", names=["a.com"], count=3, lapses="2026-07-27T20:26:40Z", lock_days=60,
)  # fmt: skip


class Program:
    """What the page asks of the program, as it was asked."""

    def __init__(self):
        self.heard = []

    async def open_confirmation(self, token):
        self.heard.append(("opened", token))
        if token != "good":
            raise NoConfirmation
        return ASKED

    async def answer_confirmation(self, token, ip, *, confirms, waives_lock):
        self.heard.append((token, ip, confirms, waives_lock))
        return ASKED


def ask(method, query=b"", body=b""):
    program, sent = Program(), []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": "/confirm-change",
        "query_string": query,
        "client": ("192.0.2.1", 9),
    }
    asyncio.run(confirm_change.page(program)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"].decode(), program.heard


def test_a_holders_name_is_no_markup_on_the_page():
    status, text, heard = ask("GET", b"token=good")

    assert (status, heard) == (200, [("opened", "good")])
    assert "<b>&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co</b>" in text
    assert "<script" not in text
    assert "… and 2 more" in text
    assert "for 60 days after it" in text


@pytest.mark.parametrize(
    ("body", "heard"),
    [
        (b"token=good&answer=confirm", ("good", "192.0.2.1", True, False)),
        (b"token=good&answer=confirm&waive=yes", ("good", "192.0.2.1", True, True)),
        (b"token=good&answer=refuse", ("good", "192.0.2.1", False, False)),
    ],
)
def test_a_button_answers(body, heard):
    assert ask("POST", body=body)[::2] == (200, [heard])


@pytest.mark.parametrize(
    ("method", "query", "body", "status"),
    [
        ("POST", b"token=good&answer=confirm", b"", 400),
        ("POST", b"", b"token=good&answer=Confirm", 400),
        ("POST", b"", b"\xff" * 10, 400),
        ("POST", b"", b"&".join([b"a=b"] * 20), 400),
        ("HEAD", b"token=good", b"", 405),
        ("PUT", b"token=good", b"answer=confirm", 405),
    ],
)
def test_nothing_else_does(method, query, body, status):
    assert ask(method, query, body)[::2] == (status, [])


def test_a_link_nobody_was_sent_is_told_so():
    status, text, _ = ask("GET", b"token=other")

    assert (status, "这个链接无效。" in text) == (404, True)
