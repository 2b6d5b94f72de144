"""A review service outside, asked over HTTPS with signed requests.

A case is handed over with ``POST url``, under its id as ``Idempotency-Key``: asked twice, the service takes it once. It
answers at once or ``pending``; then it is asked again with ``GET url/ID``, and may call back before (``/review-callback``).
docs/guides/reviews.md has the messages.
"""

import base64
import http.client
import json
import ssl
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from freehold.clock import Clock
from freehold.operations.reviews import signing
from freehold.operations.reviews.reviewers import Case, Unavailable
from freehold.settings import ReviewSettings
from freehold.terms.instants import utc_text
from freehold.terms.reviews import Answer, Approved, Rejected, Undecided

CALLBACK_PATH = "/review-callback"
_LONGEST_ANSWER = 64 * 1024
_LONGEST_EVIDENCE = 128
_LONGEST_REASON = 500
_LONGEST_WAIT_SECONDS = 24 * 3600.0
_NO_REASON = "The reviewer did not accept the document."


class ReviewService:
    """Asks the service of the settings."""

    name = "service"

    def __init__(self, settings: ReviewSettings, system: Clock, base_url: Callable[[], str]) -> None:
        self._settings = settings
        self._system = system
        self._base_url = base_url

    def ask(self, case: Case) -> Answer:
        """Hand the case over under its id. Raises Unavailable."""
        status, body = self._call("POST", "", case.id, json.dumps(self._message(case)).encode())
        return self._answer(status, body)

    def look(self, review_id: str) -> Answer | None:
        """What became of a case; None when the service does not know it. Raises Unavailable."""
        status, body = self._call("GET", f"/{review_id}", review_id, b"")
        return None if status == 404 else self._answer(status, body)

    def _message(self, case: Case) -> dict[str, object]:
        contact = case.contact
        return {
            "review": case.id,
            "submitted_at": utc_text(case.submitted_at),
            "callback": self._base_url() + CALLBACK_PATH,
            "registrant": {
                "type": contact.registrant_type.name.lower(),
                "holder": contact.organization,
                "holder_zh": contact.zh_organization,
                "name": contact.name,
                "name_zh": contact.zh_name,
                "country": contact.country,
            },
            "credential": {
                "type": case.kind,
                "number": case.number,
                "image": base64.b64encode(case.image).decode("ascii"),
            },
        }

    def _call(self, method: str, path: str, review_id: str, body: bytes) -> tuple[int, bytes]:
        """One exchange. Redirects are not followed: a document goes to the address of the settings, and to no other."""
        url = urlsplit(self._settings.url)
        sent = {
            "Accept": "application/json",
            **signing.headers(self._settings.secret, review_id, body, self._system.now()),
        }
        if body:
            sent |= {"Content-Type": "application/json", "Idempotency-Key": review_id}
        connection = self._connection(url.scheme, url.netloc)
        try:
            connection.request(method, url.path.rstrip("/") + path or "/", body or None, sent)
            response = connection.getresponse()
            return response.status, response.read(_LONGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable(" ".join(str(error).split()) or type(error).__name__) from error
        finally:
            connection.close()

    def _connection(self, scheme: str, netloc: str) -> http.client.HTTPConnection:
        seconds = self._settings.timeout_seconds
        if scheme == "http":
            return http.client.HTTPConnection(netloc, timeout=seconds)
        context = ssl.create_default_context(cafile=self._settings.ca_file)
        return http.client.HTTPSConnection(netloc, timeout=seconds, context=context)

    def _answer(self, status: int, body: bytes) -> Answer:
        if status not in {200, 201, 202}:
            raise Unavailable(f"it answers {status}")
        return read_answer(body, self._settings.ask_again_seconds)


def read_answer(body: bytes, again_seconds: float) -> Answer:
    """An answer or a call-back as sent; raises Unavailable when it is not of the agreed form."""
    try:
        told = json.loads(body) if len(body) <= _LONGEST_ANSWER else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Unavailable("its answer is no JSON object")
    match told.get("status"):
        case "approved":
            return Approved(_text(told, "evidence", _LONGEST_EVIDENCE))
        case "rejected":
            return Rejected(
                _text(told, "evidence", _LONGEST_EVIDENCE), _text(told, "reason", _LONGEST_REASON) or _NO_REASON
            )
        case "pending":
            return Undecided(_seconds(told.get("again_seconds")) or again_seconds)
    raise Unavailable("its answer says neither approved nor rejected nor pending")


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        return None
    return float(min(value, _LONGEST_WAIT_SECONDS))


def _text(told: dict[str, Any], key: str, longest: int) -> str:
    """A text of the service's as data: one line, printable, cut."""
    value = told.get(key)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return "".join(mark for mark in text if mark.isprintable())[:longest]
