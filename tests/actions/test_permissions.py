"""Sub-users by table: Ada owns the account, Bo works for Ada by a policy, Cy is a stranger (SEC-16).

Every built action is asked by each of them with a good call; a new action is asked as soon as it has a golden pair.
"""

import json

import pytest

from actions.cases import CASES
from actions.cases.holders import SEED_ACTION
from actions.test_golden import BUILT, filled_in
from freehold.rpc.catalogue import published_actions
from freehold.rpc.permissions import named, names_domains, permission_of
from freehold.rpc.structures import Structure, members_of
from freehold.store import accounts, domains, users
from freehold.terms.domain_name import DomainName
from support.action_world import NOW
from support.waiting import until

ADA = 1
CY = {"AccessKeyId": "otherid", "secret": "othersecret"}
SECRET = "bo-secret"

GOOD = {}
for case in CASES:
    GOOD.setdefault(case.action, case.parameters)
ACTIONS = sorted(GOOD)


class Ada:
    """The filled world, and users of its account, each with a policy of its own."""

    def __init__(self, world):
        self.world = world
        self._hired = 0

    def hire(self, *statements):
        """A user who may do what these statements say; how it signs."""
        self._hired += 1
        key = f"hired-{self._hired}"
        policies = [{"Version": "1", "Statement": list(statements)}] if statements else []

        def work(session):
            user_id = users.add(session, ADA, f"hired{self._hired}", policies, NOW)
            accounts.put_key(session, accounts.Account(ADA, "acme"), key, SECRET, NOW, user_id=user_id)
            return user_id

        self.user_id = self.world.store.write_now(work)
        return {"AccessKeyId": key, "secret": SECRET}

    def call(self, action, signer, parameters=None):
        given = GOOD[action] if parameters is None else parameters
        form = {name.removesuffix("@"): filled_in(value, self.world.known) for name, value in given.items()}
        reply = self.world.call(action, {}, form=form, method="POST", **signer)
        return reply.status, json.loads(reply.body).get("Code", "OK")


@pytest.fixture(scope="module")
def ada(filled, tmp_path_factory):
    opened = filled.opened(tmp_path_factory.mktemp("permissions") / "copy")
    yield Ada(opened)
    opened.close()


@pytest.fixture
def fresh(world):
    """A world of the test's own, for what changes something."""
    return Ada(world)


def statement(action, effect="Allow", resource="*"):
    return {"Effect": effect, "Action": action, "Resource": resource}


def on(*names):
    return [f"acs:domain:*:*:domain/{name}" for name in names]


FORBIDDEN = (403, "Forbidden.RAM")


@pytest.mark.parametrize("action", ACTIONS)
def test_bo_may_do_what_a_policy_allows_and_nothing_else(ada, action):
    permission = permission_of(BUILT[action]).name
    others = [name for name in ("domain:QueryCommonInfo", "domain:SecuritySetting") if name != permission]
    before = ada.world.content()

    for signer in (
        ada.hire(),
        ada.hire(statement(others)),
        ada.hire(statement("*"), statement(permission, "Deny")),
        ada.hire(statement(permission, resource=on("nobodys.com"))),
    ):
        assert ada.call(action, signer) == FORBIDDEN
    changed = {name for name, rows in ada.world.content().items() if rows != before[name]}
    assert changed <= {"users", "access_keys"}


@pytest.mark.parametrize("action", ACTIONS)
def test_bo_with_the_permission_is_answered_as_ada_and_cy_is_not_asked_for_any(fresh, action):
    permission = permission_of(BUILT[action]).name

    assert fresh.call(action, CY)[1] != "Forbidden.RAM"
    assert fresh.call(action, fresh.hire(statement(permission))) == (200, "OK")


@pytest.mark.parametrize("action", [action for action in ACTIONS if permission_of(BUILT[action]).on_domains])
def test_every_domain_of_a_list_is_checked_before_anything_starts(ada, action):
    """A change of single domains needs its permission on each; that it names them is held here for every such action."""
    assert names_domains(BUILT[action].request)
    permission = permission_of(BUILT[action]).name
    form = {name.removesuffix("@"): filled_in(value, ada.world.known) for name, value in GOOD[action].items()}
    from freehold.rpc.binding import bind

    names, registrations = named(bind(BUILT[action].request, form))
    with ada.world.store.reading() as session:
        names = list(dict.fromkeys([*names, *domains.names_of(session, ADA, registrations)]))
    assert names
    before = ada.world.content()

    allowed = ada.hire(statement(permission, resource=on(*names[:-1], "unused.com")))
    denied = ada.hire(statement("*"), statement(permission, "Deny", on(DomainName(names[-1]).unicode.upper())))

    assert ada.call(action, allowed) == FORBIDDEN
    assert ada.call(action, denied) == FORBIDDEN
    changed = {name for name, rows in ada.world.content().items() if rows != before[name]}
    assert changed <= {"users", "access_keys"}


def test_a_change_of_domains_is_always_a_matter_of_the_domains_it_names():
    """A built action that changes domains must name them in a type that permissions see, or be checked on the account."""
    for action in BUILT.values():
        published = published_actions()[action.name]
        if published.get("ram_on") == "domain":
            assert names_domains(action.request), action.name
        for member in members_of(action.request).values():
            if action.writes and member.wire in {"DomainName", "DomainNames"}:
                assert "DomainName" in str(member.type), f"{action.name}: {member.wire} must be of type DomainName"


@pytest.mark.parametrize("action", sorted(name for name, told in published_actions().items() if told["ram"] is None))
def test_an_action_without_a_published_permission_needs_its_own_name(ada, action):
    if action not in BUILT:
        # Who is known is told that it is not carried out, whatever its policies say.
        assert ada.call(action, {"AccessKeyId": "bo-key", "secret": SECRET}, {}) == (400, "UnsupportedOperation")
        return
    assert permission_of(BUILT[action]).name == f"domain:{action}"
    assert ada.call(action, ada.hire(statement("domain:QueryCommonInfo"))) == FORBIDDEN


def test_there_are_69_published_permissions_and_27_of_them_are_on_domains():
    published = published_actions().values()

    assert sum(told["ram"] is not None for told in published) == 69
    assert sum(told.get("ram_on") == "domain" for told in published) == 27


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"DomainName.1": "LOCKED.com"}, FORBIDDEN),
        ({"DomainName.1": "locked。com"}, FORBIDDEN),
        ({"DomainName.1": "example.com", "DomainName.2": "locked.com"}, FORBIDDEN),
        ({"DomainName.1": "nobody.com"}, (400, "DomainNotExist")),
        ({"DomainName.1": "stranger.com"}, (400, "DomainNotExist")),
        ({"DomainName.1": "exa mple.com"}, (400, "ParameterIllegal")),
        ({}, (400, "MissingDomainName")),
        ({"DomainName.1": "EXAMPLE.com"}, (200, "OK")),
    ],
    ids=str,
)
def test_spelling_does_not_evade_a_denial_nor_is_a_strangers_domain_told(fresh, parameters, expected):
    signer = fresh.hire(statement("domain:DomainInfoModification"), statement("*", "Deny", on("LOCKED.*")))

    assert fresh.call(SEED_ACTION, signer, {"RegistrantProfileId": "1", **parameters}) == expected


def test_permission_comes_before_parameters_and_after_the_signature(ada):
    signer = ada.hire()

    assert ada.call(SEED_ACTION, {**signer, "secret": "wrong"}) == (400, "SignatureDoesNotMatch")
    assert ada.call(SEED_ACTION, signer, {}) == FORBIDDEN


def test_a_policy_that_changes_counts_within_a_second(fresh):
    query = "QueryDomainList"
    signer = fresh.hire(statement("*"))
    assert fresh.call(query, signer) == (200, "OK")

    fresh.world.store.write_now(lambda session: users.set_policies(session, ADA, fresh.user_id, []))

    until(lambda: fresh.call(query, signer) == FORBIDDEN, seconds=1)


def test_a_token_is_its_users_own(fresh):
    """The same token of Ada and of Bo are two calls."""
    call = {"DomainName.1": "example.com", "RegistrantProfileId": "1", "ClientToken": "ours"}
    bo = fresh.hire(statement("*"))

    assert fresh.call(SEED_ACTION, {}, call) == (200, "OK")
    assert fresh.call(SEED_ACTION, bo, call) == (400, "TaskIsBeingProcessed")
    assert fresh.call(SEED_ACTION, {}, call) == (200, "OK")


def test_a_registration_is_checked_by_its_domains_name(ada):
    """No action built so far changes a domain by its registration alone; the check does not wait for one."""
    from freehold.rpc.permissions import check_domains
    from freehold.rpc.structures import param
    from freehold.store.users import Caller
    from freehold.terms.access import read_policies
    from freehold.terms.refusals import ForbiddenByPolicy, ForbiddenOnDomains

    class Inner(Structure):
        instance_id: str | None = param("Registration.", default=None)

    class Request(Structure):
        order: list[Inner] = param("Orders.", default=[])
        instance_ids: str | None = param("Registrations.", default=None)

    def refusal(policy_statement, request):
        policy = read_policies({"Version": "1", "Statement": policy_statement}, account="1000000001", known=None)
        with ada.world.store.reading() as session:
            check_domains(BUILT[SEED_ACTION], Caller(1, "bo", policy), request, session, ADA, domains)

    instance = ada.world.known["instance"]
    may = [statement("*")]
    may_not = [statement("*"), statement("*", "Deny", on("example.com"))]
    only = [statement("*", resource=on("example.com"))]
    for request in (Request(order=[Inner(instance_id=instance)]), Request(instance_ids=f"S0, {instance}")):
        refusal(may, request)
        refusal(only, request)
        with pytest.raises(ForbiddenOnDomains, match=r"bo needs domain:DomainInfoModification on example\.com"):
            refusal(may_not, request)
    for nothing in (Request(), Request(instance_ids="S0"), Request(order=[Inner()])):
        refusal(may, nothing)
        with pytest.raises(ForbiddenByPolicy):
            refusal(only, nothing)
