"""Golden pairs: each action's replies to the octet, in JSON and XML, English and Chinese, refusals included.

``make golden`` writes them anew; the difference is then for a person to read.
"""

import itertools
import os
from pathlib import Path

import pytest

from actions.cases import CASES
from freehold import actions
from freehold.rpc.catalogue import find_actions
from support.action_world import masked

GOLDEN = Path(__file__).parent / "golden"
FORMS = list(itertools.product(("JSON", "XML"), ("en", "zh")))
ACTIONS = sorted({case.action for case in CASES})
BUILT = {built.name: built for built in find_actions(actions)}


def answered(filled, place, case, form, language):
    """The reply to one case on a copy of its own, as it is kept."""
    world = filled.opened(place)
    try:
        given = {name: filled_in(value, world.known) for name, value in case.parameters.items()}
        parameters = {name: value for name, value in given.items() if not name.endswith("@")} | {"Lang": language}
        posted = {name.removesuffix("@"): value for name, value in given.items() if name.endswith("@")}
        reply = world.call(case.action, parameters, form=posted or None, Format=form)
    finally:
        world.close()
    shown = masked(reply.body.decode())
    for name, value in world.known.items():
        if name.startswith("token"):
            shown = shown.replace(value, f"«{name}»")
    return f"{reply.status} {shown}"


def filled_in(value, known):
    return known[value[1:-1]] if value.startswith("<") and value.endswith(">") else value


def written(action, pieces):
    """A golden file: cases as headings, a reply a form."""
    lines = [f"# {action}", ""]
    for case, form, language, reply in pieces:
        if (form, language) == FORMS[0]:
            lines += [f"## {case.title}", ""]
            lines += [f"{name.removesuffix('@')} = {value[:60]}" for name, value in case.parameters.items()]
            lines.append("")
        lines += [f"{form} {language}: {reply}", ""]
    return "\n".join(lines)


@pytest.mark.parametrize("action", ACTIONS)
def test_replies_are_as_kept(filled, tmp_path, action):
    pieces = [
        (case, form, language, answered(filled, tmp_path / f"{number}-{form}-{language}", case, form, language))
        for number, case in enumerate(CASES)
        if case.action == action
        for form, language in FORMS
    ]
    text = written(action, pieces)
    file = GOLDEN / f"{action}.md"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_each_built_action_has_golden_pairs():
    assert set(ACTIONS) == set(BUILT)


@pytest.mark.parametrize("action", ACTIONS)
def test_each_refusal_of_an_action_is_among_its_pairs(action):
    """Those that a limit of the installation or of an account brings about are shown by tests of their own."""
    kept = (GOLDEN / f"{action}.md").read_text(encoding="utf-8")
    declared = {refusal.code for refusal in BUILT[action].refuses}
    shown = {code for code in declared if f'"Code":"{code}"' in kept}
    assert declared - shown <= {"ContactTemplateQuotaExceeded", "RegistrantProfileQuotaExceeded", "ExceedTheLimit"}


def test_english_and_chinese_refusals_differ():
    for action in ACTIONS:
        kept = (GOLDEN / f"{action}.md").read_text(encoding="utf-8").splitlines()
        english = [line for line in kept if line.startswith("JSON en: 4")]
        chinese = [line for line in kept if line.startswith("JSON zh: 4")]
        assert len(english) == len(chinese)
        assert not {line[9:] for line in english} & {line[9:] for line in chinese}
