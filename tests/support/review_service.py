"""A review service as an operator would run it: HTTPS, signed requests both ways, each case taken once."""

import json
import ssl
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from freehold.clock import SystemClock
from freehold.operations.reviews import signing
from freehold.sandbox.certificates import Authority

SECRET = "a secret that both sides know"


class ReviewService:
    """Answers as ordered by holder: ``answers[holder]`` is a status and a body; without an order it approves.

    *asked* has every request: (method, path, idempotency key, body).
    """

    def __init__(self, folder: Path):
        authority = Authority(folder / "review-tls")
        self.ca_file = authority.ca_file
        self.answers: dict[str, tuple[int, object]] = {}
        self.asked: list = []
        self.cases: dict[str, dict] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self._signed(body):
                    case = json.loads(body)
                    service.cases[case["review"]] = case
                    self._answer(case)

            def do_GET(self):
                if self._signed(b""):
                    case = service.cases.get(self.path.rpartition("/")[2])
                    if case is None:
                        self._send(404, {})
                    else:
                        self._answer(case)

            def _signed(self, body):
                service.asked.append((self.command, self.path, self.headers["Idempotency-Key"], body))
                try:
                    given = {name.lower(): value for name, value in self.headers.items()}
                    signing.check(SECRET, given, body, SystemClock().now())
                except signing.BadSignature:
                    self._send(401, {})
                    return False
                return True

            def _answer(self, case):
                evidence = {"status": "approved", "evidence": f"E-{len(service.cases)}"}
                self._send(*service.answers.get(case["registrant"]["holder"], (200, evidence)))

            def _send(self, status, told):
                octets = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(octets)))
                self.end_headers()
                self.wfile.write(octets)

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*authority.server_certificate("127.0.0.1"))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self._server.server_port}/reviews"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def settings(self, **more):
        """How Freehold reaches it, as values of ``[review]``."""
        return {"provider": "service", "url": self.url, "secret": SECRET, "ca_file": self.ca_file, **more}


def call_back(address, told, *, secret=SECRET, message_id="message-1", at=None):
    """Send a decision as a service does; the status it is answered with."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    signed = signing.headers(secret, message_id, body, at or SystemClock().now())
    request = urllib.request.Request(address, body, {"Content-Type": "application/json", **signed}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
