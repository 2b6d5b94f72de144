"""Pages that a link in a mail opens: they show a form, and take what its button sends."""

from urllib.parse import parse_qs

from freehold.web.answering import HTML, answer
from freehold.web.rpc_endpoint import Receive, Send

_LONGEST_FORM = 2048
_LONGEST_VALUE = 128
_HEADERS = [
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
]


async def show(send: Send, status: int, page: str) -> None:
    """Send a page, which nothing may embed and whose address no other site is told."""
    await answer(send, status, page.encode(), HTML, _HEADERS)


async def read_form(receive: Receive) -> dict[str, str]:
    """What a form sent; of one that is too long whatever its beginning holds."""
    body = b""
    more = True
    while more and len(body) <= _LONGEST_FORM:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return values_of(body)


def values_of(encoded: bytes) -> dict[str, str]:
    """The first value of each name; none of what is not encoded as a form is."""
    try:
        found = parse_qs(encoded.decode("ascii"), max_num_fields=8)
    except (UnicodeDecodeError, ValueError):
        return {}
    return {name: values[0][:_LONGEST_VALUE] for name, values in found.items()}
