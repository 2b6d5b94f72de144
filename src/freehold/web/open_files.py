"""How many connections the open files that the system grants leave room for."""

import resource
import sys

_KEPT_FREE = 256
"""For the store, the journal of nonces, registries and mails: a call that was let in must find what it needs."""


def most_connections() -> int:
    """Take as many open files as the system lets this process have, and say how many connections that makes.

    A shell or a service begins with a soft limit of 1,024, for the sake of programs older than this one; only the hard
    limit is meant to limit.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return sys.maxsize if hard == resource.RLIM_INFINITY else max(1, hard - _KEPT_FREE)
