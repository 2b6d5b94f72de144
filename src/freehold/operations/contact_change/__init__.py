"""Change of a contact in a role: the registrant's is a change of registrant, the others' a domain update of their own."""

from freehold.operations.contact_change.submit import by_new_contact, by_profile

__all__ = ["by_new_contact", "by_profile"]
