"""A store with accounts and nonces alone: all the wire needs."""

from pathlib import Path

from freehold.clock import SystemClock
from freehold.db.engine import Database
from freehold.db.schema import metadata
from freehold.db.vault import Vault
from freehold.store import accounts, client_tokens, nonces, users
from support.signing import KEY, SECRET

STS_KEY, STS_TOKEN = "STS.temporary", "tok+/="
OVER_KEY, OFF_KEY = "STS.over", "switched-off"


def open_wire_store(data: Path) -> Database:
    """Open the store in the folder; at the first time make ada with a key of each kind."""
    data.mkdir(exist_ok=True)
    database = Database(f"sqlite:///{data}/wire.db", Vault(bytes(range(32))))
    database.write_now(_fill)
    return database


def _fill(session):
    tables = [
        users.users,
        accounts.accounts,
        accounts.access_keys,
        accounts.key_uses,
        nonces.nonces,
        client_tokens.client_tokens,
    ]
    metadata.create_all(session.connection, tables=tables)
    if accounts.by_name(session, "ada") is not None:
        return
    now = SystemClock().now()
    ada = accounts.create(session, "ada", now)
    accounts.put_key(session, ada, KEY, SECRET, now)
    accounts.put_key(session, ada, STS_KEY, SECRET, now, token=STS_TOKEN)
    accounts.put_key(session, ada, OVER_KEY, SECRET, now, token=STS_TOKEN, expires_at=now - 1)
    accounts.put_key(session, ada, OFF_KEY, SECRET, now)
    accounts.switch_key(session, OFF_KEY, active=False)
