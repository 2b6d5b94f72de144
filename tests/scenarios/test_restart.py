"""A server on SQLite, stopped or killed and started again behind a socket that is kept for it: callers wait, none is refused (REL-20)."""

import socket

from support.handover import callers
from support.served import Served
from support.waiting import until

NOBODY = """
[registries.north]
address = "127.0.0.1:1"
login = "x"
password = "x"
ca_file = "none.pem"
tlds = ["*"]
"""
"""A registry out of reach, so that the server starts none of its own."""


def test_callers_of_a_server_that_is_restarted_wait_and_are_answered(tmp_path):
    """On one SQLite file there is one server at a time, so the next one starts when the one before has ended."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as kept:
        url = f"http://127.0.0.1:{kept.getsockname()[1]}/readyz"
        config = tmp_path / "freehold.toml"
        config.write_text(NOBODY)
        server = Served(tmp_path / "data", None, "--config", str(config), socket=kept).start("127.0.0.1:1")
        try:
            with callers(url, 2, keeps=False) as told:
                until(lambda: len(told.statuses) > 20)
                assert server.stop() == 0
                seen = len(told.statuses)
                server.start("127.0.0.1:1")
                until(lambda: len(told.statuses) > seen + 20)
                assert told.failures == []

                # A death cuts what is under way; whoever connects after it waits all the same.
                server.kill()
                server.start("127.0.0.1:1")
                seen = len(told.statuses)
                until(lambda: len(told.statuses) > seen + 20)
            assert server.endpoint == f"127.0.0.1:{kept.getsockname()[1]}"
        finally:
            if server.process.poll() is None:
                server.stop()

    # The last answers of a server that was told to end may say that it is not ready any more; it gave them all the same.
    assert set(told.statuses) <= {200, 503}
    assert all("refused" not in str(failure) for failure in told.failures)
    assert len(told.failures) <= 2
