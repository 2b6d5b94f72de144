"""Sealed values open only where they belong (PRV-2)."""

import os

import pytest
import sqlalchemy as sa

from freehold.db.types import SealedColumn
from freehold.db.vault import Sealed, Vault, WrongKey, load_or_make_key


@pytest.fixture
def vault():
    return Vault(os.urandom(32))


def test_a_sealed_value_opens_in_its_own_place(vault):
    sealed = vault.seal("contacts.email", 1, 7, "hostmaster@example.com")

    assert vault.open_text("contacts.email", 1, 7, sealed) == "hostmaster@example.com"
    assert b"hostmaster" not in sealed


@pytest.mark.parametrize("place", [("contacts.name", 1, 7), ("contacts.email", 2, 7), ("contacts.email", 1, 8)])
def test_a_value_moved_elsewhere_does_not_open(vault, place):
    sealed = vault.seal("contacts.email", 1, 7, "hostmaster@example.com")

    with pytest.raises(WrongKey):
        vault.open(*place, sealed)


def test_another_key_does_not_open_it(vault):
    sealed = vault.seal("contacts.email", 1, 7, "hostmaster@example.com")

    with pytest.raises(WrongKey):
        Vault(os.urandom(32)).open("contacts.email", 1, 7, sealed)


def test_a_changed_octet_does_not_open(vault):
    sealed = bytearray(vault.seal("contacts.email", 1, 7, "hostmaster@example.com"))
    sealed[-1] ^= 1

    with pytest.raises(WrongKey):
        vault.open("contacts.email", 1, 7, Sealed(sealed))


def test_digests_of_two_accounts_differ(vault):
    """PRV-4."""
    first, second = (vault.digest("contacts", account, "a@example.com") for account in (1, 2))

    assert first != second
    assert first == vault.digest("contacts", 1, "a@example.com")


def test_a_sealed_column_takes_no_plain_text():
    """INV-18: writing personal data in the clear is an error, not a habit to keep."""
    engine = sa.create_engine("sqlite://")
    table = sa.Table("t", sa.MetaData(), sa.Column("value", SealedColumn))
    table.create(engine)

    with engine.begin() as connection, pytest.raises(sa.exc.StatementError):
        connection.execute(table.insert().values(value=b"plain"))
    engine.dispose()


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    file = tmp_path / "master.key"

    first = load_or_make_key(file, make=True)

    assert load_or_make_key(file, make=True) == first
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_can_read_stops_the_start(tmp_path):
    file = tmp_path / "master.key"
    load_or_make_key(file, make=True)
    file.chmod(0o644)

    with pytest.raises(WrongKey):
        load_or_make_key(file, make=True)


def test_a_missing_key_is_not_made_for_existing_data(tmp_path):
    with pytest.raises(WrongKey):
        load_or_make_key(tmp_path / "master.key", make=False)
