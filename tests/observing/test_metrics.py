"""``/metrics`` tells what REL-24 asks for, of a story that really happened."""

import re
from pathlib import Path

import pytest

from freehold.operations.figures import Figures
from freehold.terms.holds import Pause, PauseSource
from freehold.terms.instants import HOUR
from freehold.web import asgi
from freehold.web.call_figures import CallFigures
from observing.conftest import NAMES, SUBMIT, figures, names_of
from support.asked_at_the_door import ask


@pytest.fixture(scope="module")
def told(story):
    # Looked at anew, whatever the scrapes before saw.
    story.app.figures()._next_look_at = 0.0
    return figures(story.door)


def test_calls_are_counted_by_action_and_code(told):
    counted = {labels: value for (name, labels), value in told.items() if name == "freehold_api_calls_total"}

    assert counted == {
        f"action={SUBMIT},code=OK": 1,
        "action=QueryTaskList,code=OK": 1,
        "action=QueryTaskList,code=InvalidPageNum": 1,
        "action=unknown,code=InvalidAction.NotFound": 1,
    }
    assert told["freehold_api_call_seconds_count", "action=QueryTaskList"] == 2
    assert told["freehold_api_call_seconds_bucket", "action=QueryTaskList,le=+Inf"] == 2
    assert told["freehold_api_calls_in_flight", ""] == 0


def test_items_are_counted_by_what_they_came_to(told):
    # What was in flight beside the lost answer was lost with it.
    assert told["freehold_item_outcomes_total", "outcome=unknown"] >= 1
    assert told["freehold_item_outcomes_total", "outcome=refused"] == 1
    assert told["freehold_item_settles_total", "outcome=done"] >= 1
    assert told["freehold_items_ended_total", "state=succeeded"] == 6
    assert told["freehold_items_ended_total", "state=failed"] == 1
    assert told["freehold_items_unfinished", "state=awaiting_registry"] == 1
    assert told["freehold_items_unfinished", "state=waiting"] == 0
    assert (
        told["freehold_tasks_unfinished", "state=executing"],
        told["freehold_tasks_unfinished", "state=waiting"],
    ) == (1, 0)
    assert told["freehold_chunk_leases_lost_total", ""] == 0


def test_what_registries_answered_is_counted_by_command_and_code(told):
    assert told["freehold_registry_answers_total", "code=1000,command=domain:update"] >= 1
    assert told["freehold_registry_answers_total", "code=2304,command=domain:update"] >= 1
    assert told["freehold_registry_answers_total", "code=1000,command=contact:create"] == 1
    assert told["freehold_registry_unanswered_total", "command=domain:update"] >= 1
    assert told["freehold_registry_logins_total", "outcome=taken"] >= 2
    assert told["freehold_registry_round_trip_seconds_count", ""] > 8
    assert told["freehold_registry_sessions", ""] >= 1
    assert ("freehold_registry_limiter_waits_total", "") in told
    assert ("freehold_registry_messages_waiting", "") in told


def test_the_store_and_the_outbox_are_told_of(told):
    assert told["freehold_store_commit_seconds_count", ""] > 5
    assert told["freehold_store_writes_total", ""] >= told["freehold_store_commit_seconds_count", ""]
    assert told["freehold_store_healthy", ""] == 1
    assert ("freehold_outbox_mails", "") in told
    assert told["process_open_fds", ""] > 3


def test_the_age_of_the_oldest_unfinished_item_grows(story, told):
    before = told["freehold_items_oldest_age_seconds", "state=awaiting_registry"]

    story.clock.advance(HOUR)
    after = figures(story.door)["freehold_items_oldest_age_seconds", "state=awaiting_registry"]

    assert after - before == pytest.approx(3600, abs=120)


def test_a_pause_is_told_with_who_paused(story):
    registry = story.app.catalogue.by_name["north"]
    kept, registry.manners.pauses = (
        registry.manners.pauses,
        (Pause(PauseSource.OPERATOR, story.app.system.now(), None, "x"),),
    )
    try:
        told = figures(story.door)
    finally:
        registry.manners.pauses = kept

    assert told["freehold_registry_held", "reason=RegistryPaused"] == 1
    assert told["freehold_registry_held", "reason=RegistryQuietHours"] == 0
    assert ("freehold_registry_paused", "source=operator") in told


def test_certificates_are_told_in_days(told):
    assert told["freehold_registry_certificate_days", "whose=server"] > 300


def test_no_label_names_a_domain_an_account_or_an_address(story):
    """REL-24: no personal data; and no label that callers could make ever more of."""
    text = ask(story.door, "/metrics")[1].decode()

    for word in (*NAMES, "acme", "testid", "192.0.2.1", "hostmaster", "Widgets"):
        assert word not in text
    allowed = {
        "action",
        "code",
        "le",
        "registry",
        "outcome",
        "reason",
        "state",
        "command",
        "source",
        "whose",
        "version",
    }
    assert set(re.findall(r'[{,](\w+)="', text)) <= allowed


def test_a_scrape_soon_after_another_reads_the_store_no_more(story, monkeypatch):
    looks = []
    read = Figures._read
    monkeypatch.setattr(Figures, "_read", lambda self: looks.append(1) or read(self))
    story.app.figures()._next_look_at = 0.0

    for _ in range(3):
        figures(story.door)

    assert len(looks) == 1


def test_a_token_of_the_settings_must_be_shown(story):
    door = asgi.create(story.app, metrics_token="a-token-of-24-characters!")

    assert ask(door, "/metrics")[0] == 401
    assert ask(door, "/metrics", headers=[(b"authorization", b"Bearer a-token-of-24-characters?")])[0] == 401
    assert ask(door, "/metrics", headers=[(b"authorization", b"Bearer a-token-of-24-characters!")])[0] == 200


def test_who_answers_no_calls_tells_all_but_those_and_asks_for_the_same_token(story):
    door = asgi.create_watched(story.app, metrics_token="a-token-of-24-characters!")

    status, text = ask(door, "/metrics", headers=[(b"authorization", b"Bearer a-token-of-24-characters!")])

    assert status == 200
    assert b"freehold_items_ended_total" in text
    assert b"freehold_api_calls" not in text
    assert ask(door, "/metrics")[0] == 401
    assert (ask(door, "/healthz")[0], ask(door, "/readyz")[0]) == (200, 200)
    assert ask(door, "/") == (404, b'{"Code": "NotFound", "Message": "Calls are answered by freehold serve."}')


def test_codes_that_callers_make_up_end_at_a_limit():
    counted = CallFigures(["QueryTaskList"])

    for number in range(5_000):
        counted.answered("QueryTaskList", f"MissingDomainName.{number}", 0.001)

    assert len(counted.answers) == 4_001
    assert counted.answers["QueryTaskList", "other"] == 1_000


def test_every_figure_is_explained_in_the_guide_and_no_other(story):
    """docs/guides/operations.md."""
    guide = (Path(__file__).parents[2] / "docs/guides/operations.md").read_text(encoding="utf-8")
    table = guide.partition("## Figures")[2].partition("\n## ")[0]

    explained = set(re.findall(r"`(freehold_\w+)`", table))

    assert explained == names_of(story.door)
