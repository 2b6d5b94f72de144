"""Speaks to a running emulator: for the commands that move its clock, order faults and reset it, and for tests."""

import http.client
import json
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_LONGEST_SECONDS = 630.0
"""Longer than the emulator waits for its work to settle."""


class NoEmulator(Exception):
    """No emulator runs on this data folder; the sentence says what to do."""


class Refused(Exception):
    """The emulator does not do what was asked; its own words."""


class EmulatorClient:
    """Asks the emulator that serves a data folder, over a connection for each question; not for several threads.

    A kept connection would be closed by the server after some idle seconds, and the next question would fall into it.
    """

    def __init__(self, data: Path) -> None:
        try:
            place = json.loads((data / "emulator.json").read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise NoEmulator(
                f"No emulator runs on {data}. Start one with freehold serve --data {data}, without registries in its settings."
            ) from error
        self.url: str = place["url"]
        self._token = place["token"]
        where = urlsplit(self.url)
        host = where.hostname or ""
        self._connection = (
            http.client.HTTPSConnection(host, where.port, timeout=_LONGEST_SECONDS, context=_trusting(data))
            if where.scheme == "https"
            else http.client.HTTPConnection(host, where.port, timeout=_LONGEST_SECONDS)
        )

    def ask(self, do: str, **values: Any) -> Any:
        """Ask for one thing; raises Refused, NoEmulator when nobody listens."""
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/json", "connection": "close"}
        try:
            self._connection.request("POST", f"/emulator/{do}", json.dumps(values), headers)
            answer = self._connection.getresponse()
            body = json.loads(answer.read())
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise NoEmulator(f"The emulator at {self.url} does not answer: {error}. Is the server running?") from error
        if answer.status != 200:
            raise Refused(body.get("error", f"HTTP {answer.status}"))
        return body["result"]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _trusting(data: Path) -> ssl.SSLContext:
    """What the system trusts, and the CA that ``serve --tls auto`` made here."""
    context = ssl.create_default_context()
    own = data / "tls" / "ca.pem"
    if own.is_file():
        context.load_verify_locations(own)
    return context
