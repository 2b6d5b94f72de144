"""Calls signed as protocol.md says, written apart from the code under test."""

import base64
import hashlib
import hmac
import uuid
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote

from freehold.clock import SystemClock
from freehold.rpc.exchange import RawCall

KEY = "testid"
SECRET = "testsecret"
HOST = "api.example.test"


@lru_cache(maxsize=256)
def escape(text):
    return quote(text, safe="~")


@lru_cache(maxsize=256)
def escape_twice(text):
    return escape(escape(text))


def timestamp():
    return datetime.fromtimestamp(SystemClock().now() / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def encode(parameters):
    return "&".join(f"{escape(name)}={escape(value)}" for name, value in parameters.items())


def v1_parameters(action, parameters=None, method="GET", secret=SECRET, form=None, **common):
    """Everything a V1 call carries in its query, the signature included; *form* is signed and left out."""
    all_of_it = {
        "Action": action,
        "Version": "2018-01-29",
        "Format": "JSON",
        "AccessKeyId": KEY,
        "SignatureMethod": "HMAC-SHA1",
        "SignatureVersion": "1.0",
        "SignatureNonce": uuid.uuid4().hex,
        "Timestamp": timestamp(),
        **(parameters or {}),
        **common,
    }
    all_of_it = {name: value for name, value in all_of_it.items() if value is not None}
    signed = {**all_of_it, **(form or {})}
    # Each part is escaped twice, and the signs between them once: images need not be escaped anew with every call.
    canonical = "%26".join(f"{escape_twice(name)}%3D{escape_twice(signed[name])}" for name in sorted(signed))
    string = f"{method}&%2F&{canonical}"
    digest = hmac.new(f"{secret}&".encode(), string.encode(), hashlib.sha1).digest()
    return {**all_of_it, "Signature": base64.b64encode(digest).decode()}


def v1_call(action, parameters=None, *, method="GET", secret=SECRET, form=None, **common):
    query = encode(v1_parameters(action, parameters, method, secret, form, **common)).encode()
    headers = [(b"host", HOST.encode())]
    if form is not None:
        headers.append((b"content-type", b"application/x-www-form-urlencoded"))
    body = encode(form).encode() if form else b""
    return RawCall(method=method, query=query, headers=headers, body=body, client_ip="192.0.2.7")


def v3_call(
    action,
    parameters=None,
    *,
    method="POST",
    secret=SECRET,
    key=KEY,
    form=None,
    accept="application/json",
    headers=None,
    leave_out=(),
    date=None,
    nonce=None,
):
    """A V3 call; *headers* are added and signed, those named in *leave_out* come unsigned."""
    body = encode(form).encode() if form else b""
    told = {
        "host": HOST,
        "x-acs-action": action,
        "x-acs-version": "2018-01-29",
        "x-acs-date": date or timestamp(),
        "x-acs-signature-nonce": nonce or uuid.uuid4().hex,
        "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
        **({"accept": accept} if accept else {}),
        **({"content-type": "application/x-www-form-urlencoded"} if form else {}),
        **(headers or {}),
    }
    told = {name: value for name, value in told.items() if value is not None}
    names = sorted(name for name in told if name not in leave_out)
    parameters = parameters or {}
    query = "&".join(f"{escape(name)}={escape(parameters[name])}" for name in sorted(parameters))
    canonical = "\n".join(
        [
            method,
            "/",
            query,
            "".join(f"{name}:{told[name]}\n" for name in names),
            ";".join(names),
            told.get("x-acs-content-sha256", ""),
        ]
    )
    string = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), string.encode(), hashlib.sha256).hexdigest()
    told["authorization"] = f"ACS3-HMAC-SHA256 Credential={key},SignedHeaders={';'.join(names)},Signature={signature}"
    return RawCall(
        method=method,
        query=encode(parameters).encode(),
        headers=[(name.encode(), value.encode()) for name, value in told.items()],
        body=body,
        client_ip="192.0.2.7",
    )
