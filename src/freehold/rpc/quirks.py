"""Quirks of the published API: where its pages, samples and SDKs are odd or disagree, and how to have it the other way.

Freehold keeps the way that the official SDKs read. A client's author can switch to the other one, to see whether the client
would bear it: by name, in the setting ``quirks``. A switched answer is changed where it is written out already; with none
switched nothing is looked at. Names of members cannot be met inside of values: those have their quotes and brackets escaped.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from msgspec.structs import replace

from freehold.rpc.exchange import Reply


class BadQuirk(ValueError):
    """There is no quirk of this name; the argument names the nearest."""


@dataclass(frozen=True, slots=True)
class Quirk:
    """One oddity: what is usual here, what the switch makes of it, and where either was read."""

    name: str
    usual: str
    switched: str
    source: str
    change: Callable[[bytes], bytes]


def _renamed(before: str, after: str) -> Callable[[bytes], bytes]:
    def change(body: bytes) -> bytes:
        for shape in ('"%s":',) if body.startswith(b"{") else ("<%s>", "</%s>"):
            body = body.replace((shape % before).encode(), (shape % after).encode())
        return body

    return change


def _coded(before: str, after: str) -> Callable[[bytes], bytes]:
    def change(body: bytes) -> bytes:
        for shape in ('"Code":"%s"', "<Code>%s</Code>"):
            body = body.replace((shape % before).encode(), (shape % after).encode())
        return body

    return change


_TIME = re.compile(rb"(?<=[\">])(\d{4})-(\d\d)-(\d\d)( \d\d:\d\d:\d\d)(?=[\"<])")
_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")


def _english_times(body: bytes) -> bytes:
    return _TIME.sub(lambda found: _MONTHS[int(found[2]) - 1] + b" " + found[3] + b"," + found[1] + found[4], body)


def _next_page_told(body: bytes) -> bytes:
    one = b'"CurrentPageNum":1,' in body or b"<CurrentPageNum>1</CurrentPageNum>" in body
    return _next_page(body) if one else body


def _next_page(body: bytes) -> bytes:
    return body.replace(b'"NextPage":false', b'"NextPage":true').replace(
        b"<NextPage>false</NextPage>", b"<NextPage>true</NextPage>"
    )


def _wrapped_fail_records(body: bytes) -> bytes:
    return re.sub(rb'"Data":(\[\{"(?:Date|FailReason).*?\}\])', rb'"Data":{"FailRecord":\1}', body)


QUIRKS = (
    Quirk(
        "template-code-capital",
        "contactTemplateRealNamedNotExist begins in lower case",
        "ContactTemplateRealNamedNotExist, as its neighbours are written",
        "error table of the registrant change, page of 2019-07-30",
        _coded("contactTemplateRealNamedNotExist", "ContactTemplateRealNamedNotExist"),
    ),
    Quirk(
        "parameter-illegall",
        "ParameterIllegal, as in the error tables",
        "ParameterIllegall with a double l",
        "error samples of VerifyContactField and of deleting mail addresses",
        _coded("ParameterIllegal", "ParameterIllegall"),
    ),
    Quirk(
        "client-ip-capital",
        "the caller's address is Clientip",
        "ClientIp, as in the other actions' parameters",
        "QueryTaskList, response table; SDK models",
        _renamed("Clientip", "ClientIp"),
    ),
    Quirk(
        "english-times",
        "times are 2019-11-02 04:00:45, China time",
        "times are Nov 02,2019 04:00:45",
        "English samples of QueryDomainList and QueryTaskList",
        _english_times,
    ),
    Quirk(
        "next-page-of-one",
        "NextPage is false on the last page",
        "NextPage is true on page 1, even when it is the only one",
        "samples of the task lists",
        _next_page_told,
    ),
    Quirk(
        "wrapped-fail-records",
        "failure reasons are a plain list in JSON",
        "they stand in Data.FailRecord; the newer SDKs then read nothing, without an error",
        "JSON samples of 2019; SDK models and samples of 2020 have the plain list",
        _wrapped_fail_records,
    ),
)
"""All of them, in the order they are listed."""


def switched(names: Iterable[str]) -> tuple[Quirk, ...]:
    """The quirks of these names; raises BadQuirk."""
    known = {quirk.name: quirk for quirk in QUIRKS}
    found = []
    for name in names:
        if name not in known:
            raise BadQuirk(f"There is no quirk {name!r}. Did you mean {get_close_matches(name, known, 1, 0.0)[0]!r}?")
        found.append(known[name])
    return tuple(found)


def applied(quirks: Iterable[Quirk], reply: Reply) -> Reply:
    """The reply the other way."""
    body = reply.body
    for quirk in quirks:
        body = quirk.change(body)
    return replace(reply, body=body)
