"""The toy server as a process: started, asked, ended."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from support.handover import passed_to

TESTS = Path(__file__).parents[1]


class ToyProcess:
    def __init__(self, folder, *tls, socket=None, **settings):
        """With *socket*, one that listens, the server takes connections from it."""
        self._log = folder / "server.log"
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                passed_to([sys.executable, "-m", "support.toy_server", str(folder), *map(str, tls)], socket),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=TESTS,
                env={**os.environ, **settings},
                pass_fds=() if socket is None else (socket.fileno(),),
            )
        self.endpoint = self.process.stdout.readline().strip()
        assert self.endpoint, self.log()
        host, _, port = self.endpoint.rpartition(":")
        self.address = (host, int(port))

    def log(self):
        return self._log.read_text()

    def connect(self, source="127.0.0.1"):
        return socket.create_connection(self.address, timeout=10, source_address=(source, 0))

    def exchange(self, octets):
        """Send octets on a connection of their own, and give all that comes until the server closes."""
        with self.connect() as connection:
            connection.sendall(octets)
            return read_to_end(connection)

    def stop(self):
        """SIGTERM; the exit code and what was still printed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.ended()

    def ended(self):
        """Wait until it ended by itself, or by a signal that was sent; the exit code and what was still printed."""
        said = self.process.stdout.read()
        self.process.stdout.close()
        return self.process.wait(timeout=15), said


def read_to_end(connection):
    parts = []
    while True:
        try:
            part = connection.recv(65536)
        except ConnectionResetError:
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer else None
