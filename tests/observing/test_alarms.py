"""Dashboard and alarms ask for figures that there are, in queries that Prometheus reads, and say what to do."""

import json
import re
from pathlib import Path

import promql_parser
import pytest
import yaml

from observing.conftest import names_of
from support.asked_at_the_door import ask

ROOT = Path(__file__).parents[2]
RULES = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/prometheus/alarms.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
BOARD = json.loads((ROOT / "deploy/grafana/freehold.json").read_text(encoding="utf-8"))
DRAWN = [target["expr"] for panel in BOARD["panels"] for target in panel.get("targets", ())]
ENDINGS = re.compile("_(bucket|count|sum)$")


def read(query):
    """A query as Prometheus reads it, Grafana's own words filled in."""
    return promql_parser.parse(query.replace("$__rate_interval", "5m").replace("$registry", "north"))


def asked_for(queries):
    """{figure: the labels that queries name of it}."""
    found = {}

    def look(node):
        if isinstance(node, promql_parser.VectorSelector):
            labels = found.setdefault(ENDINGS.sub("", node.name), set())
            labels.update(matcher.name for matcher in node.matchers.matchers)
        return True

    for query in queries:
        promql_parser.walk(read(query), look)
    return found


@pytest.fixture(scope="module")
def told(story):
    """The text of /metrics."""
    return ask(story.door, "/metrics")[1].decode()


@pytest.mark.parametrize("queries", [DRAWN, [rule["expr"] for rule in RULES]], ids=["dashboard", "alarms"])
def test_they_ask_for_figures_and_labels_that_there_are(told, queries):
    for name, labels in asked_for(queries).items():
        if name != "up":  # the scraper's own
            lines = [line for line in told.splitlines() if re.match(rf"{name}(_bucket)?[{{ ]", line)]
            assert lines, name
            assert labels - {"job"} <= set(re.findall(r'(\w+)="', lines[0])), name


def test_every_figure_is_drawn(story):
    assert names_of(story.door) - asked_for(DRAWN).keys() == set()


def test_every_alarm_has_a_line_on_what_to_do():
    guide = (ROOT / "docs/guides/operations.md").read_text(encoding="utf-8")
    explained = re.findall(r"^### (Freehold\w+)\n\n\S", guide, re.MULTILINE)

    assert sorted(explained) == sorted(rule["alert"] for rule in RULES)
    for rule in RULES:
        assert rule["annotations"]["runbook_url"] == f"docs/guides/operations.md#{rule['alert'].lower()}"
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert rule["annotations"]["summary"].endswith(".")


def test_values_that_alarms_wait_for_are_values_that_there_are(told):
    """A state or reason of another name would never raise its alarm."""
    exact = re.compile(r'(freehold_\w+)\{(state|reason|source|outcome)=~?"([^"]+)"\}')
    for rule in RULES:
        for name, label, values in exact.findall(rule["expr"]):
            for value in values.split("|"):
                # Outcomes are counted from the first on; all else is always there.
                assert label == "outcome" or re.search(rf'^{name}\{{.*{label}="{value}"', told, re.MULTILINE), rule[
                    "alert"
                ]
