"""The Extensible Provisioning Protocol (RFC 5730 to 5734) without I/O: octets in, typed documents out, and back.

Both roles are here: the gateway is the client, the sandbox the server. Nothing of Freehold is imported.
"""
