"""Access to a running server: repeated submits, kills, and what an operator changes beside it (REL-14, SEC-9, SEC-16)."""

import http.client
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alibabacloud_domain20180129 import models

from support.integrity import violations
from support.sdk import v2_client
from support.served import Served, acme
from support.signing import encode, v1_parameters
from support.waiting import until

SEED_ACTION = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
SUBMIT = {"DomainName.1": "a.com", "DomainName.2": "b.com", "RegistrantProfileId": "1", "ClientToken": "mine"}
PAGE = {"PageNum": "1", "PageSize": "20"}
BO = {"AccessKeyId": "boid", "secret": "bosecret"}
USERS = [
    {
        "name": "bo",
        "access_keys": [{"id": "boid", "secret": "bosecret"}],
        "policies": [{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "domain:Query*", "Resource": "*"}]}],
    }
]


def call(served, action, parameters, **signer):
    connection = http.client.HTTPConnection(*served.endpoint.split(":"), timeout=60)
    try:
        connection.request("GET", f"/?{encode(v1_parameters(action, parameters, **signer))}")
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def run(served, *arguments):
    words = [sys.executable, "-m", "freehold", *map(str, arguments), "--data", str(served.data)]
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.fixture
def served(tmp_path):
    seed = acme([{"name": "a.com"}, {"name": "b.com"}])
    seed["accounts"][0]["users"] = USERS
    with Served(tmp_path / "data", seed) as served:
        yield served
    assert violations(served.data) == []


def test_a_hundred_submits_of_one_token_make_one_task_whatever_dies(served):
    with ThreadPoolExecutor(20) as callers:
        answers = list(callers.map(lambda _: call(served, SEED_ACTION, SUBMIT), range(100)))
    (task,) = {answer["TaskNo"] for answer in answers}

    served.kill()
    served.start()

    assert call(served, SEED_ACTION, SUBMIT)["TaskNo"] == task
    assert call(served, SEED_ACTION, SUBMIT | {"DomainName.2": "a.com"})["Code"] == "IdempotentParameterMismatch"
    tasks = call(served, "QueryTaskList", PAGE)["Data"]["TaskInfo"]
    assert [(found["TaskNo"], found["TaskNum"]) for found in tasks] == [(task, 2)]


def test_what_an_operator_changes_beside_a_running_server_counts_within_a_second(served, tmp_path):
    def code(action=SEED_ACTION, parameters=SUBMIT, **signer):
        return call(served, action, parameters, **signer).get("Code", "OK")

    assert code("QueryDomainList", PAGE, **BO) == "OK"
    assert code(**BO) == "Forbidden.RAM"

    file = tmp_path / "policy.json"
    file.write_text(
        '{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "domain:DomainInfoModification",'
        ' "Resource": ["acs:domain:*:*:domain/a.com", "acs:domain:*:*:domain/B.COM"]}]}'
    )
    run(served, "account", "user", "policy", "set", "acme", "bo", file)
    until(lambda: code("QueryDomainList", PAGE, **BO) == "Forbidden.RAM", seconds=1)
    assert code(**BO) == "OK"

    listed = {
        key["access_key_id"]: key for key in json.loads(run(served, "account", "key", "list", "acme", "-o", "json"))
    }
    assert listed["boid"]["last_used_at"] is not None
    assert listed["testid"]["last_used_at"] is None

    run(served, "account", "key", "sha1", "testid", "off")
    until(lambda: code("QueryDomainList", PAGE) == "InvalidSignatureMethod", seconds=1)
    client = v2_client(served.endpoint, "testid", "testsecret")
    assert client.query_task_list(models.QueryTaskListRequest(page_num=1, page_size=20)).body.total_item_num == 1

    run(served, "account", "user", "remove", "acme", "bo")
    until(lambda: code(**BO) == "InvalidAccessKeyId.NotFound", seconds=1)
