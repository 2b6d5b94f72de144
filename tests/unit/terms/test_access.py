"""Access policies: deny wins, no match denies, names have one form, and what is not understood is refused (SEC-16)."""

import json

import pytest

from freehold.clock import monotonic
from freehold.rpc.permissions import permission_names
from freehold.terms.access import AccessPolicy, BadPolicy, compiled, read_policies, read_text

ADA = "1000000001"
CHANGE = "domain:DomainInfoModification"
QUERY = "domain:QueryCommonInfo"


def statement(effect="Allow", action=CHANGE, resource="*"):
    return {"Effect": effect, "Action": action, "Resource": resource}


def policy(*statements):
    return {"Version": "1", "Statement": list(statements)}


def read(*statements):
    return read_policies(policy(*statements), account=ADA, known=permission_names())


def on(name, region="*", account=ADA):
    return f"acs:domain:{region}:{account}:domain/{name}"


def refused(found, *names, action=CHANGE):
    return found.of(action).refused(names)


def test_without_a_policy_nothing_is_permitted():
    for nothing in (AccessPolicy(), read_policies([], account=ADA, known=None)):
        assert not nothing.of(QUERY).account_wide
        assert not nothing.of(CHANGE).somewhere
        assert refused(nothing, "a.com") == ["a.com"]


@pytest.mark.parametrize(
    "action",
    [CHANGE, "*", "domain:*", "domain:domaininfomodification", "domain:Domain*tion", "domain:DomainInf?Modification"],
)
@pytest.mark.parametrize("resource", ["*", f"acs:domain:*:{ADA}:*", "acs:domain:*:*:*", "acs:*:*:*:*"])
def test_the_whole_account_has_all_its_domains(action, resource):
    found = read(statement(action=action, resource=resource))

    assert found.of(CHANGE).account_wide
    assert refused(found, "a.com", "xn--fsqu00a.cn") == []


def test_an_action_that_is_not_named_is_not_permitted():
    found = read(statement(action=["domain:QueryRegistrantProfile", "domain:QueryDomain*"]))

    assert not found.of(QUERY).account_wide
    assert found.of("domain:QueryDomainTask").account_wide


@pytest.mark.parametrize(
    ("resource", "inside", "outside"),
    [
        (on("a.com"), ["a.com"], ["b.com", "a.com.cn", "aa.com", "a-com.com"]),
        (on("A.COM"), ["a.com"], ["b.com"]),
        (on("例子.cn"), ["xn--fsqu00a.cn"], ["a.cn"]),
        (on("xn--fsqu00a.cn"), ["xn--fsqu00a.cn"], ["a.cn"]),
        (on("例子。CN"), ["xn--fsqu00a.cn"], ["a.cn"]),
        (on("*.cn"), ["a.cn", "a.com.cn"], ["a.com", "cn.com"]),
        (on("*.中国"), ["a.xn--fiqs8s"], ["a.cn"]),
        (on("Shop-*.xyz"), ["shop-1.xyz", "shop-.xyz"], ["shop.xyz", "myshop-1.xyz"]),
        (on("shop-?.xyz"), ["shop-1.xyz"], ["shop-12.xyz", "shop-.xyz"]),
        (on("*a*b*.com"), ["ab.com", "xaxb1.com"], ["ba.com"]),
        (on("*"), ["a.com", "a.cn"], []),
        ([on("a.com"), on("*.cn")], ["a.com", "b.cn"], ["b.com"]),
    ],
    ids=str,
)  # fmt: skip
def test_domains_are_matched_in_one_form(resource, inside, outside):
    found = read(statement(resource=resource))

    assert refused(found, *inside, *outside) == outside
    assert not found.of(CHANGE).account_wide, "single domains, all of them even, are not the account"


@pytest.mark.parametrize(
    "denial",
    [
        statement("Deny", resource=on("bank.com")),
        statement("Deny", action="*", resource=on("BANK.*")),
        statement("Deny", action="domain:*", resource=on("?ank.com", account="*")),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_denial_wins_wherever_it_stands(denial, first):
    allowed = statement(action="*")
    found = read(*((denial, allowed) if first else (allowed, denial)))

    assert refused(found, "a.com", "bank.com") == ["bank.com"]
    assert found.of(QUERY).account_wide, "a domain that is denied takes nothing from the rest of the account"


def test_a_denial_of_everything_leaves_nothing():
    found = read(statement(action="*"), statement("Deny", action=CHANGE))

    assert not found.of(CHANGE).somewhere
    assert found.of(QUERY).account_wide


@pytest.mark.parametrize(
    ("documents", "why"),
    [
        ("x", "policy 1 must be an object"),
        ({"Statement": []}, "Version is missing"),
        ({"Version": "2", "Statement": [statement()]}, 'Version must be "1"'),
        ({"Version": "1", "Statement": []}, "Statement must be a list of statements"),
        ({**policy(statement()), "Id": 1}, "'Id' is not understood"),
        (policy({**statement(), "Condition": {}}), "'Condition' is not understood"),
        (policy({"Effect": "Allow", "NotAction": "*", "Resource": "*"}), "'NotAction' is not understood"),
        (policy({"Effect": "Allow", "Action": "*"}), "Resource is missing"),
        (policy(statement("allow")), "Effect must be Allow or Deny"),
        (policy(statement(["Allow"])), "Effect must be Allow or Deny"),
        (policy(statement(action=[])), "Action must be a text or a list of texts"),
        (policy(statement(action=[1])), "Action must be a text or a list of texts"),
        (policy(statement(action="ecs:*")), "there is no action 'ecs:*'"),
        (policy(statement(action="domain:QueryComonInfo")), "Did you mean 'domain:QueryCommonInfo'?"),
        (policy(statement(action="domain:SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID")), "there is no action"),
        (policy(statement(action="domain:(a+)+")), "is no action"),
        (policy(statement(resource="")), "Resource must be a text"),
        (policy(statement(resource="*" * 301)), "of at most 300 characters"),
        (policy(statement(resource="acs:ecs:*:*:*")), "is no resource here"),
        (policy(statement(resource="acs:domain:cn-hangzhou:*:*")), "is no resource here"),
        (policy(statement(resource="acs:domain:*:*:profile/1")), "is no resource here"),
        (policy(statement(resource="acs:domain:*:*:domain*")), "is no resource here"),
        (policy(statement(resource=on("a.com", account="1000000002"))), "is of another account"),
        (policy(statement(resource=on("a..com"))), "is no pattern of domain names"),
        (policy(statement(resource=on("com"))), "is no pattern of domain names"),
        (policy(statement(resource=on("*a*b*c*d*.cn"))), "has more than 4 asterisks"),
        (policy(statement(resource=on("例*.cn"))), "a label with wildcards has letters a to z"),
        (policy(statement(resource=on("[a-z]*.cn"))), "a label with wildcards has letters a to z"),
        (policy(*[statement()] * 101), "there are 101 statements"),
        (policy(statement(resource=[on(f"*{number}.com") for number in range(33)])), "more than 32 resources"),
        ([policy(statement(resource=[on(f"{number:060}.com") for number in range(700)]))], "more than 65,536 characters"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(documents, why):
    with pytest.raises(BadPolicy) as told:
        read_policies(documents, account=ADA, known=permission_names())

    assert why in str(told.value)


@pytest.mark.parametrize("text", ['{"Effect": "Deny", "Effect": "Allow"}', "{", "[" * 100_000, "9" * 5000, "'"])
def test_a_file_that_could_be_read_in_two_ways_or_none_is_refused(text):
    with pytest.raises(BadPolicy):
        read_text(text)


def test_what_is_stored_and_cannot_be_read_permits_nothing():
    good = json.dumps([policy(statement(action="*"))])

    assert compiled(good, ADA).of(QUERY).account_wide
    for bad in ("", "{}", good.replace("Allow", "Perhaps"), good.replace('"1"', '"9"')):
        assert not compiled(bad, ADA).of(QUERY).account_wide


def test_the_largest_list_under_the_worst_policy_costs_a_bounded_time():
    """100,000 names against as many patterns as there may be, each made to look for long and to fail."""
    found = read(statement(resource=[on(f"{'*a' * 4}{number}") for number in range(32)]))
    names = [f"{'a' * 40}.{number:06}.com" for number in range(2_000)]

    began = monotonic()
    assert refused(found, *names) == names
    # Fifty times as many names are fifty times as much, on a thread beside the loop; a pattern that backtracks never ends.
    assert monotonic() - began < 5


def test_every_published_action_has_a_permission_that_can_be_named():
    for name in permission_names():
        assert read(statement(action=name)).of(name).account_wide
