"""One registry, two accounts, two models: each account is treated as its own greeting, or its own refusals, say (epp-facts.md, 5)."""

import pytest

from freehold.gateway.objects import DomainChange
from freehold.policy.loading import Policies
from freehold.policy.ways import method_in_force
from freehold.terms.instants import Instant
from freehold.terms.methods import Method
from support.registries import account, run
from support.scene import SandboxProcess

LOGINS = ("registrar-1", "second", "third")
NOW = Instant(1_795_500_000_000)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    options = ("--mode", "per-registrar", "--registrar", "second=minimum", "--registrar", "third=thin")
    sandbox = SandboxProcess(tmp_path_factory.mktemp("shared"), *options).start()
    with sandbox.admin() as admin:
        for login in LOGINS:
            admin.ask("seed", client=login, domains=[{"name": f"{login}.xyz", "registrant": "PRIOR"}])
    yield sandbox
    sandbox.stop()


def settings_of(sandbox, login):
    from freehold.settings import RegistrySettings

    folder, first = sandbox.folder, login == "registrar-1"
    host, _, _ = sandbox.address.rpartition(":")
    return RegistrySettings(
        name=login,
        address=sandbox.address if first else f"{host}:{(folder / f'port-{login}').read_text().strip()}",
        login=login,
        password=(folder / ("password" if first else f"password-{login}")).read_text().strip(),
        ca_file=folder / "ca.pem",
        tlds=("*",),
        commands_per_second=None,
    )


def test_each_account_is_told_by_its_own_greeting(sandbox):
    policy = Policies().of("a.xyz", NOW)

    async def methods():
        found = {}
        for login in LOGINS:
            async with account(settings_of(sandbox, login)) as registry:
                await registry.facts()
                found[login] = method_in_force(policy, registry.shown)
        return found

    assert run(methods()) == {
        "registrar-1": Method.UPDATE,
        "second": Method.REGISTRAR_ONLY,
        # Its greeting shows contacts: only a refused registrant and one look tell.
        "third": Method.UPDATE,
    }


@pytest.mark.parametrize(("login", "code"), [("registrar-1", 2303), ("second", 2306), ("third", 2306)])
def test_each_account_gets_its_own_answers(sandbox, login, code):
    async def outcome():
        async with account(settings_of(sandbox, login)) as registry:
            change = DomainChange(registrant="NOBODY")
            return await registry.lane(0).update_domain(f"{login}.xyz", change, trid=registry.new_trid())

    assert run(outcome()).code == code


def test_a_domain_of_the_other_account_is_not_changed(sandbox):
    async def outcome():
        async with account(settings_of(sandbox, "second")) as registry:
            change = DomainChange(add_statuses=(("clientHold", "test"),))
            return await registry.lane(0).update_domain("registrar-1.xyz", change, trid=registry.new_trid())

    assert run(outcome()).code == 2201
