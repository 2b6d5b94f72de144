"""Which way a domain's registry takes a new registrant, and what the suffix's policy says of the change."""

from freehold.gateway.registry import Registry
from freehold.operations.office import Office
from freehold.policy.rules import real_name_demanded
from freehold.policy.ways import method_in_force
from freehold.terms.instants import Instant
from freehold.terms.methods import Method


def method_of(office: Office, name: str, registry: Registry, at: Instant) -> Method:
    """The method in force for a domain at a registry account; what its greeting shows wins over what is assumed."""
    settled = None if registry.settings.method == "policy" else Method(registry.settings.method)
    policy = office.policies.of(name, at)
    method = method_in_force(policy, registry.shown, settled=settled)
    if method is Method.REGISTRAR_ONLY_WITH_CODE and settled is None:
        # The profile of China is for names that are sponsored under the duty; elsewhere the same account sends none.
        return method if real_name_demanded(policy, office.real_name_duty, at) else Method.REGISTRAR_ONLY
    return method


def without_registry(office: Office, name: str, at: Instant) -> Method | None:
    """By hand, where the policy says so; None where a registry account is missing."""
    method = office.policies.of(name, at).registrant_change.method
    return Method.BY_HAND if method is Method.BY_HAND else None
