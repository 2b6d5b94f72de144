"""How many connections a server takes: by the open files it is granted, and by what its settings say of one address."""

import resource
import socket
import subprocess
import sys

from support.served import Served, acme
from support.toy_process import read_to_end, status_of
from support.waiting import until

TOLD = "from freehold.web.open_files import most_connections as m; import resource; print(m(), resource.getrlimit(resource.RLIMIT_NOFILE))"


def test_a_server_takes_all_files_that_it_may_have_and_keeps_some_of_them_free():
    """REL-17: a call that was let in finds what it needs."""
    told = subprocess.run(
        [sys.executable, "-c", TOLD],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (300, 400)),
    )

    assert told.stdout.strip() == "144 (400, 400)"


def test_the_settings_say_how_many_connections_one_address_may_have(tmp_path):
    few = {"FREEHOLD_LIMITS__CONNECTIONS_PER_ADDRESS": "2"}
    with Served(tmp_path / "data", acme([]), env=few) as served:
        host, _, port = served.endpoint.rpartition(":")

        def connect():
            return socket.create_connection((host, int(port)), timeout=10)

        with connect(), connect(), connect() as third:
            refused = status_of(read_to_end(third))
        assert refused == 503

        def answered():
            with connect() as again:
                again.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                return status_of(read_to_end(again)) == 200

        until(answered)
