"""Namespaces of the protocol and its objects (RFC 5730 to 5733)."""

EPP = "urn:ietf:params:xml:ns:epp-1.0"
DOMAIN = "urn:ietf:params:xml:ns:domain-1.0"
CONTACT = "urn:ietf:params:xml:ns:contact-1.0"
HOST = "urn:ietf:params:xml:ns:host-1.0"

MAINTENANCE = "urn:ietf:params:xml:ns:epp:maintenance-1.0"
"""An object like the others, asked for by info (RFC 9167)."""

ORGANIZATION = "urn:ietf:params:xml:ns:epp:org-1.0"

VERIFICATION_CODE = "urn:ietf:params:xml:ns:verificationCode-1.0"

OBJECTS = (DOMAIN, CONTACT, HOST, MAINTENANCE)
"""Objects that both sides here know."""
