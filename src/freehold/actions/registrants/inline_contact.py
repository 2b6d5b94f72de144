"""What the actions share that carry contact data themselves instead of naming a profile."""

from freehold.operations.contact_rules import in_one_form
from freehold.rpc.contact_fields import ContactFields, fields_sent
from freehold.rpc.structures import param
from freehold.terms.contacts import Contact
from freehold.terms.verification import RegistrantType


class InlineContact(ContactFields):
    """The contact's data; the older pages call all of it mandatory, so what is missing is told field by field."""

    registrant_type: RegistrantType = param("1 individual, 2 organisation.", example="2")


def contact_of(request: InlineContact) -> Contact:
    """The request's data as a contact, in the form in which profiles store them; not yet checked."""
    return Contact(registrant_type=request.registrant_type, **in_one_form(fields_sent(request)))
