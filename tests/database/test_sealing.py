"""What is personal is sealed in the file, and opens nowhere but in its own place (PRV-1, PRV-2, INV-18)."""

import base64

import pytest
import sqlalchemy as sa

from freehold.db.schema import metadata
from freehold.db.types import SealedColumn
from freehold.db.vault import WrongKey
from freehold.opening import open_store
from freehold.store import (
    accounts,
    confirmations,
    contacts,
    emails,
    hand_ins,
    new_tasks,
    outbox,
    profiles,
    registry_passwords,
    task_documents,
    tasks,
    transfer_codes,
    verification_codes,
    verifications,
)
from freehold.store.outbox import Mail
from freehold.terms.confirmations import ConfirmationState
from freehold.terms.verification_codes import CodeType, VerificationCode
from support.store_rows import LATER, NOW, TASK_NO, hold, new_task, person, rows_of
from support.whole_store import fill

pytestmark = pytest.mark.sqlite_alone

SEALED = sorted(
    f"{table.name}.{column.name}"
    for table in metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, SealedColumn)
)


def test_what_the_requirements_call_personal_is_sealed():
    """PRV-1: document numbers and images; names, addresses, telephones, mail and client addresses; secrets of keys."""
    of_contacts = [
        "address", "city", "email", "name", "organization", "postal_code", "province", "tel_area", "tel_ext", "telephone",
        "zh_address", "zh_city", "zh_name", "zh_organization", "zh_province",
    ]  # fmt: skip
    assert (
        sorted(
            [
                "access_keys.secret",
                "access_keys.token",
                "confirmations.answered_ip",
                *(f"contacts.{name}" for name in of_contacts),
                "emails.confirm_ip",
                "emails.email",
                "emails.send_ip",
                "hand_ins.content",
                "messages.raw",
                "outbox.body",
                "outbox.html",
                "outbox.recipient",
                "registry_passwords.configured",
                "registry_passwords.known",
                "registry_passwords.wanted",
                "task_documents.credential_no",
                "task_documents.image",
                "tasks.client_ip",
                "transfer_codes.code",
                "transfer_codes.recipient",
                "verification_codes.document",
                "verification_codes.value",
                "verifications.credential_no",
                "verifications.image",
            ]
        )
        == SEALED
    )


def test_every_column_said_to_be_personal_is_a_sealed_one():
    said = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if (column.comment or "").endswith(("C2", "C3"))
    ]

    assert set(said) <= set(SEALED)
    assert all(
        (table.comment or "").endswith(("C0", "C1", "C2", "C3"))
        for table in metadata.sorted_tables
        if table.name != "installation"
    )


def test_nothing_sealed_can_be_read_in_the_files(tmp_path):
    database = open_store(tmp_path / "data")
    database.write_now(fill)
    with database.reading() as session:
        # Otherwise the search below would look for what was never written.
        filled = {
            name
            for name in SEALED
            if session.execute(sa.text(f"SELECT count({name}) FROM {name.partition('.')[0]}")).scalar()
        }
    files = [(tmp_path / "data" / name).read_bytes() for name in ("freehold.db", "freehold.db-wal")]
    database.close()
    files.append((tmp_path / "data" / "freehold.db").read_bytes())

    assert filled == set(SEALED)
    words = ["Secret", "First-", "示例"]
    forms = [form for word in words for form in (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode())]
    forms += [base64.b64encode(word.encode())[:7] for word in words]
    assert b"acme" in files[0] + files[1]
    assert [form for form in forms for content in files if form in content] == []


def two_of_each(session):
    """The same rows of two accounts, and two of each kind in the first; all values differ."""
    for number, name in enumerate(("acme", "other"), 1):
        account = accounts.create(session, name, NOW)
        for row in (1, 2):
            mark = f"{name}{row}"
            accounts.put_key(session, account, f"key-{mark}", f"secret-{mark}", NOW, token=f"token-{mark}")
            profile = profiles.add(session, account.id, person(mark), NOW)
            contact = profiles.by_id(session, profile).contact_id
            verifications.put(session, account.id, profile, "ID", f"number-{mark}", f"image-{mark}".encode(), NOW)
            code = VerificationCode(CodeType.REAL_NAME, f"1-{mark}", f"<code>{mark}</code>".encode())
            verification_codes.asked(session, account.id, "north", code.type, str(row), f"R-{mark}", NOW)
            verification_codes.issued(session, account.id, "north", str(row), code)
            address = f"{mark}@example.com"
            emails.ask(session, account.id, address, f"mail-{mark}", f"from-{mark}", NOW)
            emails.confirm(session, emails.find(session, account.id, address), f"to-{mark}", NOW)
            letter = {"account_id": account.id, "subject": "Hello", "created_at": NOW}
            outbox.put(session, Mail(event=mark, recipient=address, body=f"body-{mark}", html=f"html-{mark}", **letter))
            found = hold(session, account.id, [f"{mark}.com"], contact)
            task = new_task(account.id, contact, task_no=f"{TASK_NO[:-2]}{number}{row}", client_ip=f"ip-{mark}")
            task_id = new_tasks.add(session, task, rows_of(found), NOW)
            transfer_codes.ask(session, account.id, found[0].id, task_id, f"first-{mark}")
            transfer_codes.given(session, transfer_codes.wanted(session, task_id), address, NOW, NOW)
            transfer_codes.ask(session, account.id, found[0].id, task_id, f"second-{mark}")
            hand_ins.put(session, account.id, (task_id, 1), hand_ins.HandIn(kind="key", key=f"key-{mark}"), NOW)
            confirmations.begin(session, task_id, account.id, contact, NOW, LATER)
            (asked,) = confirmations.unsent(session, 1)
            confirmations.sent(session, asked.id, f"confirm-{mark}", NOW)
            confirmations.answered(session, asked, ConfirmationState.CONFIRMED, NOW, ip=f"at-{mark}", lock_waived=False)
            document = task_documents.Document(kind="ID", number=f"number-{mark}", image=f"image-{mark}".encode())
            task_documents.put(session, account.id, task_id, document, NOW)


def documents_of(session):
    found = [task_documents.find(session, f"{TASK_NO[:-2]}1{row}") for row in (1, 2)]
    return [(review, task_documents.image_of(session, review)) for review in found]


READERS = {
    "access_keys": lambda session: [accounts.find_key(session, f"key-acme{row}") for row in (1, 2)],
    "confirmations": lambda session: [
        confirmations.answered_from(session, one)
        for one in confirmations.newest(session, list(ConfirmationState), None, 10)[-2:]
    ],
    "contacts": lambda session: [contacts.get(session, row) for row in (1, 2)],
    "emails": lambda session: [emails.find(session, 1, f"acme{row}@example.com") for row in (1, 2)],
    "hand_ins": lambda session: [hand_ins.get(session, 1, (row, 1), "key") for row in (1, 2)],
    "outbox": lambda session: [outbox.find(session, f"acme{row}") for row in (1, 2)],
    "task_documents": documents_of,
    "tasks": lambda session: [tasks.get(session, row) for row in (1, 2)],
    "transfer_codes": lambda session: [
        (transfer_codes.wanted(session, row).code, transfer_codes.last(session, 1, row)) for row in (1, 2)
    ],
    "verification_codes": lambda session: [
        verification_codes.find(session, 1, "north", CodeType.REAL_NAME, str(row)) for row in (1, 2)
    ],
    "verifications": lambda session: [verifications.get(session, 1, row, with_image=True) for row in (1, 2)],
}
"""Each table's rows of the first account, read as the program reads them; ``messages.raw`` has no reader yet."""

OF_REGISTRIES = {f"registry_passwords.{name}" for name in ("configured", "known", "wanted")}
"""They belong to no account; their place is the registry's name."""

READ = [name for name in SEALED if name.partition(".")[0] in READERS]


def test_all_tables_with_a_reader_are_tried():
    assert {name for name in SEALED if name not in READ} == {"messages.raw", *OF_REGISTRIES}


@pytest.mark.parametrize("field", ["configured", "known", "wanted"])
def test_a_password_of_another_registry_does_not_open(database, field):
    def work(session):
        for name in ("north", "south"):
            registry_passwords.begin(session, name, f"configured-{name}", f"known-{name}", f"wanted-{name}", NOW)
        moved = f"(SELECT {field} FROM registry_passwords WHERE registry = 'south')"
        session.execute(sa.text(f"UPDATE registry_passwords SET {field} = {moved} WHERE registry = 'north'"))

    database.write_now(work)

    with database.reading() as session, pytest.raises(WrongKey):
        registry_passwords.candidates(session, "north", "configured-north")


@pytest.fixture
def doubled(database):
    database.write_now(two_of_each)
    with database.reading() as session:
        for read in READERS.values():
            assert len(read(session)) == 2
    return database


def put_elsewhere(database, name, source, target, *, column=None):
    """Copy a sealed value from one row to another, or into another column of it."""
    table, _, field = name.partition(".")
    rows = sa.text(f"SELECT rowid FROM {table} ORDER BY account_id, rowid")

    def work(session):
        numbers = list(session.execute(rows).scalars())
        text = f"UPDATE {table} SET {column or field} = (SELECT {field} FROM {table} WHERE rowid = :source) WHERE rowid = :target"
        session.execute(sa.text(text), {"source": numbers[source], "target": numbers[target]})

    database.write_now(work)


@pytest.mark.parametrize("name", READ)
def test_a_value_of_another_row_does_not_open(doubled, name):
    put_elsewhere(doubled, name, 0, 1)

    with doubled.reading() as session, pytest.raises(WrongKey):
        READERS[name.partition(".")[0]](session)


@pytest.mark.parametrize("name", READ)
def test_a_value_of_another_account_does_not_open(doubled, name):
    put_elsewhere(doubled, name, 2, 0)

    with doubled.reading() as session, pytest.raises(WrongKey):
        READERS[name.partition(".")[0]](session)


@pytest.mark.parametrize(
    "table", sorted({name.partition(".")[0] for name in READ} - {"confirmations", "hand_ins", "tasks"})
)
def test_a_value_of_another_field_does_not_open(doubled, table):
    first, second, *_ = [name.partition(".")[2] for name in READ if name.startswith(f"{table}.")]
    put_elsewhere(doubled, f"{table}.{first}", 0, 0, column=second)

    with doubled.reading() as session, pytest.raises(WrongKey):
        READERS[table](session)
