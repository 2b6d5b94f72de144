"""Which way a domain's registry takes a new registrant."""

from freehold.gateway.registry import Registry
from freehold.terms.methods import Method


def method_of(registry: Registry) -> Method:
    """The method in force at a registry account; what its greeting shows wins over what is assumed."""
    if registry.refuses_registrants or not registry.takes_contacts:
        return Method.REGISTRAR_ONLY
    return Method.UPDATE
