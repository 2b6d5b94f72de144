"""The page that the link of a confirmation mail opens: it asks, and confirms when its button is pressed.

Opening the link changes nothing (SEC-27): mail programs open links by themselves to look for harm.
"""

import html
from collections.abc import Awaitable
from typing import Protocol

from freehold.operations.email_verification import PATH
from freehold.terms.refusals import Refusal
from freehold.web.form_pages import read_form, show, values_of
from freehold.web.rpc_endpoint import AsgiApp, Receive, Scope, Send

__all__ = ["PATH", "page"]


class Confirm(Protocol):
    """Confirms an address by its token; raises a refusal when the link is not good any more."""

    def __call__(self, token: str, ip: str) -> Awaitable[str]:
        """The address."""
        ...


def page(confirm: Confirm) -> AsgiApp:
    """The page as an ASGI callable."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "GET":
            token = values_of(scope["query_string"]).get("token", "")
            await show(send, 200, _ask(token))
        elif scope["method"] == "POST":
            await _confirm(confirm, scope, receive, send)
        else:
            await show(send, 405, _message("请使用 GET 或 POST。", "Use GET or POST."))

    return serve


async def _confirm(confirm: Confirm, scope: Scope, receive: Receive, send: Send) -> None:
    token = (await read_form(receive)).get("token", "")
    client = scope.get("client")
    try:
        address = await confirm(token, client[0] if client else "")
    except Refusal:
        words = (
            "这个链接无效，或已超过三天。请重新申请。",
            "This link is not good, or older than three days. Ask for a new one.",
        )
        await show(send, 400, _message(*words))
    else:
        shown = html.escape(address)
        await show(
            send,
            200,
            _message(f"邮箱 {shown} 已确认，可以关闭此页。", f"{shown} is confirmed. You can close this page."),
        )


def _ask(token: str) -> str:
    form = (
        f'<form method="post" action="{PATH}"><input type="hidden" name="token" value="{html.escape(token, quote=True)}">'
        "<button>确认 / Confirm</button></form>"
    )
    return _page(
        f"<p>按下按钮，确认收到邮件的邮箱地址属于您。</p><p>Press the button to confirm that the mail address is yours.</p>{form}"
    )


def _message(chinese: str, english: str) -> str:
    return _page(f"<p>{chinese}</p><p>{english}</p>")


def _page(body: str) -> str:
    return (
        '<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>邮箱验证 / Mail address</title></head><body><h1>邮箱验证 / Mail address</h1>{body}</body></html>"
    )
