"""Where a review service calls back with its decision: signed, and answered without telling more than it must."""

from collections.abc import Awaitable, Mapping
from typing import Protocol

from freehold.operations.reviews.desk import UnknownReview
from freehold.operations.reviews.reviewers import Unavailable
from freehold.operations.reviews.service import CALLBACK_PATH
from freehold.operations.reviews.signing import BadSignature
from freehold.web.answering import answer
from freehold.web.receiving import body_of
from freehold.web.rpc_endpoint import AsgiApp, Receive, Scope, Send

PATH = CALLBACK_PATH
_LONGEST_BODY = 64 * 1024


class Take(Protocol):
    """Takes a call-back's headers and body; raises BadSignature, Unavailable or UnknownReview."""

    def __call__(self, headers: Mapping[str, str], body: bytes) -> Awaitable[None]:
        """Write the decision down."""
        ...


def door(take: Take) -> AsgiApp:
    """The call-back's address as an ASGI callable."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await answer(send, 405, b'{"error":"use POST"}')
            return
        body = await body_of(receive, _LONGEST_BODY)
        if body is None:
            await answer(send, 413, b'{"error":"the message is too long"}')
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            await take(headers, body)
        except BadSignature as error:
            await answer(send, 401, f'{{"error":"{error}"}}'.encode())
        except UnknownReview as error:
            await answer(send, 404, f'{{"error":"{error}"}}'.encode())
        except Unavailable:
            await answer(send, 400, b'{"error":"the message is not of the agreed form"}')
        else:
            await answer(send, 200, b"{}")

    return serve
