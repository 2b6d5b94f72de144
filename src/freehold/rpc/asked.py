"""A call as far as it can be read without the store, and the refusal of one that goes no further."""

import msgspec

from freehold.languages import Language, pick
from freehold.rpc.action import Action
from freehold.rpc.catalogue import Catalogue
from freehold.rpc.errors import error_reply
from freehold.rpc.exchange import Format, RawCall, Reply
from freehold.rpc.parameters import (
    Credentials,
    Parameters,
    action_and_version,
    guess_format,
    guess_language,
    read_credentials,
    read_parameters,
    scheme_of,
    wanted_format,
)
from freehold.terms.refusals import Refusal, UnsupportedHTTPMethod


class Outset(msgspec.Struct, gc=False):
    """What is known of a call so far: enough to answer it, whatever happens."""

    request_id: str
    wanted: Format | None = None
    language: Language | None = None
    action: str = "-"
    trace_id: str = ""


class Asked(msgspec.Struct, frozen=True):
    """A call that was read; *action* is None where there is none of the name it gives."""

    raw: RawCall
    outset: Outset
    action: Action | None
    parameters: Parameters
    credentials: Credentials
    wanted: Format


def read_call(raw: RawCall, outset: Outset, catalogue: Catalogue) -> Asked:
    """Everything up to the credentials' form; nothing of it needs the store."""
    if raw.method not in {"GET", "POST"}:
        raise UnsupportedHTTPMethod(method=raw.method[:20], allowed="GET, POST")
    parameters = read_parameters(raw)
    outset.language = pick(parameters.text("Lang"))
    scheme = scheme_of(raw, parameters)
    name = action_and_version(raw, parameters, scheme)
    action = catalogue.find(name)
    outset.action = name
    if action is not None and raw.method not in action.methods:
        raise UnsupportedHTTPMethod(method=raw.method, allowed=", ".join(action.methods))
    outset.wanted = wanted = wanted_format(raw, parameters, scheme)
    return Asked(raw, outset, action, parameters, read_credentials(raw, parameters, scheme), wanted)


def refused(raw: RawCall, outset: Outset, refusal: Refusal) -> Reply:
    """The answer to a call that is declined, in what format and language it is known to want."""
    return error_reply(
        refusal,
        wanted=outset.wanted or guess_format(raw),
        language=outset.language or guess_language(raw),
        request_id=outset.request_id,
        host=raw.host,
        scheme=raw.scheme,
        action=outset.action,
    )
