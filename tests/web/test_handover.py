"""Servers that follow one another on a socket that somebody keeps for them (REL-20)."""

import socket
import subprocess
import sys

import pytest

from support.handover import callers, passed_to
from support.toy_process import ToyProcess, read_to_end, status_of
from support.waiting import until


@pytest.fixture
def kept():
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        yield listening


def url_of(kept):
    return f"http://127.0.0.1:{kept.getsockname()[1]}/healthz"


@pytest.mark.parametrize("keeps", [False, True])
def test_one_server_after_another_is_replaced_and_no_request_fails(tmp_path, kept, keeps):
    folders = [tmp_path / str(number) for number in range(2)]
    for folder in folders:
        folder.mkdir()
    server = ToyProcess(folders[0], socket=kept)
    with callers(url_of(kept), keeps=keeps) as told:
        for folder in folders[1:]:
            before = len(told.statuses)
            until(lambda seen=before: len(told.statuses) > seen + 20)
            following = ToyProcess(folder, socket=kept)
            assert server.stop() == (0, "closed\n"), server.log()
            server = following
        before = len(told.statuses)
        until(lambda: len(told.statuses) > before + 20)
    server.stop()

    assert told.failures == []
    assert set(told.statuses) == {200}


def test_who_connects_while_no_server_runs_waits_for_the_next(tmp_path, kept):
    server = ToyProcess(tmp_path, socket=kept)
    server.process.kill()
    server.process.wait()
    server.stop()
    with socket.create_connection(kept.getsockname(), timeout=30) as early:
        early.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        following = ToyProcess(tmp_path, socket=kept)

        assert status_of(read_to_end(early)) == 200
    following.stop()


def test_a_request_that_comes_as_the_server_ends_is_answered(tmp_path):
    """On a connection that was taken just before the signal and has not spoken yet, and on one in the middle of a word."""
    server = ToyProcess(tmp_path)
    with server.connect() as silent, server.connect() as cut:
        assert status_of(server.exchange(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) == 200
        cut.sendall(b"GET /healthz HTT")
        server.process.terminate()
        silent.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: refused(server))
        cut.sendall(b"P/1.1\r\nHost: x\r\n\r\n")

        answers = [read_to_end(silent), read_to_end(cut)]
    assert [status_of(answer) for answer in answers] == [200, 200]
    assert b"connection: close" in answers[1]
    # Not asked again: once it has let go of its handlers, a second signal kills it.
    assert server.ended() == (0, "closed\n")


def refused(server):
    try:
        server.connect().close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("LISTEN_FDS=2", "Error: LISTEN_FDS is 2: pass one listening socket, no more and no less."),
        ("LISTEN_FDS=1 3</dev/null", "Error: LISTEN_FDS is set, and descriptor 3 is no socket."),
        ("LISTEN_FDS=1 3<&-", "Error: LISTEN_FDS is set, and descriptor 3 is no socket."),
    ],
)
def test_what_is_passed_and_is_no_listening_socket_is_told(tmp_path, told, said):
    variable, _, redirection = told.partition(" ")
    program = (
        f'exec {redirection}; LISTEN_PID=$$ {variable} exec "$@"'
        if redirection
        else f'LISTEN_PID=$$ {variable} exec "$@"'
    )
    serve = [sys.executable, "-m", "freehold", "serve", "--data", str(tmp_path / "data")]

    ended = subprocess.run(["sh", "-c", program, "launcher", *serve], capture_output=True, text=True, timeout=60)

    assert (ended.returncode, ended.stderr.strip()) == (1, said)
    assert not (tmp_path / "data").exists()


def test_a_socket_meant_for_another_process_is_not_taken():
    """A child of the server inherits what announced the socket, and not the socket."""
    program = "import os; from freehold.cli.listening import passed_socket; print(passed_socket(os.environ), 'LISTEN_FDS' in os.environ)"
    ended = subprocess.run(
        [sys.executable, "-c", program], env={"LISTEN_PID": "1", "LISTEN_FDS": "1"}, capture_output=True, text=True
    )

    assert ended.stdout == "None False\n"


def test_a_socket_that_does_not_listen_is_told(tmp_path):
    program = "import os; from freehold.cli.listening import passed_socket; passed_socket(os.environ)"
    with socket.socket() as idle:
        ended = subprocess.run(
            passed_to([sys.executable, "-c", program], idle), pass_fds=(idle.fileno(),), capture_output=True, text=True
        )

    assert ended.stderr.splitlines()[-1].endswith("The socket passed by LISTEN_FDS is not a listening TCP socket.")
