"""Start and end of the server, TLS, and the fault points at its door."""

import datetime as dt
import ipaddress
import ssl

import pytest
import requests
from alibabacloud_domain20180129 import models
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from freehold.clock import monotonic
from support.sdk import v2_client
from support.signing import KEY, SECRET, encode, v1_parameters
from support.toy_process import ToyProcess, status_of

SUBMIT = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"


def test_a_call_under_way_is_answered_when_the_server_is_told_to_end(tmp_path):
    server = ToyProcess(tmp_path, FREEHOLD_FAULTS="api.submit.in_tx=sleep:1")
    query = encode(v1_parameters(SUBMIT, {"DomainName.1": "a.example", "RegistrantProfileId": "1"}))
    connection = server.connect()
    connection.sendall(f"GET /?{query} HTTP/1.1\r\nHost: {server.endpoint}\r\n\r\n".encode())
    _until_taken(server)

    server.process.terminate()
    answer = connection.recv(65536)
    code, said = server.ended()
    connection.close()

    assert status_of(answer) == 200
    assert (code, said) == (0, "closed\n")


@pytest.mark.parametrize("head", ["Content-Length: 1000\r\n", "Transfer-Encoding: chunked\r\n"])
def test_a_request_that_never_comes_whole_is_sent_back_when_the_server_is_told_to_end(tmp_path, head):
    """And neither cut off as a fault of ours, nor kept until the end of all patience."""
    server = ToyProcess(tmp_path)
    connection = server.connect()
    form = "Content-Type: application/x-www-form-urlencoded\r\n"
    connection.sendall(f"POST / HTTP/1.1\r\nHost: {server.endpoint}\r\n{form}{head}\r\n".encode())
    _until_taken(server)
    began = monotonic()

    server.process.terminate()
    answer = connection.recv(65536)
    code, said = server.ended()
    connection.close()

    assert status_of(answer) == 503
    assert b"retry-after: 1\r\n" in answer
    assert (code, said, server.log()) == (0, "closed\n", "")
    assert monotonic() - began < 10


def _until_taken(server):
    """Health is answered by the loop, so its answer comes after the call before it was handed to the writer."""
    assert requests.get(f"http://{server.endpoint}/readyz", timeout=10).json() == {"status": "ready"}


@pytest.mark.parametrize(
    ("point", "kept"),
    [
        ("api.auth.after_nonce", False),
        ("api.submit.in_tx", False),
        ("api.submit.after_commit", True),
        ("api.submit.mid_answer", True),
    ],
)
def test_a_kill_leaves_nothing_or_the_whole(tmp_path, point, kept):
    """INV-2, FP-1."""
    server = ToyProcess(tmp_path, FREEHOLD_FAULTS=f"{point}=kill")
    parameters = v1_parameters(SUBMIT, {"DomainName.1": "a.example", "RegistrantProfileId": "1"})
    with pytest.raises(requests.exceptions.RequestException):
        requests.get(f"http://{server.endpoint}/", params=parameters, timeout=10)
    assert server.stop()[0] == -9

    again = ToyProcess(tmp_path)
    replayed = requests.get(f"http://{again.endpoint}/", params=parameters, timeout=10).json()
    again.stop()

    # The nonce is stored with the change: gone with it, or burnt with it.
    assert replayed.get("Code") == ("SignatureNonceUsed" if kept else None)


def test_a_nonce_of_a_read_is_not_accepted_again_after_a_kill(tmp_path):
    """INV-15."""
    server = ToyProcess(tmp_path)
    parameters = v1_parameters("QueryTaskDetailList", {"TaskNo": "t", "PageNum": "1", "PageSize": "2"})
    first = requests.get(f"http://{server.endpoint}/", params=parameters, timeout=10).json()
    server.process.kill()
    server.stop()

    again = ToyProcess(tmp_path)
    replayed = requests.get(f"http://{again.endpoint}/", params=parameters, timeout=10).json()
    again.stop()

    assert (first.get("Code"), replayed.get("Code")) == (None, "SignatureNonceUsed")


@pytest.fixture
def certificate(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "freehold.test")])
    now = dt.datetime.fromtimestamp(1_700_000_000, dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = tmp_path / "certificate.pem", tmp_path / "key.pem"
    certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_file, key_file


def test_the_sdk_speaks_https_to_a_certificate_it_trusts(tmp_path, certificate):
    server = ToyProcess(tmp_path, *certificate)
    client = v2_client(server.endpoint, KEY, SECRET, ca=certificate[0])

    try:
        reply = client.query_task_detail_list(models.QueryTaskDetailListRequest(task_no="t", page_num=1, page_size=2))
    finally:
        began = monotonic()
        code, _ = server.stop()

    assert reply.body.total_item_num == 2
    assert code == 0
    # The SDK keeps its connection open; the server does not wait for its farewell.
    assert monotonic() - began < 5


def test_tls_older_than_1_2_is_refused(tmp_path, certificate):
    """SEC-42 for our own door."""
    server = ToyProcess(tmp_path, *certificate)
    context = ssl.create_default_context(cafile=str(certificate[0]))
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1

    try:
        with server.connect() as connection, pytest.raises(ssl.SSLError):
            context.wrap_socket(connection, server_hostname="127.0.0.1")
    finally:
        server.stop()
