"""The measured report: what stays of earlier runs, its page and its chart."""

import json

import pytest
from benchmarks import chart, report
from benchmarks.figures import at_least, at_most
from lxml import etree


def figure(bench="depth", what="far / near", value=1.2, *, day="2026-01-02", **detail):
    return {**at_most(bench, what, value, 1.5, detail), "day": day, "versions": "Python 3.11"}


def test_figures_of_other_benchmarks_stay_and_those_measured_again_are_replaced():
    known = [figure("tail", "a"), figure("depth", "b"), figure("lanes", "c")]

    whole = report.merged(known, "depth", [figure("depth", "b", 1.0, day="2026-02-03")])

    assert [(one["bench"], one["value"], one["day"]) for one in whole] == [
        ("tail", 1.2, "2026-01-02"),
        ("depth", 1.0, "2026-02-03"),
        ("lanes", 1.2, "2026-01-02"),
    ]


def test_figures_of_the_other_database_stay():
    known = [figure("million", "list", database="postgresql"), figure("million", "list", database="sqlite")]

    whole = report.merged(known, "million", [figure("million", "list", 1.0, database="sqlite")])

    assert sorted((one["detail"]["database"], one["value"]) for one in whole) == [("postgresql", 1.2), ("sqlite", 1.0)]


def test_a_run_writes_page_chart_and_what_they_are_made_of(tmp_path):
    page, drawing, kept = tmp_path / "page.md", tmp_path / "chart.svg", tmp_path / "kept.json"
    files = {"page": page, "drawing": drawing, "kept": kept}

    report.keep("tail", [at_most("tail", "with / without", 1.25, 4, {})], **files)
    report.keep("signed-read", [at_least("signed-read", "V3 / peer", 7.5, 20, {})], **files)

    text = page.read_text()
    assert "| tail | with / without | 1.25 | ≤ 4 | yes | " in text
    assert "| signed-read | V3 / peer | 7.5 | ≥ 20 | **no** | " in text
    assert [one["bench"] for one in json.loads(kept.read_text())] == ["tail", "signed-read"]
    assert etree.parse(drawing).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_versions_name_no_machine():
    told = report.versions()

    assert told.startswith("Python 3.")
    assert "/" not in told


@pytest.mark.parametrize(
    ("made", "factor"),
    [(at_least("b", "w", 10, 20, {}), 0.5), (at_most("b", "w", 3, 1.5, {}), 0.5), (at_most("b", "w", 0.5, 2, {}), 4.0)],
)
def test_an_advantage_above_one_is_a_target_met(made, factor):
    assert chart.advantage(made) == factor


def test_the_chart_shows_every_figure_once_and_escapes_its_name():
    drawn = chart.drawn([figure(what="a < b"), figure(what="c", value=99.0)])

    root = etree.fromstring(drawn.encode())
    kinds = [rect.get("class") for rect in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert kinds == ["met", "missed"]
    assert "depth: a < b" in [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
