"""How many open files a server has, and how many connections they leave room for.

A shell or a service begins with a soft limit of 1,024, for the sake of programs older than this one; only the hard limit is
meant to limit, and a server takes all of it.
"""

import resource
import sys

_KEPT_FREE = 256
"""For the store, the journal of nonces, registries and mails: a call that was let in must find what it needs."""


def most_open_files() -> int:
    """How many open files a server started here has, whatever this process has."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if hard == resource.RLIM_INFINITY else hard


def most_connections() -> int:
    """Take as many open files as the system lets this process have, and say how many connections that makes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    most = most_open_files()
    return most if most == sys.maxsize else max(1, most - _KEPT_FREE)
