"""One story for figures, alarms and dashboard: changes that work, that are refused, and one whose answer is lost."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from freehold.web import asgi
from support.asked_at_the_door import ask, call
from support.practice import practice
from support.served import acme
from support.waiting import until

GOOD = [f"shop-{number}.com" for number in range(1, 6)]
FAULTS = [
    {"domain": "boom.com", "answer": 2304},
    {"domain": "lost.com", "drop": "after-doing", "times": 1},
    {"domain": "slow.com", "pending_seconds": 3600},
    {"domain": "late.com", "answer": 2300},
]
NAMES = [*GOOD, "boom.com", "lost.com", "slow.com", "late.com"]
SUBMIT = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"


@pytest.fixture(scope="module")
def story():
    """The program after the story, and its door."""
    seed = acme([{"name": name} for name in NAMES], faults=FAULTS)
    with practice(seed=seed, commands_per_second=60.0) as running:
        running.door = asgi.create(running.app)
        named = {f"DomainName.{number}": name for number, name in enumerate(NAMES, 1)}
        assert call(running.door, SUBMIT, {**named, "RegistrantProfileId": "1"}) == 200
        assert call(running.door, "QueryTaskList", {"PageNum": "1", "PageSize": "20"}) == 200
        assert call(running.door, "QueryTaskList", {"PageNum": "0", "PageSize": "20"}) == 400
        assert call(running.door, "NoSuchAction") == 404
        until(lambda: figures(running.door)[("freehold_items_ended_total", "state=succeeded")] == 6)
        until(lambda: figures(running.door)[("freehold_items_put_off_total", "reason=DomainTransferring")])
        until(lambda: running.app.figures()._engine.running == 0)
        # What the store says is looked at every few seconds; an early look is from before the first log-in.
        until(lambda: figures(running.door)[("freehold_registry_certificate_days", "whose=server")])
        yield running


def figures(door):
    """{(sample, its labels but the registry's): value}."""
    _, text = ask(door, "/metrics")
    found = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()) if name != "registry")
            found[sample.name, labels] = sample.value
    return Missing(found)


def names_of(door):
    """The names of our own figures as queries have them, histograms without their endings."""
    families = text_string_to_metric_families(ask(door, "/metrics")[1].decode())
    endings = {"counter": "_total", "info": "_info"}
    return {
        family.name + endings.get(family.type, "") if not family.name.endswith("_info") else family.name
        for family in families
        if family.name.startswith("freehold_")
    }


class Missing(dict):
    """Samples that are not there yet are nought."""

    def __missing__(self, key):
        return 0.0
