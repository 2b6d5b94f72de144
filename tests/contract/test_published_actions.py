"""The committed list of published actions says what the published description says."""

import json
from pathlib import Path
from typing import Any

import pytest

from freehold.rpc.catalogue import published_actions

ROOT = Path(__file__).parents[2]
DESCRIPTION = ROOT.parent / "shared" / "api" / "operations.json"
COMMITTED = ROOT / "src" / "freehold" / "rpc" / "published_actions.json"


def summary(description: dict[str, Any]) -> dict[str, Any]:
    """What is committed of the published description: names, types, methods, permission."""
    return {
        "version": description["version"],
        "actions": {
            name: {
                "methods": operation["http_methods_to_accept"],
                **_permission(operation["ram"] or {}),
                "request": {key: _parameter(value) for key, value in operation["request"].items()},
                "response": {key: _member(value) for key, value in operation["response"].items()},
            }
            for name, operation in description["operations"].items()
        },
    }


def _permission(told: dict[str, Any]) -> dict[str, Any]:
    """The permission's name, and whether it is needed on each domain instead of on the account."""
    on_domains = {"ram_on": "domain"} if told.get("resource", "").endswith(":domain/$domainName") else {}
    return {"ram": told.get("action"), **on_domains}


def _parameter(told: dict[str, Any]) -> dict[str, Any]:
    parameter: dict[str, Any] = {"type": told["type"]}
    if told["required"]:
        parameter["required"] = True
    if told["repeated"]:
        parameter["list"] = True
    if "enum" in told and not told.get("enum_open"):
        parameter["enum"] = told["enum"]
    if "members" in told:
        parameter["members"] = {key: _parameter(value) for key, value in told["members"].items()}
    return parameter


def _member(told: dict[str, Any]) -> Any:
    """A type's name, an object of members, or a list as ``[name of an element, element]``."""
    if told["type"] == "array":
        return [told["xml_item"], _member(told["items"])]
    if "members" in told:
        return {key: _member(value) for key, value in told["members"].items()}
    return told["type"]


def rewrite() -> None:
    """Write the committed file anew from the published description, an action a line."""
    told = summary(json.loads(DESCRIPTION.read_text(encoding="utf-8")))
    lines = [f"  {json.dumps(name)}: {json.dumps(action)}" for name, action in told["actions"].items()]
    text = ",\n".join(lines)
    COMMITTED.write_text(f'{{\n"version": "{told["version"]}",\n"actions": {{\n{text}\n}}\n}}\n', encoding="utf-8")


@pytest.mark.skipif(not DESCRIPTION.exists(), reason="the published description lies beside the checkout, if at all")
def test_the_committed_list_equals_the_published_description() -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == summary(
        json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    )


def test_there_are_133_actions_and_three_take_post_alone() -> None:
    actions = published_actions()

    assert len(actions) == 133
    assert {name for name, action in actions.items() if action["methods"] == ["POST"]} == {
        "RegistrantProfileRealNameVerification",
        "SaveTaskForSubmittingDomainRealNameVerificationByIdentityCredential",
        "SaveTaskForUpdatingRegistrantInfoByIdentityCredential",
    }
