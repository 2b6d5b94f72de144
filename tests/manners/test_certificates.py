"""Certificates are told of before they end: in ``registry check``, ``doctor`` and a running server's log."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from freehold.clock import SystemClock
from freehold.gateway.certificates import Certificate, Unreadable, ends_of
from freehold.operations.registry_watch import RegistryWatch
from freehold.terms.instants import DAY, Instant
from support.practice import practice
from support.registries import command
from support.waiting import until


def certificate_file(folder, days):
    """A client certificate with its key that ends in so many days and an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "registrar-1")])
    now = datetime.fromtimestamp(SystemClock().now() / 1000, UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / f"client-{days}.pem"
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(pem) + plain)
    return file


@pytest.mark.parametrize(
    ("days", "state"), [(400, "good"), (60, "good"), (59, "look"), (7, "look"), (6, "bad"), (0, "bad"), (-1, "bad")]
)
def test_a_certificate_is_told_of_sixty_and_seven_days_before_its_end(days, state):
    now = Instant(1_780_000_000_000)

    assert Certificate("client", Instant(now + days * DAY + 1)).state(now) == state


def test_a_file_without_a_certificate_is_told(north, tmp_path):
    with pytest.raises(Unreadable) as missing:
        ends_of(north.settings(client_certificate=tmp_path / "none.pem"))
    assert str(missing.value) == f"client_certificate: No such file or directory: {tmp_path / 'none.pem'}"

    (tmp_path / "empty.pem").write_text("nothing")
    with pytest.raises(Unreadable) as empty:
        ends_of(north.settings(client_certificate=tmp_path / "empty.pem"))
    assert str(empty.value) == f"client_certificate: {tmp_path / 'empty.pem'} holds no certificate in PEM form"


def config(north, folder, certificate):
    settings = north.settings()
    file = folder / "freehold.toml"
    file.write_text(
        f'[registries.north]\naddress = "{settings.address}"\nlogin = "{settings.login}"\n'
        f'password = "{settings.password}"\nca_file = "{settings.ca_file}"\ntlds = ["*"]\n'
        f'client_certificate = "{certificate}"\n'
    )
    return file


def test_check_and_doctor_tell_how_long_both_certificates_hold(north, tmp_path):
    file = config(north, tmp_path, certificate_file(tmp_path, 6))

    code, out, err = command("registry", "check", "north", "--config", file, "-o", "json")
    told = json.loads(out)
    assert (code, told["client_certificate_days"], told["server_certificate_days"]) == (0, 6, 364)
    assert err.splitlines()[1].startswith("The client certificate ends in 6 days, at ")

    code, out, _ = command(
        "doctor", "--config", file, "--data", tmp_path / "none", "--listen", "127.0.0.1:0", "-o", "json"
    )
    found = {row["check"]: (row["state"], row["advice"]) for row in json.loads(out)}
    assert code == 1
    assert found["server certificate north"] == ("good", "")
    state, advice = found["client certificate north"]
    assert (state, advice.startswith("Get a new one")) == ("bad", True)


def test_a_server_tells_of_certificates_once_a_day(tmp_path, caplog):
    class Now:
        at = SystemClock().now()

        def now(self):
            return self.at

    with practice("shop-1.com") as running:
        until(lambda: running.sandbox.ask("stats")["sessions"])
        app, now = running.app, Now()
        registry = app.catalogue.by_name["north"]
        registry.settings = replace(registry.settings, client_certificate=certificate_file(tmp_path, 30))
        watch = RegistryWatch(app.database, app.queue, now, app.catalogue, lambda work: work.close())
        told = []
        for hours in (0, 1, 23, 24, 24 * 100):
            caplog.clear()
            now.at = Instant(SystemClock().now() + hours * DAY // 24)
            watch.look()
            told.append(
                [
                    (record.levelno, record.getMessage().split(" at ")[0])
                    for record in caplog.records
                    if record.name == "freehold.operations.registry_watch"
                ]
            )

    client = "north: the client certificate ends in"
    assert told[:4] == [[(logging.WARNING, f"{client} 30 days,")], [], [], [(logging.WARNING, f"{client} 29 days,")]]
    assert told[4] == [(logging.ERROR, "north: the client certificate ended")]
