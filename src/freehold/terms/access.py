"""Access policies: what a sub-user may do, in the published API's own permission terms (registrant-family.md, 11).

A policy has statements; a statement allows or denies actions (``domain:QueryCommonInfo``) on resources: all of the account
(``acs:domain:*:ACCOUNT:*``) or domains of it (``acs:domain:*:ACCOUNT:domain/NAME``). ``*`` and ``?`` are wildcards. A denial
wins, and what nothing allows is denied. Whatever is not understood is refused when a policy is stored (SEC-16).

Cost is bounded: patterns match in time that grows with the name alone, how many there may be is limited, and names without
wildcards are looked up.
"""

import difflib
import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from freehold.terms.domain_name import DomainName, MalformedName

MOST_SIGNS = 65_536
"""Of all policies of one user together, as JSON: some two thousand domains by name."""

MOST_STATEMENTS = 100
MOST_WILDCARDS = 32
"""Resources with wildcards, of one user; each may have to be tried for each name of a list."""

_MOST_STARS = 4
_LONGEST_PATTERN = 300
_VERSION = "1"
_WILD = re.compile(r"[*?]")
_WILD_LABEL = re.compile(r"[a-z0-9*?-]{1,63}\Z")
_ACTION = re.compile(r"[A-Za-z0-9*?]+(?::[A-Za-z0-9*?]+)?\Z")


class BadPolicy(ValueError):
    """A policy cannot be taken; the argument names the place and what to do."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one action may go: on the account as a whole, on domains by name and by pattern."""

    everything: bool = False
    names: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None

    def covers(self, name: str) -> bool:
        """Whether this domain, in its normal form, is within."""
        return (
            self.everything or name in self.names or (self.pattern is not None and bool(self.pattern.fullmatch(name)))
        )

    @property
    def empty(self) -> bool:
        """Whether nothing at all is within."""
        return not self.everything and not self.names and self.pattern is None


@dataclass(frozen=True, slots=True)
class Permitted:
    """What a policy says of one action."""

    allowed: Reach
    denied: Reach

    @property
    def account_wide(self) -> bool:
        """Whether it may be done on the account as a whole."""
        return self.allowed.everything and not self.denied.everything

    @property
    def somewhere(self) -> bool:
        """Whether there may be a domain it may be done on."""
        return not self.allowed.empty and not self.denied.everything

    def refused(self, names: Iterable[str]) -> list[str]:
        """Those of the names it may not be done on."""
        allowed, denied = self.allowed.covers, self.denied.covers
        return [name for name in names if denied(name) or not allowed(name)]


@dataclass(frozen=True, slots=True)
class _Statement:
    allows: bool
    actions: re.Pattern[str]
    everything: bool
    names: frozenset[str]
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """All policies of one user, compiled; without statements nothing is permitted."""

    _statements: tuple[_Statement, ...] = ()
    _known: dict[str, Permitted] = field(default_factory=dict, compare=False, repr=False)

    def of(self, action: str) -> Permitted:
        """What is said of this action (``domain:QueryCommonInfo``); put together once."""
        found = self._known.get(action)
        if found is None:
            found = self._known[action] = Permitted(self._reach(action, allows=True), self._reach(action, allows=False))
        return found

    def _reach(self, action: str, *, allows: bool) -> Reach:
        folded = action.lower()
        fitting = [each for each in self._statements if each.allows is allows and each.actions.fullmatch(folded)]
        patterns = [pattern for each in fitting for pattern in each.patterns]
        return Reach(
            everything=any(each.everything for each in fitting),
            names=frozenset().union(*(each.names for each in fitting)),
            pattern=re.compile("|".join(map(_glob, patterns))) if patterns else None,
        )


def read_policies(documents: Any, *, account: str, known: Collection[str] | None) -> AccessPolicy:
    """Compile a user's policies, one document or a list of them; raises BadPolicy for whatever is not understood.

    *account* is the number of the account whose user it is; *known* are the actions there are, none to leave them unchecked.
    """
    listed = documents if isinstance(documents, list) else [documents]
    if len(json.dumps(listed, ensure_ascii=False)) > MOST_SIGNS:
        raise BadPolicy(f"the policies have more than {MOST_SIGNS:,} characters together; use wildcards or fewer names")
    statements = [
        _statement(statement, f"policy {number}, statement {place}", account, known)
        for number, document in enumerate(listed, 1)
        for place, statement in enumerate(_statements_of(document, f"policy {number}"), 1)
    ]
    if len(statements) > MOST_STATEMENTS:
        raise BadPolicy(f"there are {len(statements)} statements, and {MOST_STATEMENTS} are the most a user may have")
    if sum(len(each.patterns) for each in statements) > MOST_WILDCARDS:
        raise BadPolicy(f"more than {MOST_WILDCARDS} resources have wildcards; name the domains or use wider patterns")
    return AccessPolicy(tuple(statements))


@lru_cache(maxsize=1024)
def compiled(text: str, account: str) -> AccessPolicy:
    """The policies as they are stored. What cannot be read permits nothing."""
    try:
        return read_policies(json.loads(text), account=account, known=None)
    except ValueError:
        return AccessPolicy()


def read_text(text: str) -> Any:
    """The value of a policy file; raises BadPolicy, also where a key stands twice and only one of them could count."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except BadPolicy:
        raise
    except (ValueError, RecursionError) as error:
        # Also a number of thousands of digits, and brackets within brackets.
        raise BadPolicy(f"it is not JSON: {error}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadPolicy("a key stands twice in one object")
    return found


def _only(value: Any, where: str, keys: Sequence[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadPolicy(f"{where} must be an object with {', '.join(keys)}")
    for key in value:
        if key not in keys:
            raise BadPolicy(f"{where}: {key!r} is not understood; there are {', '.join(keys)}")
    for key in keys:
        if key not in value:
            raise BadPolicy(f"{where}: {key} is missing")
    return value


def _statements_of(document: Any, where: str) -> list[Any]:
    policy = _only(document, where, ("Version", "Statement"))
    if policy["Version"] != _VERSION:
        raise BadPolicy(f'{where}: Version must be "{_VERSION}"')
    statements = policy["Statement"]
    if isinstance(statements, dict):
        return [statements]
    if not isinstance(statements, list) or not statements:
        raise BadPolicy(f"{where}: Statement must be a list of statements")
    return statements


def _statement(value: Any, where: str, account: str, known: Collection[str] | None) -> _Statement:
    given = _only(value, where, ("Effect", "Action", "Resource"))
    if given["Effect"] not in ("Allow", "Deny"):
        raise BadPolicy(f"{where}: Effect must be Allow or Deny")
    actions = [_action(text, where, known) for text in _texts(given, "Action", where)]
    everything, names, patterns = False, set(), []
    for text in _texts(given, "Resource", where):
        pattern = _resource(text, where, account)
        if pattern is None:
            everything = True
        elif _WILD.search(pattern):
            patterns.append(pattern)
        else:
            names.add(pattern)
    return _Statement(
        allows=given["Effect"] == "Allow",
        actions=re.compile("|".join(map(_glob, actions))),
        everything=everything,
        names=frozenset(names),
        patterns=tuple(patterns),
    )


def _texts(statement: dict[str, Any], key: str, where: str) -> list[str]:
    value = statement[key]
    listed = value if isinstance(value, list) else [value]
    if not listed or not all(isinstance(text, str) and 0 < len(text) <= _LONGEST_PATTERN for text in listed):
        raise BadPolicy(f"{where}: {key} must be a text or a list of texts, of at most {_LONGEST_PATTERN} characters")
    return listed


def _action(text: str, where: str, known: Collection[str] | None) -> str:
    if _ACTION.match(text) is None:
        raise BadPolicy(f"{where}: {text!r} is no action; write domain:QueryCommonInfo, domain:Query* or *")
    folded = text.lower()
    if known is not None:
        pattern = re.compile(_glob(folded))
        if not any(pattern.fullmatch(name.lower()) for name in known):
            near = difflib.get_close_matches(text, known, 1, 0.0)[0]
            raise BadPolicy(f"{where}: there is no action {text!r}. Did you mean {near!r}?")
    return folded


def _resource(text: str, where: str, account: str) -> str | None:
    """The pattern of domain names, in normal form; None for all of the account."""
    if text == "*":
        return None
    parts = text.split(":")
    form = f"acs:domain:*:{account}:* or acs:domain:*:{account}:domain/NAME"
    if len(parts) != 5 or parts[0] != "acs" or parts[1] not in ("domain", "*") or parts[2] != "*":
        raise BadPolicy(f"{where}: {text!r} is no resource here; write {form}")
    if parts[3] not in (account, "*"):
        raise BadPolicy(f"{where}: {text!r} is of another account; this one is {account}, and * stands for it too")
    if parts[4] == "*":
        return None
    kind, slash, name = parts[4].partition("/")
    if kind != "domain" or not slash:
        raise BadPolicy(f"{where}: {text!r} is no resource here; write {form}")
    return _name_pattern(name, where)


def _name_pattern(text: str, where: str) -> str:
    """The pattern in the form that names have here, label by label, so that neither case nor script evades it."""
    try:
        if not _WILD.search(text):
            return str(DomainName.parse(text))
        if text.count("*") > _MOST_STARS:
            raise BadPolicy(f"{where}: {text!r} has more than {_MOST_STARS} asterisks")
        labels = text.lower().split(".")
        return ".".join(label if _WILD.search(label) else _folded(label) for label in _plain(labels))
    except MalformedName as error:
        raise BadPolicy(f"{where}: {text!r} is no pattern of domain names: {error}") from error


def _plain(labels: Sequence[str]) -> Sequence[str]:
    for label in labels:
        if _WILD.search(label) and _WILD_LABEL.match(label) is None:
            raise MalformedName(f"a label with wildcards has letters a to z, digits and hyphens, and {label!r} has not")
    return labels


def _folded(label: str) -> str:
    return str(DomainName.parse(f"{label}.example")).removesuffix(".example")


def _glob(pattern: str) -> str:
    """A regular expression that never looks at a place twice: each piece after a ``*`` is taken where it first fits."""
    first, *rest = [re.escape(piece).replace(r"\?", ".") for piece in pattern.split("*")]
    if not rest:
        return first
    *inner, last = rest
    return first + "".join(f"(?>.*?{piece})" for piece in inner if piece) + f".*{last}"
