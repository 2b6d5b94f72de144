"""Open the store: the database with all tables made, and the key that belongs to it.

A new database is made from the table definitions and stamped with the newest migration; a test holds that way and the
migrations' way equal (performance.md). A wrong key stops the start (PRV-3), as does a schema newer than this program.
"""

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from freehold.clock import SystemClock
from freehold.db import stamp
from freehold.db.durable import make_folder
from freehold.db.engine import CannotOpen, Database, InUse
from freehold.db.schema import installation, metadata
from freehold.db.session import Session
from freehold.db.vault import Vault, WrongKey, fingerprint, load_or_make_key
from freehold.db.writer import StoreFailed
from freehold.engine import chunks
from freehold.ids import Ids
from freehold.store import (
    accounts,
    bundles,
    client_tokens,
    confirmations,
    contacts,
    domain_verifications,
    domains,
    emails,
    groups,
    hand_ins,
    handles,
    maintenances,
    messages,
    nonces,
    notices,
    outbox,
    profiles,
    readings,
    rechecks,
    reconciles,
    registries,
    registry_passwords,
    restores,
    reviews,
    task_documents,
    tasks,
    trades,
    transfer_codes,
    unused_contacts,
    users,
    verification_codes,
    verifications,
)

if TYPE_CHECKING:
    from freehold.db.migrations.migration import Migration

TABLES_OF = (
    accounts,
    bundles,
    chunks,
    client_tokens,
    confirmations,
    contacts,
    domain_verifications,
    domains,
    emails,
    groups,
    hand_ins,
    handles,
    maintenances,
    messages,
    nonces,
    notices,
    outbox,
    profiles,
    readings,
    rechecks,
    reconciles,
    registries,
    registry_passwords,
    reviews,
    task_documents,
    tasks,
    transfer_codes,
    trades,
    unused_contacts,
    users,
    verification_codes,
    verifications,
)
"""Every module that defines tables; named so that all definitions are there before a database is made."""


def every_table() -> list[sa.Table]:
    """All tables, whoever else has imported what, those that others refer to first."""
    return metadata.sorted_tables


def open_store(
    data: Path, *, url: str | None = None, lock: bool = True, make: bool = True, ids: Ids | None = None
) -> Database:
    """Open the data folder's database (or the one at *url*) with the folder's key; new ids come from *ids*.

    With *make*, what is missing is made. Raises CannotOpen or WrongKey with what to do.
    """
    file = data / "freehold.db"
    if not make and url is None and not file.exists():
        raise CannotOpen(_nothing_in(data))
    if make:
        _make_folder(data)
    if url is None:
        _check_rights(file)
    key_file = data / "master.key"
    new = not key_file.exists()
    key = load_or_make_key(key_file, make=make and not (url is None and file.exists()))
    database = _database(url or f"sqlite:///{file}", Vault(key), lock=lock, ids=ids)
    try:
        database.write_now(lambda session: _prepare(session, data, fingerprint(key), make=make))
        if make and database.history is not None:
            database.write_now(lambda session: _go_on(session, database))
    except sa.exc.DatabaseError as error:
        database.close()
        raise database.unreadable(error) from error
    except StoreFailed as error:
        database.close()
        if database.shared and isinstance(error.__cause__, sa.exc.DatabaseError):
            raise database.unreadable(error.__cause__) from error
        raise CannotOpen(
            f"The database in {data} takes no writes: {getattr(error.__cause__, 'orig', error.__cause__)}. Look at the disk: its room, its rights, its health."
        ) from error
    except WrongKey as error:
        database.close()
        if new:
            # Ours of a moment ago opens nothing, and would be taken for the one that is missing.
            key_file.unlink(missing_ok=True)
            raise WrongKey(_no_key_in(data)) from error
        raise
    except BaseException:
        database.close()
        raise
    return database


def _go_on(session: Session, database: Database) -> None:
    """Mark a PostgreSQL database that may have gone back in time since it was last worked on (``db/histories.py``)."""
    from freehold.db import histories

    now, noted = database.history, histories.remembered(session.connection)
    assert now is not None
    if noted is not None and not noted.goes_on_in(now):
        restores.begin_from_rows(session, SystemClock().now())
    if noted != now:
        histories.remember(session.connection, now)


def migrate_store(
    data: Path,
    *,
    url: str | None = None,
    folder: Path | None = None,
    done: Callable[["Migration"], None] = lambda _migration: None,
) -> Sequence[str]:
    """Carry out the migrations that the data folder's database, or the one at *url*, still needs; those done.

    *done* is told of each as soon as it is; *folder* holds the migrations, and is this program's own when left out. Others
    may work on a PostgreSQL database meanwhile; SQLite's file is locked. Raises CannotOpen or WrongKey.
    """
    # Imported here: a start on an up-to-date database needs none of it.
    from alembic.util.exc import CommandError

    from freehold.db import migrations

    file = data / "freehold.db"
    if url is None and not file.exists():
        raise CannotOpen(_nothing_in(data))
    key = load_or_make_key(data / "master.key", make=False)
    database = _database(url or f"sqlite:///{file}", Vault(key), lock=True)
    try:
        with database.reading() as session:
            if stamp.read(session.connection) is None:
                raise CannotOpen(_nothing_in(data))
            # Before anything is written: a migration may have to open what is sealed.
            _check_key(session, fingerprint(key))
        with database.engine_for_migrations() as engine:
            return migrations.migrate(engine, folder or migrations.FOLDER, done)
    except CommandError as error:
        raise CannotOpen("The database is of a newer Freehold. Install that one; nothing was changed.") from error
    finally:
        database.close()


def check_store(data: Path, *, url: str | None = None) -> list[str]:
    """What is wrong with the folder's database, or the one at *url*, a sentence each.

    Raises CannotOpen or WrongKey where it cannot be opened.
    """
    database = open_store(data, url=url, lock=False, make=False)
    try:
        return troubles_of(database)
    finally:
        database.close()


def check_copy(file: Path, key: bytes) -> list[str]:
    """The same of a SQLite database that lies anywhere, opened with this key."""
    database = Database(f"sqlite:///{file}", Vault(key), lock=False)
    try:
        database.write_now(lambda session: _prepare(session, file.parent, fingerprint(key), make=False))
        return troubles_of(database)
    except sa.exc.DatabaseError as error:
        raise database.unreadable(error) from error
    finally:
        database.close()


def troubles_of(database: Database) -> list[str]:
    """What is wrong with an open database: its shape, its pages, rows that refer to none; a sentence each."""
    from freehold.db import integrity
    from freehold.db.shape import differences

    try:
        with database.reading() as session, database.scratch() as scratch:
            return [
                *integrity.damage(session.connection),
                *differences(session.connection, scratch, more=_is_ahead(session)),
                *integrity.loose_rows(session.connection),
            ]
    except sa.exc.DatabaseError as error:
        raise database.unreadable(error) from error


def _is_ahead(session: Session) -> bool:
    at = stamp.read(session.connection)
    return at is not None and at.version > stamp.SCHEMA_VERSION


def copy_store(data: Path, source_url: str | None, target_url: str | None) -> dict[str, int]:
    """Copy the database at one address to another, both under the folder's key; how many rows each table has.

    None is the folder's own file. Raises CannotOpen, WrongKey or CopyFailed; then the target is as it was.
    """
    from freehold.db import copying

    if source_url == target_url:
        raise CannotOpen("Source and target are the same database. Give two.")
    source = open_store(data, url=source_url, make=False)
    try:
        if source.in_use():
            raise InUse("The source is in use by another Freehold. Stop all of them first.")
        target = _database(target_url or f"sqlite:///{data / 'freehold.db'}", source.vault)

        def work(session: Session) -> dict[str, int]:
            occupied = copying.occupied(session)
            if occupied is not None:
                raise CannotOpen(
                    f"The target is not empty: it has the table {occupied}. Give a database without tables."
                )
            metadata.create_all(session.connection)
            with source.reading() as reading:
                at = stamp.read(reading.connection)
                if at is None or not at.of_this_program:
                    raise CannotOpen("The source is at another schema than this program. Copy it with the newest one.")
                copied = copying.fill(reading, session)
            stamp.put(session.connection)
            _copied(session)
            return copied

        try:
            return target.write_now(work)
        finally:
            target.close()
    finally:
        source.close()


def _copied(session: Session) -> None:
    """The copy has all there is, and goes on from there: what the source's server noted of itself is not about it."""
    from freehold.db import histories

    histories.forget(session.connection)


def installation_prefix(database: Database) -> str:
    """What tells this installation's identifiers from another's at the same registry; made with the database."""
    with database.reading() as session:
        value = session.execute(sa.select(installation.c.value).where(installation.c.name == "prefix")).scalar_one()
    return bytes(value).decode("ascii")


def troubles(session: Session) -> dict[str, str]:
    """What keeps this program from working on the database, by part; to be run as a write, which it tries besides."""
    found = {}
    session.execute(installation.update().where(installation.c.name == "prefix").values(value=installation.c.value))
    at = stamp.read(session.connection)
    if at is None or at.misfit:
        version = "none" if at is None else at.version
        found["schema"] = f"the database is at {version}, this program at {stamp.SCHEMA_VERSION}"
    known = session.execute(sa.select(installation.c.value).where(installation.c.name == "key")).scalar()
    if known != session.vault.fingerprint:
        found["key"] = "the database was made with another key"
    return found


def _database(url: str, vault: Vault, *, lock: bool = True, ids: Ids | None = None) -> Database:
    """The database at an address; raises CannotOpen, also where the driver makes nothing of the address."""
    try:
        return Database(url, vault, lock=lock, ids=ids)
    except (ValueError, sa.exc.ProgrammingError) as error:
        # What is not understood of an address is not said back: it may be a piece of a password.
        why = f": {' '.join(str(error.orig).split())}" if isinstance(error, sa.exc.ProgrammingError) else ""
        raise CannotOpen(
            f"The database's address cannot be used{why}. Write postgresql://USER:PASSWORD@HOST:PORT/NAME, with % codes for "
            "signs of the password such as @ and :."
        ) from error


def _make_folder(data: Path) -> None:
    make_folder(data)
    if not os.access(data, os.W_OK):
        raise CannotOpen(
            f"{data} cannot be written to. Give this user the right, or choose another folder with --data."
        )


def _check_rights(file: Path) -> None:
    """Raise CannotOpen where a file of the database can be read and not written to: the first write would tell too late."""
    closed = [
        one.name
        for one in (file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm", ".lock")))
        if one.exists() and not os.access(one, os.R_OK | os.W_OK)
    ]
    if closed:
        raise CannotOpen(
            f"{', '.join(closed)} in {file.parent} cannot be read and written to. Give this user the right to both."
        )


def _no_key_in(data: Path) -> str:
    return (
        f"{data} has no master.key, and the database was made with one. Copy it there from the data folder of another host, "
        "or from where you keep it, with mode 0600."
    )


def require_key(data: Path) -> None:
    """Raise WrongKey where a folder has no key: whoever only joins others makes none, nor a database under it."""
    if not (data / "master.key").exists():
        raise WrongKey(_no_key_in(data))


def _nothing_in(data: Path) -> str:
    return f"{data} holds no Freehold data yet. Start freehold serve --data {data} once."


def _prepare(session: Session, data: Path, key_print: bytes, *, make: bool) -> None:
    at = stamp.read(session.connection)
    if at is None:
        # Empty: new, or its first start died before this was committed.
        if not make:
            raise CannotOpen(_nothing_in(data))
        _make_tables(session, key_print)
        return
    if at.misfit:
        raise CannotOpen(at.misfit)
    _check_key(session, key_print)


def _make_tables(session: Session, key_print: bytes) -> None:
    metadata.create_all(session.connection)
    stamp.put(session.connection)
    session.execute(
        installation.insert(),
        [
            {"name": "key", "value": key_print},
            {"name": "prefix", "value": secrets.token_hex(4).upper().encode("ascii")},
        ],
    )


def _check_key(session: Session, key_print: bytes) -> None:
    known = session.execute(sa.select(installation.c.value).where(installation.c.name == "key")).scalar()
    if known != key_print:
        raise WrongKey(
            "master.key is not the key this database was made with. Put the right one back; nothing was changed."
        )


def empty(session: Session) -> None:
    """Forget every row but what makes the installation and the nonces that were used; for emulators."""
    forgotten = [
        table for table in metadata.tables.values() if table.name not in {installation.name, nonces.nonces.name}
    ]
    if session.dialect == "postgresql":
        names = ", ".join(table.name for table in forgotten)
        session.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY"))
        return
    # Tables refer to one another both ways; only what is left in the end has to be right.
    session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
    for table in forgotten:
        session.execute(table.delete())
    # Numbers that are never given twice begin anew too: the same calls are to give the same answers.
    session.execute(sa.text("DELETE FROM sqlite_sequence"))
