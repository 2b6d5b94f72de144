"""A small client of our own API, for ``demo`` and ``doctor``: signs with V3 as the official SDKs do (protocol.md, 4)."""

import hashlib
import hmac
import http.client
import json
import secrets
from typing import Any
from urllib.parse import quote, urlsplit

from freehold.clock import SystemClock
from freehold.terms.instants import utc_text

_ALGORITHM = "ACS3-HMAC-SHA256"
_VERSION = "2018-01-29"


class CallRefused(Exception):
    """The server declined; carries its code and sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class SignedClient:
    """Calls actions on one server with one access key."""

    def __init__(self, endpoint: str, key_id: str, secret: str) -> None:
        self._url = urlsplit(endpoint)
        self._key_id = key_id
        self._secret = secret

    def call(self, action: str, **parameters: object) -> dict[str, Any]:
        """Call an action; lists become ``Name.N``. Raises CallRefused, OSError when the server is not there."""
        query = "&".join(f"{name}={_encoded(value)}" for name, value in sorted(_flat(parameters)))
        headers = self._signed(action, query)
        connection = http.client.HTTPConnection(self._url.netloc, timeout=60)
        try:
            connection.request("POST", f"/?{query}", headers=headers)
            answer = connection.getresponse()
            body: dict[str, Any] = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise CallRefused(str(body.get("Code")), str(body.get("Message")))
        return body

    def _signed(self, action: str, query: str) -> dict[str, str]:
        headers = {
            "accept": "application/json",
            "host": self._url.netloc,
            "x-acs-action": action,
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-acs-date": utc_text(SystemClock().now()),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": _VERSION,
        }
        names = ";".join(headers)
        lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
        canonical = f"POST\n/\n{query}\n{lines}\n{names}\n{headers['x-acs-content-sha256']}"
        to_sign = f"{_ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        signature = hmac.new(self._secret.encode(), to_sign.encode(), "sha256").hexdigest()
        headers["Authorization"] = f"{_ALGORITHM} Credential={self._key_id},SignedHeaders={names},Signature={signature}"
        return headers


def _flat(parameters: dict[str, object]) -> list[tuple[str, str]]:
    found = []
    for name, value in parameters.items():
        if isinstance(value, list | tuple):
            found += [(f"{name}.{number}", str(entry)) for number, entry in enumerate(value, 1)]
        else:
            found.append((name, str(value)))
    return found


def _encoded(value: str) -> str:
    return quote(value, safe="-_.~")
