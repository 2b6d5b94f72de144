"""A listening socket that is kept while servers come and go, as a service manager keeps it, and callers that never rest."""

import sys
import threading
from contextlib import contextmanager

import requests

_LAUNCH = """
import os, sys

os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""
"""The process id is known only to the process that becomes the server."""


def passed_to(command, socket):
    """The command, started so that it finds the socket as sd_listen_fds(3) says."""
    return command if socket is None else [sys.executable, "-S", "-c", _LAUNCH, str(socket.fileno()), *command]


class Callers:
    """What callers who ask without end were told, and what failed them."""

    def __init__(self):
        self.statuses = []
        self.failures = []
        self.ended = threading.Event()


@contextmanager
def callers(url, count=4, *, keeps):
    """Callers who ask for *url* one request after another; each *keeps* its connection, or makes one each time."""
    told = Callers()

    def ask():
        session = requests.Session()
        # Not quite without rest, or the server that starts meanwhile would starve.
        while not told.ended.wait(0.005):
            try:
                get = session.get if keeps else requests.get
                told.statuses.append(get(url, timeout=60).status_code)
            except requests.RequestException as error:
                told.failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        told.ended.set()
        for thread in threads:
            thread.join()
