"""Which extensions of the protocol the suffixes of an account want."""

from collections.abc import Callable, Iterable

from freehold.policy.files import FAMILIES
from freehold.policy.loading import Policies
from freehold.settings import RegistrySettings
from freehold.terms.domain_name import suffix_of
from freehold.terms.instants import Instant

_EVERYTHING = "*"


def named(policies: Policies, suffixes: Iterable[str], at: Instant) -> frozenset[str]:
    """The namespaces that the policy of any of these suffixes names, at this instant.

    For ``*`` those of every suffix that a file describes. Raises BadPolicy.
    """
    found: set[str] = set()
    for suffix in suffixes:
        if suffix == _EVERYTHING:
            # One suffix a family stands for those that no file describes.
            asked: Iterable[str] = (*policies.suffixes, *_OF_FAMILY.values())
        else:
            asked = (suffix_of(suffix),)
        for each in asked:
            found.update(policies.of_suffix(each, at).extensions)
    return frozenset(found)


def namer(policies: Policies, now: Callable[[], Instant]) -> Callable[[RegistrySettings, str], frozenset[str]]:
    """What tells the namespaces named for an account, or for one domain (A-labels) where one is given."""

    def name(account: RegistrySettings, domain: str) -> frozenset[str]:
        return frozenset(policies.of(domain, now()).extensions) if domain else named(policies, account.tlds, now())

    return name


_OF_FAMILY = dict(zip(FAMILIES, ("invalid", "zz"), strict=True))
"""Suffixes that exist nowhere (RFC 2606; ISO 3166 user-assigned), and so have their family's policy and no other."""
