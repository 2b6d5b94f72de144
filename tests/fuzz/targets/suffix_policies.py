"""Policies of suffixes: which one a name has, and files of an operator's that are read or refused with all that is wrong."""

from contextlib import suppress
from pathlib import PurePosixPath

from freehold.policy.files import BadPolicy, read
from freehold.policy.loading import PACKAGED, Policies
from freehold.terms.domain_name import DomainName, MalformedName
from freehold.terms.instants import Instant

NOW = Instant(1_767_323_045_000)
POLICIES = Policies()


class File(PurePosixPath):
    """A file that is on no disk."""

    octets = b""

    def read_text(self, encoding):
        return self.octets.decode(encoding)


def seeds():
    files = [PACKAGED / "tlds" / f"{name}.toml" for name in ("com", "cn", "com.cn", "uk")]
    return [
        b"shop.com",
        b"a.b.com.cn",
        b"x.co.uk",
        b"a.unheard-of",
        b"a = " + b"9" * 5000,
        b"a = " + b"[" * 3000,
        *(file.read_bytes() for file in files if file.exists()),
    ]


def check(octets):
    """The same octets as a name and as a file."""
    try:
        name = DomainName.parse(octets.decode("utf-8", "replace"))
    except MalformedName:
        pass
    else:
        labels = name.split(".")
        behind = [".".join(labels[at:]) for at in range(1, len(labels))]
        suffix = next((one for one in behind if one in POLICIES.suffixes), labels[-1])
        assert POLICIES.suffix_of(name) == suffix
        assert POLICIES.of(name, NOW) == POLICIES.of_suffix(suffix, NOW)
    file = File("operator/tlds/com.toml")
    file.octets = octets
    with suppress(BadPolicy):
        read(file, ours=False)
