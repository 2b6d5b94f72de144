"""``freehold registry unused-contacts``: what nothing uses any more, until when it is kept, and why (INV-8)."""

import json
from pathlib import Path

import pytest

from freehold.opening import open_store
from freehold.operations.unused_contacts import after
from freehold.store import accounts, contacts, handles, unused_contacts
from freehold.store.unused_contacts import Unused
from freehold.terms.instants import DAY, HOUR, Instant, from_text
from support.store_rows import person

LISTED = from_text("2026-03-01T09:00:00Z")
OVER = Instant(LISTED + 7 * DAY + HOUR)
CONFIG = """
[registries.north]
address = "127.0.0.1:700"
login = "registrar-1"
password = "secret"
ca_file = "ca.pem"
tlds = ["com"]
"""


def fill(session) -> None:
    """An object in each state that the clean-up leaves one in, and one at a registry of which no settings tell."""
    account = accounts.create(session, "acme", LISTED)

    def unused(handle: str, registry: str = "north") -> Unused:
        contact_id = contacts.add(session, account.id, person(handle), LISTED)
        handles.intend(session, registry, contact_id, handle, f"T-{handle}", LISTED)
        unused_contacts.left(session, contact_id, LISTED)
        return Unused(registry, contact_id, handle, 1, given_up=False)

    unused("FH-waiting")
    unused_contacts.give_up(session, unused("FH-given-up"), OVER)
    sent, refused = unused("FH-sent"), unused("FH-refused")
    for one in (sent, refused):
        unused_contacts.give_up(session, one, OVER)
        unused_contacts.intend(session, one, "T-3", OVER)
    unused_contacts.put_off(session, refused, Instant(OVER + DAY), 2304)
    linked = unused("FH-linked")
    unused_contacts.give_up(session, linked, OVER)
    unused_contacts.linked(session, linked, Instant(OVER + 7 * DAY))
    unused("FH-elsewhere", "south")


@pytest.fixture
def listed(data: Path) -> Path:
    store = open_store(data)
    store.write_now(fill)
    store.close()
    return data


def written(data: Path, more: str = "") -> Path:
    config = data.with_name("freehold.toml")
    config.write_text(CONFIG + more)
    return config


def rows(run, data: Path, config: Path, *more: str) -> list[dict[str, str]]:
    ended = run("registry", "unused-contacts", "--data", data, "--config", config, "-o", "json", *more)
    assert (ended.code, ended.err) == (0, "")
    return json.loads(ended.out)


def test_each_object_is_listed_with_what_becomes_of_it_and_when(run, listed: Path) -> None:
    found = rows(run, listed, written(listed))

    assert {row.pop("since") for row in found} == {"2026-03-01T09:00:00Z"}
    assert found == [
        {"registry": "north", "handle": "FH-waiting", "due": "2026-03-08T09:00:00Z", "state": "waiting",
         "why": "kept until then for a task that wants it"},
        {"registry": "north", "handle": "FH-given-up", "due": "2026-03-08T10:00:00Z", "state": "given up",
         "why": "deleted then, unless the registry shows a reason not to"},
        {"registry": "north", "handle": "FH-sent", "due": "2026-03-08T10:00:00Z", "state": "deletion sent",
         "why": "a deletion was sent; the registry is asked then whether it is gone"},
        {"registry": "north", "handle": "FH-refused", "due": "2026-03-09T10:00:00Z", "state": "refused",
         "why": "the registry refused to delete it: 2304; it is tried again then"},
        {"registry": "north", "handle": "FH-linked", "due": "2026-03-15T10:00:00Z", "state": "linked",
         "why": "the registry shows that something uses it; it is asked again then"},
        {"registry": "south", "handle": "FH-elsewhere", "due": None, "state": "unknown",
         "why": "the settings at hand name no registry south; give --config"},
    ]  # fmt: skip


def test_the_days_are_those_of_the_settings(run, listed: Path) -> None:
    found = rows(run, listed, written(listed, "unused_contact_days = 30\n"))

    assert {row["due"] for row in found if row["registry"] == "north"} == {"2026-03-31T09:00:00Z"}


def test_objects_that_the_settings_keep_are_never_due(run, listed: Path) -> None:
    found = rows(run, listed, written(listed, 'unused_contact_days = "none"\n'), "--lang", "zh")

    assert {(row["due"], row["state"], row["why"]) for row in found if row["registry"] == "north"} == {
        (None, "kept", "north 的 unused_contact_days 为 none")
    }


def test_the_list_is_read_page_by_page(listed: Path) -> None:
    store = open_store(listed)
    place, found = ("", 0), []
    while place is not None:
        with store.reading() as session:
            page, place = after(session, place, 2, {})
        found.append([one.handle for one in page])
    store.close()

    assert found == [["FH-waiting", "FH-given-up"], ["FH-sent", "FH-refused"], ["FH-linked", "FH-elsewhere"], []]


def test_nothing_is_listed_where_everything_is_used(run, data: Path) -> None:
    open_store(data).close()

    ended = run("registry", "unused-contacts", "--data", data, "-o", "csv")

    assert (ended.code, ended.out) == (0, "registry,handle,since,due,state,why\n")
