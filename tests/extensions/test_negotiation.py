"""Which extensions a session agrees on: those that are offered, known here, and named by a policy or needed by sessions."""

import json
from dataclasses import replace

import pytest

from freehold.epp.documents import Greeting
from freehold.epp.extensions import KNOWN, registry_grace_period, unhandled_namespaces
from freehold.gateway.negotiation import agreed_extensions
from freehold.gateway.session import open_session
from freehold.policy import extensions
from freehold.policy.loading import Policies
from freehold.sandbox.admin_client import SandboxRefused
from freehold.terms.instants import from_text
from support import policy_folder
from support.registries import command, run

RGP = registry_grace_period.NAMESPACE
UNHANDLED = unhandled_namespaces.NAMESPACE
STRANGE = "urn:example:strange-1.0"
CODE = "urn:ietf:params:xml:ns:verificationCode-1.0"
NOON = from_text("2026-03-10T12:00Z")


def greeting(*offered):
    return Greeting("server", "2026-03-10T12:00:00Z", extension_uris=offered)


async def spoken(settings, named):
    session = await open_session(settings, "TEST-login-1", lambda _: named)
    await session.log_out("TEST-logout-1")
    return session.extensions


def test_only_what_is_offered_known_and_named_is_agreed_on():
    assert agreed_extensions(greeting(STRANGE, RGP), lambda _: [STRANGE, RGP]) == (RGP,)
    assert agreed_extensions(greeting(STRANGE), lambda _: [STRANGE, RGP]) == ()
    assert agreed_extensions(greeting(RGP, UNHANDLED), lambda _: [STRANGE]) == (UNHANDLED,)
    assert agreed_extensions(greeting(RGP, RGP), lambda _: [RGP]) == (RGP,)


def test_policies_are_not_read_for_a_registry_that_offers_nothing_of_theirs():
    def named(_):
        raise AssertionError("they were read")

    assert agreed_extensions(greeting(STRANGE, UNHANDLED), named) == (UNHANDLED,)


def test_a_real_log_in_is_taken_with_what_was_agreed(north):
    north.admin.ask("offer", extensions=[STRANGE, RGP, UNHANDLED])

    assert run(spoken(north.settings(), [RGP])) == (RGP, UNHANDLED)
    assert run(spoken(north.settings(), [])) == (UNHANDLED,)


@pytest.mark.parametrize("extensions", ["urn:example:one-1.0", [3], [""]])
def test_what_is_no_list_of_namespaces_cannot_be_offered(north, extensions):
    with pytest.raises(SandboxRefused, match="a list of namespaces"):
        north.admin.ask("offer", extensions=extensions)


def test_an_account_names_what_the_policies_of_its_suffixes_name(tmp_path):
    policy_folder.write(tmp_path, "tlds/first.toml", f'extensions = ["{STRANGE}"]\n')
    policy_folder.write(tmp_path, "families/cctld.toml", 'extensions = ["urn:example:country-1.0"]\n')
    policies = Policies.load(tmp_path)

    assert extensions.named(policies, ["first"], NOON) == {STRANGE}
    assert extensions.named(policies, ["first", "COM"], NOON) >= {STRANGE, CODE}
    assert STRANGE not in extensions.named(policies, ["com"], NOON)
    assert extensions.named(policies, ["*"], NOON) >= {STRANGE, CODE, "urn:example:country-1.0"}


def test_the_check_of_a_registry_shows_what_is_offered_and_what_is_used(north, tmp_path):
    north.admin.ask("offer", extensions=[STRANGE, RGP, UNHANDLED])
    policy_folder.write(tmp_path / "policy", "tlds/first.toml", f'extensions = ["{RGP}"]\n')
    settings = replace(north.settings(), tlds=("first",))
    config = tmp_path / "freehold.toml"
    config.write_text(
        f'policy = "policy"\n[registries.north]\naddress = "{settings.address}"\nlogin = "{settings.login}"\n'
        f'password = "{settings.password}"\nca_file = "{settings.ca_file}"\ntlds = ["first"]\n'
    )

    code, out, _ = command("registry", "check", "north", "--config", config, "-o", "json")

    told = json.loads(out)
    assert code == 0
    assert told["offers"].split(", ")[3:] == [STRANGE, RGP, UNHANDLED]
    assert told["used"].split(", ")[3:] == [RGP, UNHANDLED]


def test_every_extension_that_is_spoken_here_has_a_namespace_of_its_own():
    assert len(KNOWN) == len(set(KNOWN))
    assert {RGP, UNHANDLED} <= set(KNOWN)
