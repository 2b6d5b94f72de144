"""What a sub-user must be permitted to call an action, and the check of it (registrant-family.md, 11).

An action with a published rule needs what the rule says: changes of single domains on each domain, all else on the account
as a whole. An action without one needs ``domain:`` and its own name: on each domain when it changes domains it names, on the
account as a whole otherwise; nobody has that who was not given it (decision 14).

Checked twice: before the parameters are read, whether the user may call the action at all; and once they are read, whether it
may on each domain of the list. The main account's own keys may do everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, get_args, get_origin

from freehold.db.session import Session
from freehold.rpc.action import Action
from freehold.rpc.authentication import CallerUser
from freehold.rpc.catalogue import published_actions
from freehold.rpc.structures import Structure, members_of, plain, without_none
from freehold.terms.domain_name import DomainName
from freehold.terms.phrases import told
from freehold.terms.refusals import ForbiddenByPolicy, ForbiddenOnDomains

INSTANCES = frozenset({"InstanceId", "InstanceIds"})
"""Parameters that name a domain by its registration."""


class Instances(Protocol):
    """Where the domains of registrations are found."""

    def names_of(self, session: Session, account_id: int, instance_ids: Sequence[str]) -> list[str]:
        """The names of those instances that are the account's."""
        ...


@dataclass(frozen=True, slots=True)
class Permission:
    """What an action needs: a permission by name, on the account as a whole or on each domain."""

    name: str
    on_domains: bool


@cache
def permission_names() -> frozenset[str]:
    """Every permission a policy may name."""
    return frozenset(_name_of(name, told_of) for name, told_of in published_actions().items())


def _name_of(action: str, published: Mapping[str, Any]) -> str:
    return published["ram"] or f"domain:{action}"


@cache
def permission_of(action: Action) -> Permission:
    """What the action needs of a sub-user."""
    published = published_actions()[action.name]
    if published["ram"]:
        return Permission(published["ram"], published.get("ram_on") == "domain")
    return Permission(_name_of(action.name, published), action.writes and names_domains(action.request))


def names_domains(request: type[Structure]) -> bool:
    """Whether a request of this kind may name domains."""
    return bool(_naming(request))


def admit(action: Action, user: CallerUser | None) -> None:
    """Refuse a user that may not call the action, whatever it asks for."""
    if user is None:
        return
    needed = permission_of(action)
    permitted = user.policy.of(needed.name)
    if not (permitted.somewhere if needed.on_domains else permitted.account_wide):
        raise ForbiddenByPolicy(user=user.name, permission=needed.name)


def check_domains(
    action: Action, user: CallerUser | None, request: Structure, session: Session, account_id: int, instances: Instances
) -> None:
    """Refuse a list with any domain that the user may not do this to, before anything is done to the others.

    A registration that the account does not have names no domain; naming nothing at all is a matter of the whole account.
    """
    if user is None or not permission_of(action).on_domains:
        return
    permission = permission_of(action).name
    permitted = user.policy.of(permission)
    names, registrations = named(request)
    names += instances.names_of(session, account_id, registrations) if registrations else []
    if not names:
        if not permitted.account_wide:
            raise ForbiddenByPolicy(user=user.name, permission=permission)
        return
    refused = list(dict.fromkeys(permitted.refused(names)))
    if refused:
        shown = [DomainName(name).unicode for name in refused]
        raise ForbiddenOnDomains(user=user.name, permission=permission, names=told(shown), count=len(shown))


def named(request: Structure) -> tuple[list[str], list[str]]:
    """The domain names and the registrations that a request names, wherever in it they stand."""
    names: list[str] = []
    registrations: list[str] = []
    for member, is_name in _naming(type(request)):
        value = getattr(request, member)
        if value is None:
            continue
        listed = value if isinstance(value, list) else [value]
        for each in listed:
            if isinstance(each, Structure):
                inner_names, inner_registrations = named(each)
                names += inner_names
                registrations += inner_registrations
            elif is_name:
                names.append(each)
            else:
                registrations += [part.strip() for part in str(each).split(",") if part.strip()]
    return names, registrations


@cache
def _naming(request: type[Structure]) -> tuple[tuple[str, bool], ...]:
    """The members that name domains, each with whether it does so by name."""
    found = []
    for member in members_of(request).values():
        kind = without_none(member.type)
        kind = plain(get_args(kind)[0] if get_origin(kind) is list else kind)
        if isinstance(kind, type) and issubclass(kind, Structure):
            if _naming(kind):
                found.append((member.python, False))
        elif kind is DomainName or member.wire in INSTANCES:
            found.append((member.python, kind is DomainName))
    return tuple(found)
