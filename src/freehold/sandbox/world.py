"""The registry's objects, in a file of their own, so that they survive the registry's own kill.

The file is the truth: a command's changes are written within one transaction together with its ledger entry, and its answer
leaves only after the commit. All commands that arrived together share one commit.
"""

import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pysqlite3

from freehold.clock import Clock
from freehold.sandbox.domain_book import TABLE, Domain, DomainBook
from freehold.terms.instants import Instant, utc_text, years_after

_TABLES = f"""
{TABLE};
CREATE TABLE IF NOT EXISTS contacts (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hosts (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY AUTOINCREMENT, client TEXT NOT NULL, at INTEGER NOT NULL,
    text TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS ledger (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, client TEXT NOT NULL,
    cl_trid TEXT, sv_trid TEXT NOT NULL, command TEXT NOT NULL, object TEXT NOT NULL, detail TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS ix_ledger_object ON ledger (object);
CREATE TABLE IF NOT EXISTS pending (object TEXT PRIMARY KEY, due_at INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS faults (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS used_trids (trid TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


_LEDGER = (
    "SELECT seq, at, client, cl_trid, sv_trid, command, object, detail FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?"
)


@dataclass(slots=True)
class Contact:
    """A contact object; *body* holds what was given at its making, as it is answered."""

    id: str
    roid: str
    sponsor: str
    auth: str
    body: dict[str, Any]
    created_at: Instant
    updated_at: Instant | None = None
    statuses: tuple[str, ...] = ()


@dataclass(slots=True)
class Host:
    """A host object."""

    name: str
    roid: str
    sponsor: str
    addresses: tuple[tuple[str, str], ...]
    created_at: Instant


class World:
    """All objects of the practice registry."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self.clock = clock
        self._file = pysqlite3.connect(str(file), isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode=WAL")
        # A killed process loses nothing with NORMAL; a power cut may take the last moments of this practice registry.
        self._file.execute("PRAGMA synchronous=NORMAL")
        self._file.executescript(_TABLES)
        self.domains = DomainBook(self._file)
        self.contacts: dict[str, Contact] = {}
        self.hosts: dict[str, Host] = {}
        self._linked: dict[str, int] = {}
        self._load()
        self._serial = int(self.fact("serial", "0")) + 1
        self.put_fact("serial", str(self._serial))
        self._count = 0

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def begin(self) -> None:
        """Begin what is to be made durable together."""
        self._file.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make it durable."""
        self._file.execute("COMMIT")

    def now(self) -> Instant:
        """The registry's time."""
        return self.clock.now()

    def new_trid(self) -> str:
        """A server transaction id: unique over restarts, since each start takes the next serial."""
        self._count += 1
        return f"SB-{self._serial}-{self._count}"

    def new_roid(self, kind: str) -> str:
        """A repository object id."""
        self._count += 1
        return f"{kind}{self._serial:X}{self._count:X}-SANDBX"

    def fact(self, name: str, otherwise: str) -> str:
        """A fact about the registry itself."""
        row = self._file.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return otherwise if row is None else str(row[0])

    def put_fact(self, name: str, value: str) -> None:
        """Keep a fact about the registry itself."""
        self._file.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def first_time(self, name: str) -> bool:
        """Whether this was never noted before; it is from here on."""
        if self.fact(name, ""):
            return False
        self.put_fact(name, "1")
        return True

    def use_trid(self, trid: str) -> bool:
        """Note a client's transaction id; False when it was used before."""
        return bool(self._file.execute("INSERT OR IGNORE INTO used_trids VALUES (?)", (trid,)).rowcount)

    def put_domain(self, domain: Domain) -> None:
        """Write a domain, new or changed; the same object may have been changed in place."""
        self.domains.put(domain)

    def drop_domain(self, name: str) -> None:
        """Forget a domain."""
        domain = self.domains[name]
        self.link(domain.registrant, -1)
        for _, contact in domain.contacts:
            self.link(contact, -1)
        self.domains.drop(name)

    def put_contact(self, contact: Contact) -> None:
        """Write a contact."""
        self.contacts[contact.id] = contact
        self._file.execute("INSERT OR REPLACE INTO contacts VALUES (?, ?)", (contact.id, _packed(contact)))

    def drop_contact(self, contact_id: str) -> None:
        """Forget a contact."""
        del self.contacts[contact_id]
        self._file.execute("DELETE FROM contacts WHERE id = ?", (contact_id,))

    def put_host(self, host: Host) -> None:
        """Write a host."""
        self.hosts[host.name] = host
        self._file.execute("INSERT OR REPLACE INTO hosts VALUES (?, ?)", (host.name, _packed(host)))

    def link(self, contact_id: str | None, more: int) -> None:
        """Count an object's use of a contact, which keeps it from being deleted."""
        if contact_id is not None:
            self._linked[contact_id] = self._linked.get(contact_id, 0) + more

    def linked(self, contact_id: str) -> bool:
        """Whether any domain uses the contact."""
        return self._linked.get(contact_id, 0) > 0

    def note(self, client: str, trid: str | None, server_trid: str, command: str, name: str, detail: Any) -> None:
        """Enter a transform that is being applied."""
        self._file.execute(
            "INSERT INTO ledger (at, client, cl_trid, sv_trid, command, object, detail) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self.now(), client, trid, server_trid, command, name, json.dumps(detail, ensure_ascii=False)),
        )

    def ledger(self, after: int, limit: int) -> list[dict[str, Any]]:
        """Entries behind a number."""
        names = ("seq", "at", "client", "cl_trid", "sv_trid", "command", "object", "detail")
        rows = self._file.execute(_LEDGER, (after, limit))
        return [{**dict(zip(names, row, strict=True)), "detail": json.loads(row[-1])} for row in rows]

    def transforms(self, command: str) -> dict[str, int]:
        """How often a command was applied, by object."""
        rows = self._file.execute("SELECT object, count(*) FROM ledger WHERE command = ? GROUP BY object", (command,))
        return dict(rows.fetchall())

    def tell(self, client: str, text: str, body: dict[str, Any]) -> None:
        """Leave a poll message for a client."""
        self._file.execute(
            "INSERT INTO messages (client, at, text, body) VALUES (?, ?, ?, ?)",
            (client, self.now(), text, json.dumps(body, ensure_ascii=False)),
        )

    def messages(self, client: str) -> tuple[int, tuple[int, int, str, dict[str, Any]] | None]:
        """How many messages wait, and the first as (id, time, text, body)."""
        count = self._file.execute("SELECT count(*) FROM messages WHERE client = ?", (client,)).fetchone()[0]
        row = self._file.execute(
            "SELECT id, at, text, body FROM messages WHERE client = ? ORDER BY id LIMIT 1", (client,)
        ).fetchone()
        return count, None if row is None else (row[0], row[1], row[2], json.loads(row[3]))

    def drop_message(self, client: str, message_id: int) -> bool:
        """Take an acknowledged message away; False when it was not there."""
        gone = self._file.execute("DELETE FROM messages WHERE client = ? AND id = ?", (client, message_id))
        return bool(gone.rowcount)

    def postpone(self, name: str, due_at: int, body: dict[str, Any]) -> None:
        """Keep a change that is to be made later."""
        self._file.execute("INSERT OR REPLACE INTO pending VALUES (?, ?, ?)", (name, due_at, json.dumps(body)))

    def due(self) -> list[tuple[str, dict[str, Any]]]:
        """Changes whose time has come; each is taken off the list."""
        rows = self._file.execute("SELECT object, body FROM pending WHERE due_at <= ?", (self.now(),)).fetchall()
        for name, _ in rows:
            self._file.execute("DELETE FROM pending WHERE object = ?", (name,))
        return [(name, json.loads(body)) for name, body in rows]

    def pending_of(self, name: str) -> dict[str, Any] | None:
        """The change of this object that waits."""
        row = self._file.execute("SELECT body FROM pending WHERE object = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def drop_pending(self, name: str) -> None:
        """Let the change of this object wait no more."""
        self._file.execute("DELETE FROM pending WHERE object = ?", (name,))

    def undone(self) -> int:
        """How much has come due and was not told yet: messages nobody acknowledged, changes whose time has come."""
        messages = self._file.execute("SELECT count(*) FROM messages").fetchone()[0]
        changes = self._file.execute("SELECT count(*) FROM pending WHERE due_at <= ?", (self.now(),)).fetchone()[0]
        return int(messages + changes)

    def fault_rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Faults ordered and not yet used up."""
        for number, body in self._file.execute("SELECT id, body FROM faults ORDER BY id").fetchall():
            yield number, json.loads(body)

    def put_fault(self, body: dict[str, Any], number: int | None = None) -> int:
        """Write a fault, new or with its count moved; its number."""
        made = self._file.execute("INSERT OR REPLACE INTO faults VALUES (?, ?)", (number, json.dumps(body)))
        return int(made.lastrowid)

    def drop_faults(self, number: int | None = None) -> None:
        """Forget one fault, or all."""
        if number is None:
            self._file.execute("DELETE FROM faults")
        else:
            self._file.execute("DELETE FROM faults WHERE id = ?", (number,))

    def seed(self, client: str, entries: Iterable[dict[str, Any]]) -> int:
        """Enter domains that were always there; those that exist are left. Tells how many are new."""
        made = 0
        now = self.now()
        for entry in entries:
            name = entry["name"]
            if name in self.domains:
                continue
            if entry["registrant"] not in self.contacts:
                self.put_contact(self._prior_holder(entry["registrant"], client))
            domain = Domain(
                name=name,
                roid=self.new_roid("D"),
                sponsor=client,
                auth=entry.get("auth_info") or f"seed-{self._count:X}",
                registrant=entry["registrant"],
                created_at=entry.get("created_at") or now,
                expires_at=entry.get("expires_at") or years_after(now, 2),
                statuses=dict.fromkeys(entry.get("statuses", ()), ""),
                nameservers=tuple(entry.get("nameservers", ())),
            )
            self.link(domain.registrant, 1)
            self.put_domain(domain)
            made += 1
        return made

    def _prior_holder(self, contact_id: str, client: str) -> Contact:
        postal = {
            "type": "int",
            "name": "Prior Holder",
            "organization": "Prior Holder",
            "street": ["1 Former Road"],
            "city": "Springfield",
            "province": None,
            "postal_code": None,
            "country": "CN",
        }
        body = {"postal_infos": [postal], "voice": None, "fax": None, "email": "prior@example.com"}
        return Contact(contact_id, self.new_roid("C"), client, secrets.token_urlsafe(9), body, self.now())

    def reset(self) -> None:
        """Forget everything but the log-in and the faults' absence."""
        for table in ("contacts", "hosts", "messages", "ledger", "pending", "faults", "used_trids"):
            self._file.execute(f"DELETE FROM {table}")  # noqa: S608  names are ours
        self.domains.clear()
        self.contacts.clear()
        self.hosts.clear()
        self._linked.clear()

    def _load(self) -> None:
        for (body,) in self._file.execute("SELECT body FROM contacts"):
            values = json.loads(body)
            values["statuses"] = tuple(values["statuses"])
            self.contacts[values["id"]] = Contact(**values)
        for (body,) in self._file.execute("SELECT body FROM hosts"):
            values = json.loads(body)
            values["addresses"] = tuple(tuple(entry) for entry in values["addresses"])
            self.hosts[values["name"]] = Host(**values)
        for contact, uses in self.domains.uses_of_contacts():
            self.link(contact, uses)


def _packed(entry: Any) -> str:
    return json.dumps(
        {name: getattr(entry, name) for name in entry.__slots__}, ensure_ascii=False, separators=(",", ":")
    )


def epp_time(at: Instant) -> str:
    """An instant as EPP writes it."""
    return utc_text(at).removesuffix("Z") + ".000Z"
