"""The practice registry's domains: rows of its file, the last used ones at hand.

A book of a hundred thousand takes no more memory than one of a hundred.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec
import pysqlite3

from freehold.terms.instants import Instant

TABLE = "CREATE TABLE IF NOT EXISTS domains (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID"

_AT_HAND = 2000
"""Many times what a client has on its way, so that a change is read back without the file."""


@dataclass(slots=True)
class Domain:
    """A domain object."""

    name: str
    roid: str
    sponsor: str
    auth: str
    registrant: str | None
    created_at: Instant
    expires_at: Instant
    updated_at: Instant | None = None
    updater: str | None = None
    contacts: tuple[tuple[str, str], ...] = ()
    nameservers: tuple[str, ...] = ()
    statuses: dict[str, str] = field(default_factory=dict)
    codes: dict[str, tuple[str, Instant]] = field(default_factory=dict)
    """Verification codes by type: value, and since when."""


class DomainBook:
    """All domains by name; names are in lower case.

    Whoever changes a domain puts it back within the same transaction: what is not put is forgotten some time later.
    """

    def __init__(self, file: pysqlite3.Connection) -> None:
        self._file = file
        self._at_hand: dict[str, Domain] = {}
        self._pack = msgspec.json.Encoder().encode
        self._unpack = msgspec.json.Decoder(Domain).decode

    def get(self, name: str) -> Domain | None:
        """The domain, if there is one."""
        found = self._at_hand.get(name)
        if found is None:
            row = self._file.execute("SELECT body FROM domains WHERE name = ?", (name,)).fetchone()
            if row is not None:
                found = self._keep(self._unpack(row[0]))
        return found

    def __getitem__(self, name: str) -> Domain:
        """The domain; raises KeyError."""
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __contains__(self, name: str) -> bool:
        """Whether there is a domain of this name."""
        return self.get(name) is not None

    def __len__(self) -> int:
        """How many there are."""
        return int(self._file.execute("SELECT count(*) FROM domains").fetchone()[0])

    def put(self, domain: Domain) -> None:
        """Write a domain, new or changed; the same object may have been changed in place."""
        body = self._pack(domain).decode()
        self._file.execute("INSERT OR REPLACE INTO domains VALUES (?, ?)", (domain.name, body))
        self._keep(domain)

    def drop(self, name: str) -> None:
        """Forget a domain."""
        self._at_hand.pop(name, None)
        self._file.execute("DELETE FROM domains WHERE name = ?", (name,))

    def clear(self) -> None:
        """Forget all."""
        self._at_hand.clear()
        self._file.execute("DELETE FROM domains")

    def after(self, name: str, limit: int) -> list[Domain]:
        """Those behind a name, in order of names."""
        rows = self._file.execute("SELECT body FROM domains WHERE name > ? ORDER BY name LIMIT ?", (name, limit))
        return [self._unpack(body) for (body,) in rows]

    def uses_of_contacts(self) -> Iterator[tuple[str, int]]:
        """Each contact that domains have as registrant or in a role, and how often; the same one may come twice."""
        yield from self._file.execute(
            "SELECT body ->> '$.registrant', count(*) FROM domains WHERE body ->> '$.registrant' IS NOT NULL GROUP BY 1"
        )
        yield from self._file.execute(
            "SELECT linked.value ->> '$[1]', count(*) FROM domains, json_each(domains.body, '$.contacts') AS linked GROUP BY 1"
        )

    def _keep(self, domain: Domain) -> Domain:
        if len(self._at_hand) >= _AT_HAND and domain.name not in self._at_hand:
            # The one that came first: a client changes a domain and reads it back at once.
            del self._at_hand[next(iter(self._at_hand))]
        self._at_hand[domain.name] = domain
        return domain
