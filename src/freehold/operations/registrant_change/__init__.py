"""Change of registrant, the heart: accept it, perform it at a registry, and what follows."""

from freehold.operations.registrant_change.submit import submit

__all__ = ["submit"]
