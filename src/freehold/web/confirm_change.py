"""The page that a holder's link opens: it shows what is asked, and takes the answer when a button is pressed.

Opening the link decides nothing (SEC-27): mail programs open links by themselves to look for harm.
"""

from collections.abc import Awaitable
from typing import Protocol

from freehold.operations.registrant_change.confirmations import PATH, Asked, NoConfirmation
from freehold.templates import templates
from freehold.web.form_pages import read_form, show, values_of
from freehold.web.rpc_endpoint import AsgiApp, Receive, Scope, Send

__all__ = ["PATH", "page"]

_UNKNOWN = ("这个链接无效。", "This link is not good.")
_NO_ANSWER = ("请按下页面上的一个按钮。", "Press one of the page's buttons.")
_METHODS = ("请使用 GET 或 POST。", "Use GET or POST.")


class Confirmations(Protocol):
    """What the page asks of the program; raises NoConfirmation where a token is not known."""

    def open_confirmation(self, token: str) -> Awaitable[Asked]:
        """What the link is about."""
        ...

    def answer_confirmation(self, token: str, ip: str, *, confirms: bool, waives_lock: bool) -> Awaitable[Asked]:
        """Take the answer; what came of it."""
        ...


def page(program: Confirmations) -> AsgiApp:
    """The page as an ASGI callable."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] == "GET":
                token = values_of(scope["query_string"]).get("token", "")
                await show(send, 200, _shown(await program.open_confirmation(token), token))
            elif scope["method"] == "POST":
                await _take(program, scope, receive, send)
            else:
                await show(send, 405, _message(_METHODS))
        except NoConfirmation:
            await show(send, 404, _message(_UNKNOWN))

    return serve


async def _take(program: Confirmations, scope: Scope, receive: Receive, send: Send) -> None:
    values = await read_form(receive)
    token, answer = values.get("token", ""), values.get("answer")
    if answer not in {"confirm", "refuse"}:
        await show(send, 400, _message(_NO_ANSWER))
        return
    client = scope.get("client")
    asked = await program.answer_confirmation(
        token, client[0] if client else "", confirms=answer == "confirm", waives_lock=values.get("waive") == "yes"
    )
    await show(send, 200, _shown(asked, token))


def _shown(asked: Asked, token: str) -> str:
    values = {"asked": asked, "state": asked.state.name.lower(), "token": token, "path": PATH}
    return templates("pages").get_template("confirm-change.html").render(values)


def _message(words: tuple[str, str]) -> str:
    return templates("pages").get_template("no-confirmation.html").render(chinese=words[0], english=words[1])
