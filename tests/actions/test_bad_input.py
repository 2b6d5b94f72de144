"""Each parameter of each action with what does not belong there: a documented code, and nothing stored (SEC-7)."""

import json

import pytest

from actions.cases import CASES
from actions.test_golden import BUILT, filled_in
from freehold.rpc.structures import members_of, without_none

GOOD = {}
for case in CASES:
    GOOD.setdefault(case.action, case.parameters)

NUMBERS = ["abc", "-1", "１２", " 1", "1_0", "+1", "99999999999999999999", "1.5", ""]
TEXTS = ["\x00", "a\x00b", "\ufffe", "\ud7ff\uffff", "x" * 300_000]


def bad_values(member):
    """What this parameter must not take, by its declared type."""
    kind = without_none(member.type)
    values = list(TEXTS)
    if kind is bool:
        values += ["maybe", "1", "yes"]
    elif kind is int or "Int32" in str(member.type):
        values += NUMBERS[:-1]
    elif member.choices:
        values += ["nope", "NOPE", "1;2"]
    return values


def parameters_of(action):
    for member in members_of(BUILT[action].request).values():
        name = f"{member.wire}.1" if str(member.type).startswith("list[") else member.wire
        if name.startswith(("Tag.", "IdentityCredential")) and name != "IdentityCredentialNo":
            continue
        for value in bad_values(member):
            yield name, value


@pytest.mark.parametrize("action", sorted(GOOD))
def test_what_a_parameter_cannot_be_is_refused_and_nothing_stored(world, action):
    documented = {refusal.code for refusal in BUILT[action].refuses} | {"ParameterIllegal"}
    before = world.content()
    for name, value in parameters_of(action):
        given = {key: filled_in(text, world.known) for key, text in GOOD[action].items()}
        posted = {key.removesuffix("@"): text for key, text in given.items() if key.endswith("@")}
        parameters = {key: text for key, text in given.items() if not key.endswith("@")}
        reply = world.call(action, {**parameters, name: value}, form=posted or None)
        shown = f"{action} {name}={value[:20]!r}: {reply.status} {reply.body[:300].decode()}"
        assert 400 <= reply.status < 500, shown
        told = json.loads(reply.body)
        assert told["Code"] in documented or told["Code"].startswith(("Invalid", "Missing")), shown
        assert name.partition(".")[0] in told["Message"] or value.strip() in told["Message"], shown
    assert world.content() == before
