"""Calls as octets, signed before the clock runs."""

import base64
import hashlib
import hmac
import uuid
from urllib.parse import quote

from freehold.clock import SystemClock
from freehold.terms.instants import utc_text

KEY, SECRET = "benchkey", "benchsecret"
HOST = "127.0.0.1"

Request = bytes


def _encoded(parameters: dict[str, str]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(parameters[name], safe='')}" for name in sorted(parameters))


def v1(action: str, parameters: dict[str, str], reply: str = "JSON") -> Request:
    """A call signed with HMAC-SHA1, all of it in the query."""
    query = _encoded(
        {
            **parameters,
            "Action": action,
            "Version": "2018-01-29",
            "Format": reply,
            "AccessKeyId": KEY,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureVersion": "1.0",
            "SignatureNonce": uuid.uuid4().hex,
            "Timestamp": utc_text(SystemClock().now()),
        }
    )
    digest = hmac.digest(f"{SECRET}&".encode(), f"GET&%2F&{quote(query, safe='')}".encode(), "sha1")
    signature = quote(base64.b64encode(digest), safe="")
    return f"GET /?{query}&Signature={signature} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def v3(action: str, parameters: dict[str, str], accept: str = "application/json") -> Request:
    """A call signed with ACS3-HMAC-SHA256, its parameters in the query as the current SDK has them."""
    query = _encoded(parameters)
    headers = {
        "accept": accept,
        "host": HOST,
        "x-acs-action": action,
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        "x-acs-date": utc_text(SystemClock().now()),
        "x-acs-signature-nonce": uuid.uuid4().hex,
        "x-acs-version": "2018-01-29",
    }
    signed = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = "\n".join(("POST", "/", query, lines, signed, headers["x-acs-content-sha256"]))
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(SECRET.encode(), text.encode(), "sha256").hex()
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    credentials = f"ACS3-HMAC-SHA256 Credential={KEY},SignedHeaders={signed},Signature={signature}"
    return f"POST /?{query} HTTP/1.1\r\n{told}Authorization: {credentials}\r\nContent-Length: 0\r\n\r\n".encode()


def submit(names: list[str], profile: int = 1) -> Request:
    """A call that asks for a new registrant of these domains."""
    listed = {f"DomainName.{number}": name for number, name in enumerate(names, 1)}
    action = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
    return v3(action, {**listed, "RegistrantProfileId": str(profile), "TransferOutProhibited": "true"})


def aws(service: str, method: str, path: str, body: bytes = b"", target: str = "") -> Request:
    """A call to the peer, which reads off the credentials which service is meant, and checks no signature."""
    scope = f"Credential=AKIDEXAMPLE/20260101/us-east-1/{service}/aws4_request"
    told = f"X-Amz-Target: {target}\r\nContent-Type: application/x-amz-json-1.1\r\n" if target else ""
    return (
        f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{told}X-Amz-Date: 20260101T000000Z\r\n"
        f"Authorization: AWS4-HMAC-SHA256 {scope}, SignedHeaders=host;x-amz-date, Signature={'0' * 64}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body
