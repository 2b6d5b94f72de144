"""The OpenAPI document is valid, complete, and says what is really answered."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from freehold import actions as package
from freehold.rpc import openapi
from freehold.rpc.catalogue import find_actions
from support.described import closed

_REPLY = re.compile(r"JSON \w\w: (\d{3}) (\{.*\})$")
GOLDEN = Path(__file__).parents[1] / "actions" / "golden"


@pytest.fixture(scope="module")
def built():
    return find_actions(package)


@pytest.fixture(scope="module")
def document(built):
    return openapi.document(built)


def test_the_document_is_valid_openapi(document):
    validate(json.loads(json.dumps(document)))


def test_it_has_every_action_and_each_of_its_parameters(document, built):
    assert set(document["paths"]) == {f"/#{action.name}" for action in built}
    parameters = document["paths"]["/#QueryTaskDetailList"]["post"]["parameters"]
    assert {entry["name"]: entry["required"] for entry in parameters} == {
        "Action": True, "Version": True, "Lang": False, "UserClientIp": False, "TaskNo": True, "PageNum": True,
        "PageSize": True, "TaskStatus": False, "DomainName": False, "InstanceId": False,
    }  # fmt: skip


def golden_replies():
    for file in sorted(GOLDEN.glob("*.md")):
        for line in file.read_text(encoding="utf-8").splitlines():
            found = _REPLY.match(line)
            if found:
                yield file.stem, found[1], json.loads(found[2])


def test_each_golden_reply_is_as_the_document_says(document):
    checked = 0
    schemas = {}
    for name, status, reply in golden_replies():
        operation = next(iter(document["paths"][f"/#{name}"].values()))
        if (name, status) not in schemas:
            told = operation["responses"][status]["content"]["application/json"]["schema"]
            schema = document["components"]["schemas"]["Error"] if "$ref" in told else told
            # Closed, so that a member which the document does not tell is noticed.
            schemas[name, status] = Draft202012Validator(closed(schema))
        assert [problem.message for problem in schemas[name, status].iter_errors(reply)] == [], name
        checked += 1
    assert checked > 100
