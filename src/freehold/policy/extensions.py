"""Which extensions of the protocol the suffixes of an account want."""

from collections.abc import Iterable

import idna

from freehold.policy.files import FAMILIES
from freehold.policy.loading import Policies
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
            asked = (idna.encode(suffix.strip(".").lower(), uts46=True).decode("ascii"),)
        for each in asked:
            found.update(policies.of_suffix(each, at).extensions)
    return frozenset(found)


_OF_FAMILY = dict(zip(FAMILIES, ("invalid", "zz"), strict=True))
"""Suffixes that exist nowhere (RFC 2606; ISO 3166 user-assigned), and so have their family's policy and no other."""
