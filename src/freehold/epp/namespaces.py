"""Namespaces of the protocol and its objects (RFC 5730 to 5733)."""

EPP = "urn:ietf:params:xml:ns:epp-1.0"
DOMAIN = "urn:ietf:params:xml:ns:domain-1.0"
CONTACT = "urn:ietf:params:xml:ns:contact-1.0"
HOST = "urn:ietf:params:xml:ns:host-1.0"

VERIFICATION_CODE = "urn:ietf:params:xml:ns:verificationCode-1.0"

OBJECTS = (DOMAIN, CONTACT, HOST)
"""Objects that both sides here know."""
EXTENSIONS: tuple[str, ...] = (
    "http://www.norid.no/xsd/no-ext-domain-1.1",
    "http://www.dns.lu/xml/epp/dnslu-1.0",
    "http://www.afnic.fr/xml/epp/frnic-1.4",
    "urn:X-ar:params:xml:ns:kv-1.0",
    "https://epp.tld.ee/schema/eis-1.0.xsd",
    "urn:ics-forth:params:xml:ns:extdomain-1.0",
    "http://www.nic.at/xsd/at-ext-verification-1.0",
    "urn:ar:params:xml:ns:registrant-1.0",
)
"""Extensions that both sides here know."""
