"""What the action files declare is what is published: parameters, their types, and members of responses."""

from enum import Enum
from typing import Any, get_args, get_origin

import pytest

from freehold import actions
from freehold.rpc.action import Action
from freehold.rpc.catalogue import find_actions, published_actions
from freehold.rpc.structures import Int32, Member, Structure, members_of, plain, without_none

BUILT = {action.name: action for action in find_actions(actions)}

# The published samples carry these though no SDK knows them (protocol.md, 12); accepted or ignored on purpose.
MORE_PARAMETERS = {
    "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID": {"AddTransferProhibitionLock", "ContactTemplateId"},
}

# Ours beside the published ones: a caller's own key against double submission (REL-14). Language and caller's address are
# listed for some actions and taken by all (operations.json, conventions).
EVERYWHERE = {"ClientToken", "Lang", "UserClientIp"}

# Both spellings are taken everywhere.
SPELLINGS = {"RegistrantProfileID": "RegistrantProfileId"}

INTEGERS = {"int32", "int64", "integer"}


def parameter_type(member: Member) -> dict[str, Any]:
    """The declared parameter in the published list's terms."""
    kind = without_none(member.type)
    told: dict[str, Any] = {}
    if get_origin(kind) is list:
        (kind,) = get_args(kind)
        told["list"] = True
    if isinstance(kind, type) and issubclass(kind, Structure):
        return {**told, "type": "object"}
    return {**told, "type": scalar(kind)}


def scalar(kind: Any) -> str:
    base = plain(kind)
    if base is bool:
        return "boolean"
    if base is int:
        return "int32" if kind == Int32 else "int64"
    if isinstance(base, type) and issubclass(base, Enum):
        return "int32" if isinstance(next(iter(base)).value, int) else "string"
    return "string"


def fits(declared: str, published: str) -> bool:
    return declared == published or (published == "integer" and declared in INTEGERS)


def response_shape(structure: type[Structure]) -> dict[str, Any]:
    """The declared response in the published list's terms."""
    return {member.wire: member_shape(member) for member in members_of(structure).values()}


def member_shape(member: Member) -> Any:
    kind = without_none(member.type)
    if get_origin(kind) is not list:
        return element_shape(kind)
    elements = element_shape(get_args(kind)[0])
    return {member.item: [member.item, elements]} if member.item else [member.xml_item, elements]


def element_shape(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Structure):
        return response_shape(kind)
    return scalar(kind)


def differences(declared: Any, published: Any, path: str) -> list[str]:
    """Where the declared shape is not part of the published one."""
    if isinstance(declared, dict) and isinstance(published, dict):
        found = [f"{path}.{name} is not published" for name in declared if name not in published]
        for name in declared.keys() & published.keys():
            found += differences(declared[name], published[name], f"{path}.{name}")
        return found
    if isinstance(declared, list) and isinstance(published, list):
        names = [] if published[0] in {declared[0], None} else [f"{path}: {declared[0]} is {published[0]}"]
        return names + differences(declared[1], published[1], f"{path}[]")
    if isinstance(declared, str) and isinstance(published, str) and fits(declared, published):
        return []
    return [f"{path}: {declared} is {published}"]


@pytest.mark.parametrize("action", BUILT.values(), ids=BUILT)
def test_the_parameters_are_the_published_ones(action: Action) -> None:
    published = published_actions()[action.name]["request"]
    declared = {member.wire: parameter_type(member) for member in members_of(action.request).values()}
    known = {**published, **{SPELLINGS.get(name, name): value for name, value in published.items()}}

    missing = {SPELLINGS.get(name, name) for name in published} - {SPELLINGS.get(name, name) for name in declared}
    extra = set(declared) - set(known) - MORE_PARAMETERS.get(action.name, set()) - EVERYWHERE
    wrong = {
        name: (told, known[name])
        for name, told in declared.items()
        if name in known
        and not (fits(told["type"], known[name]["type"]) and told.get("list") == known[name].get("list"))
    }

    assert (missing, extra, wrong) == (set(), set(), {})


@pytest.mark.parametrize("action", BUILT.values(), ids=BUILT)
def test_the_members_of_the_response_are_published_ones(action: Action) -> None:
    assert differences(response_shape(action.response), published_actions()[action.name]["response"], "") == []


@pytest.mark.parametrize("action", BUILT.values(), ids=BUILT)
def test_the_methods_are_the_published_ones(action: Action) -> None:
    assert sorted(action.methods) == sorted(published_actions()[action.name]["methods"])


@pytest.mark.parametrize("action", BUILT.values(), ids=BUILT)
def test_an_action_says_what_it_does(action: Action) -> None:
    assert action.description
