"""All published names through both generations of the official SDK: each is carried out, or told to be unsupported."""

from importlib import import_module

import pytest
from alibabacloud_domain20180129 import models
from aliyunsdkcore.acs_exception.exceptions import ServerException
from Tea.exceptions import TeaException

from freehold import actions as package
from freehold.rpc.catalogue import find_actions, published_actions
from freehold.rpc.structures import snake_case
from support.sdk import v1_client, v2_client

BUILT = {action.name: action for action in find_actions(package)}
NAMES = sorted(published_actions())
NEWER_ALONE = {"DomainKnowledgeRetrieve", "QueryDomainRealTimePrice"}


def expected(name, code):
    """Whether a built action may end so when it is called without parameters."""
    refused = {refusal.code for refusal in BUILT[name].refuses}
    return code in {None, *refused} or code.startswith(("Missing", "ParameterIllegal"))


def by_v2(client, name):
    request = getattr(models, f"{name}Request")()
    method = getattr(client, snake_case(name), None) or getattr(client, name_in_sdk(client, name))
    try:
        method(request)
    except TeaException as refusal:
        return refusal.code
    return None


def name_in_sdk(client, name):
    """The method's name where the SDK cuts words in other places (``by_identity_credential``, ``dns_host``)."""
    wanted = name.lower()
    return next(found for found in dir(client) if found.replace("_", "") == wanted)


def by_v1(client, name):
    request = getattr(import_module(f"aliyunsdkdomain.request.v20180129.{name}Request"), f"{name}Request")()
    # Some of its requests insist on https otherwise.
    request.set_protocol_type("http")
    try:
        client.call(request)
    except ServerException as refusal:
        return refusal.error_code
    return None


@pytest.fixture(scope="module")
def clients(freehold_server):
    yield (
        v2_client(freehold_server.endpoint, "testid", "testsecret"),
        v1_client(freehold_server.endpoint, "testid", "testsecret"),
    )
    freehold_server.reset()


def test_each_name_is_carried_out_or_told_to_be_unsupported(clients):
    newer, older = clients
    found = {(name, by_v2(newer, name)) for name in NAMES}
    for name in NAMES:
        try:
            found.add((name, by_v1(older, name)))
        except ModuleNotFoundError:
            # The older SDK ended before this one was published.
            assert name in NEWER_ALONE

    strange = {(name, code) for name, code in found if (code == "UnsupportedOperation") is (name in BUILT)}
    assert strange == set()
    assert {(name, code) for name, code in found if name in BUILT and not expected(name, code)} == set()
