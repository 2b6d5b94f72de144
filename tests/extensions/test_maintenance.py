"""Announced maintenance pauses an account from a little before its start to its end, and ends by itself (RFC 9167)."""

from dataclasses import replace
from pathlib import Path

import pytest

from freehold.opening import open_store
from freehold.operations import registry_maintenance, registry_pauses
from freehold.operations.registry_states import states
from freehold.settings import RegistrySettings
from freehold.store import registries
from freehold.terms.holds import Pause, PauseSource
from freehold.terms.instants import HOUR, MINUTE, Instant, from_text
from freehold.terms.maintenance import Maintenance, System

NOON = from_text("2026-03-10T12:00Z")
LEAD = 5 * MINUTE
SETTINGS = RegistrySettings(
    name="north", address="epp.north.example:700", login="x", password="x", ca_file=Path("none"),
    tlds=("com", "co.test", "例子"),
)  # fmt: skip
EPP = System("EPP", None, "full")
YEARLY = Maintenance("m-1", "Yearly", Instant(NOON + HOUR), Instant(NOON + 2 * HOUR), (EPP,), (), "production")
PAUSE = Pause(PauseSource.MAINTENANCE, Instant(YEARLY.starts_at - LEAD), YEARLY.ends_at, "Yearly")


@pytest.mark.parametrize(
    ("systems", "tlds", "environment", "wanted"),
    [
        ((EPP,), (), "production", True),
        ((EPP,), (), "ote", False),
        ((replace(EPP, impact="none"),), (), "production", False),
        ((replace(EPP, impact="partial"),), (), "production", True),
        ((System("WHOIS", None, "full"), System("RDAP", None, "full")), (), "production", False),
        ((System("WHOIS", None, "full"), EPP), (), "production", True),
        ((System("front", "EPP.north.example", "full"),), (), "production", True),
        ((System("Shared Registry System", None, "full"),), (), "production", True),
        ((EPP,), ("net", "org"), "production", False),
        ((EPP,), ("net", "COM"), "production", True),
        ((EPP,), ("test",), "production", True),
        ((EPP,), ("xn--fsqu00a",), "production", True),
        ((), (), "production", False),
    ],
)
def test_only_what_has_an_impact_on_our_system_and_suffixes_concerns_an_account(systems, tlds, environment, wanted):
    announced = replace(YEARLY, systems=systems, tlds=tlds, environment=environment)

    assert registry_maintenance.concerns(SETTINGS, announced) is wanted


def test_an_account_that_serves_everything_is_concerned_by_any_suffix():
    assert registry_maintenance.concerns(replace(SETTINGS, tlds=("*",)), replace(YEARLY, tlds=("net",)))


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path)
    yield opened
    opened.close()


def keep(store, announced, now=NOON):
    return store.write_now(lambda session: registry_maintenance.keep(session, SETTINGS, announced, now))


def pauses(store):
    with store.reading() as session:
        return registries.all_pauses(session).get("north", ())


def state(store, now):
    with store.reading() as session:
        (found,) = states(session, {"north": SETTINGS}, now)
    return found


def test_a_pause_holds_from_a_little_before_the_start_to_the_end(store):
    assert keep(store, YEARLY)

    assert pauses(store) == (PAUSE,)
    moments = [NOON, PAUSE.since - 1, PAUSE.since, YEARLY.ends_at - 1, YEARLY.ends_at]
    assert [state(store, Instant(at)).state for at in moments] == ["open", "open", "paused", "paused", "open"]
    assert state(store, NOON).announced == [PAUSE]
    assert state(store, PAUSE.since).until == YEARLY.ends_at


def test_one_that_comes_again_changes_nothing_and_one_that_was_moved_is_followed(store):
    keep(store, YEARLY)
    keep(store, YEARLY)
    assert pauses(store) == (PAUSE,)

    later = Instant(YEARLY.ends_at + HOUR)
    keep(store, replace(YEARLY, ends_at=later))
    assert pauses(store) == (replace(PAUSE, until=later),)


@pytest.mark.parametrize(
    "announced", [replace(YEARLY, over=True), replace(YEARLY, systems=(replace(EPP, impact="none"),))]
)
def test_one_that_is_called_off_or_has_no_impact_any_more_pauses_nothing(store, announced):
    keep(store, YEARLY)

    assert not keep(store, announced)
    assert pauses(store) == ()


def test_one_that_is_over_is_not_kept_and_is_forgotten(store):
    assert not keep(store, YEARLY, YEARLY.ends_at)
    keep(store, YEARLY)
    store.write_now(lambda session: registries.forget_pauses_over(session, YEARLY.ends_at))
    assert pauses(store) == ()


def test_whoever_resumes_the_registry_works_through_this_one_and_not_through_the_next(store):
    following = replace(YEARLY, id="m-2", starts_at=Instant(NOON + 9 * HOUR), ends_at=Instant(NOON + 10 * HOUR))
    for announced in (YEARLY, following):
        keep(store, announced)

    ended = store.write_now(lambda session: registry_pauses.resume(session, "north", YEARLY.starts_at))

    assert ended == 1
    # Asked for again with the list, it does not come back; moved, it does.
    keep(store, YEARLY)
    assert [pause.until for pause in pauses(store)] == [following.ends_at]
    keep(store, replace(YEARLY, ends_at=Instant(YEARLY.ends_at + HOUR)))
    assert len(pauses(store)) == 2
