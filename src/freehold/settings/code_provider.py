"""A provider of verification codes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from freehold.settings.values import BadSettings, check_zero_or_above, table, typed

SIGNATURES = frozenset({"rsa-sha256", "rsa-sha384", "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384", "rsa-sha1"})
"""Signatures that a provider's codes may have."""

_LONGEST_NAME = 64
"""Of what is a key in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeProviderSettings:
    """A provider of verification codes."""

    name: str
    kind: Literal["practice"] = "practice"
    """Who it is: practice issues codes of our own, for practice registries alone."""
    key_file: Path | None = None
    """Of practice: key and certificate in PEM, made at the first start; ``code-providers/NAME.pem`` in the data folder when left out."""
    number: int = 1
    """Of practice: what its codes begin with."""
    anchors_file: Path | None = None
    """Certificates in PEM that vouch for its codes; of practice its own when left out."""
    algorithms: tuple[str, ...] = ("rsa-sha256",)
    """Signatures that are accepted of it: rsa-sha256, rsa-sha384, rsa-sha512, ecdsa-sha256, ecdsa-sha384; rsa-sha1 only if it has no other."""
    ask_seconds: float = 900.0
    """How often it is asked again while it is not done."""
    answer_seconds: float = 0.0
    """Of practice: how long it takes to answer, by the business clock."""
    denies: tuple[str, ...] = ()
    """Of practice: holders and domains (in A-labels) that it does not confirm."""


def read(name: str, entry: Any, folder: Path, data: Path) -> CodeProviderSettings:
    """The provider of this name, with its own files in the folder *data*; raises BadSettings."""
    where = f"code_providers.{name}"
    if len(name) > _LONGEST_NAME:
        raise BadSettings(f"{where}: a name has at most {_LONGEST_NAME} characters.")
    given = typed(CodeProviderSettings, where, table(where, entry), folder, skip=("name",))
    if given.get("key_file") is None:
        given["key_file"] = data / "code-providers" / f"{name}.pem"
    made = CodeProviderSettings(name=name, **given)
    strange = [algorithm for algorithm in made.algorithms if algorithm not in SIGNATURES]
    if strange or not made.algorithms:
        raise BadSettings(f"{where}.algorithms are some of {', '.join(sorted(SIGNATURES))}.")
    check_zero_or_above(where, made, "number", "ask_seconds", "answer_seconds")
    return made
