"""Policies of sub-users (SEC-16): understood or refused, and then as a plain matching of patterns says."""

import json

from freehold.terms.access import BadPolicy, read_policies, read_text
from freehold.terms.domain_name import DomainName, MalformedName

ACCOUNT = "7"
BETWEEN = b"\x00"
"""Between the policy, the action and the names that are asked about."""


def seeds():
    def policy(*statements):
        return json.dumps({"Version": "1", "Statement": [
            {"Effect": effect, "Action": action, "Resource": resource} for effect, action, resource in statements
        ]}).encode()  # fmt: skip

    own = f"acs:domain:*:{ACCOUNT}:domain/"
    return [
        b"9" * 5000,
        b"[" * 30_000,
        policy(("Allow", "*", "*")) + b"\0domain:Query\0a.com",
        policy(("Allow", "domain:Query*", [f"{own}*.com", f"{own}a?b.cn"]), ("Deny", "*", f"{own}x*y*.com"))
        + b"\0domain:QueryCommonInfo\0xaya.com\0aab.cn\0a.com",
        policy(("Allow", ["domain:*Info", "domain:?"], f"{own}中文.com")) + b"\0domain:Info\0xn--fiq228c.com",
        policy(("Deny", "*", "acs:*:*:*:domain/*a*a*a*a.com")) + b"\0domain:X\0" + b"a" * 60 + b".com",
    ]


def check(octets):
    """A denial wins, what nothing allows is denied, names are matched in their normal form."""
    text, *asked = octets.split(BETWEEN)
    try:
        documents = read_text(text.decode())
        policy = read_policies(documents, account=ACCOUNT, known=None)
    except (BadPolicy, UnicodeDecodeError):
        return
    # Actions are named by the program.
    action = (
        "".join(sign for sign in asked[0].decode("ascii", "ignore") if sign.isalnum() or sign == ":") if asked else ""
    )
    for octets_of_name in asked[1:]:
        try:
            name = DomainName.parse(octets_of_name.decode("utf-8", "replace"))
        except MalformedName:
            continue
        found = policy.of(action).refused([name]) == []
        assert found == allowed(documents, action, name), name


def allowed(documents, action, name):
    effects = set()
    for document in documents if isinstance(documents, list) else [documents]:
        statements = document["Statement"]
        for statement in statements if isinstance(statements, list) else [statements]:
            acts = any(fits(pattern.lower(), action.lower()) for pattern in listed(statement["Action"]))
            if acts and any(within(resource, name) for resource in listed(statement["Resource"])):
                effects.add(statement["Effect"])
    return effects == {"Allow"}


def listed(value):
    return value if isinstance(value, list) else [value]


def within(resource, name):
    if resource == "*" or resource.rpartition(":")[2] == "*":
        return True
    pattern = resource.partition("/")[2]
    if "*" not in pattern and "?" not in pattern:
        return DomainName.parse(pattern) == name
    labels = [
        label if "*" in label or "?" in label else DomainName.parse(f"{label}.example").removesuffix(".example")
        for label in pattern.lower().split(".")
    ]
    return fits(".".join(labels), name)


def fits(pattern, text):
    """Wildcards by the table: which beginnings of the text the beginning of the pattern fits."""
    ends = {0}
    for sign in pattern:
        if sign == "*":
            ends = set(range(min(ends), len(text) + 1)) if ends else ends
        else:
            ends = {end + 1 for end in ends if end < len(text) and sign in ("?", text[end])}
    return len(text) in ends
