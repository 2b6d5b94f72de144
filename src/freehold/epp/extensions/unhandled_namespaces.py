"""Data that the client did not ask for, inside a successful result (RFC 9038).

It has no elements of its own: such data come as ``extValue`` of a result, whose reason names the namespace.
"""

NAMESPACE = "urn:ietf:params:xml:ns:epp:unhandled-namespaces-1.0"
