"""Flat parameters to a request: which member each belongs to, its type, its limits.

A binder is made once for each request structure. It raises nothing but refusals, whatever the values are: first those
for what is missing, then those for what is wrong, each in the order of declaration (protocol.md, 7.2).
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar, get_args, get_origin

from freehold.rpc.structures import Int32, Member, Structure, members_of, plain, without_none
from freehold.terms.domain_name import DomainName, MalformedName
from freehold.terms.phrases import Phrase, Said, told
from freehold.terms.refusals import DomainsIllegal, InvalidParameter, MissingParameter, ParameterIllegal, Refusal

RequestT = TypeVar("RequestT", bound=Structure)

NOT_AN_INTEGER = Phrase("NotAnInteger", "must be a whole number in digits")
NOT_WITHIN = Phrase("NotWithin", "must be from {minimum} to {maximum}")
TOO_SMALL = Phrase("TooSmall", "must be {minimum} or more")
NOT_A_BOOLEAN = Phrase("NotABoolean", "must be true or false")
NOT_A_CHOICE = Phrase("NotAChoice", "must be one of {choices}")
TOO_LONG = Phrase("TooLong", "must have {limit} characters at most")
BAD_CHARACTER = Phrase("BadCharacter", "has a control character or one that is no character (U+{code})")
NOT_A_DOMAIN = Phrase("NotADomain", "is not a valid domain name: {name}")
BAD_NUMBERING = Phrase("BadNumbering", "must be numbered like {name}.1, {name}.2")
BOTH_SPELLINGS = Phrase("BothSpellings", "came in two spellings with different values")

# Control characters, surrogates and the code points that are no characters (SEC-7).
_BAD = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000))
    + "]"
)
_LINE_ENDS = re.compile("\r?\n")
_DIGITS = re.compile(r"[0-9]{1,40}")

_OTHER_SPELLING = {
    "RegistrantProfileId": "RegistrantProfileID",
    "RegistrantProfileID": "RegistrantProfileId",
}
"""Casing differs between actions, so both are taken everywhere (protocol.md, 5)."""


class _Wrong(Exception):
    """A value does not fit; what is wrong with it, as a phrase that follows the parameter's name."""

    def __init__(self, why: Said) -> None:
        super().__init__(str(why))
        self.why = why


Read = Callable[[str], Any]

Absent = object()
"""What ``find`` gives when nothing, or only blanks, came; a refusal it gives is raised once nothing is missing."""


def bind(structure: type[RequestT], values: Mapping[str, str]) -> RequestT:
    """Make the request of the decoded parameters; those it does not know are ignored."""
    bound: RequestT = _binder(structure).bind(values)
    return bound


@cache
def _binder(structure: type[Structure]) -> "_Binder":
    return _Binder(structure)


class _Binder:
    """Fills one structure."""

    def __init__(self, structure: type[Structure]) -> None:
        self._structure = structure
        self._fields = [_field(member) for member in members_of(structure).values()]

    def bind(self, values: Mapping[str, str], prefix: str = "") -> Any:
        """*prefix* is what stands before its names in a list of structures."""
        found = [(field, field.find(values)) for field in self._fields]
        for field, value in found:
            if value is Absent and field.member.required:
                raise MissingParameter(parameter=f"{prefix}{field.member.wire}")
        read = {}
        for field, value in found:
            if isinstance(value, Refusal):
                raise value
            if value is not Absent:
                read[field.member.python] = field.read(value, prefix)
        return self._structure(**read)


class _Single:
    """A member that is one parameter."""

    def __init__(self, member: Member, read: Read) -> None:
        self.member = member
        self._read = read
        self._other = _OTHER_SPELLING.get(member.wire)

    def find(self, values: Mapping[str, str]) -> Any:
        value = values.get(self.member.wire, "")
        if self._other is not None and (other := values.get(self._other, "")):
            if value and value != other:
                return _illegal(self.member, self.member.wire, BOTH_SPELLINGS.of())
            value = other
        return value or Absent

    def read(self, value: str, prefix: str) -> Any:
        try:
            return self._read(value)
        except _Wrong as wrong:
            raise _illegal(self.member, f"{prefix}{self.member.wire}", wrong.why) from wrong


class _Numbered:
    """A member that is a list: ``Name.1``, ``Name.2``, read in the order of the numbers, whatever is left out."""

    def __init__(self, member: Member, read: Read) -> None:
        self.member = member
        self._dotted = f"{member.wire}."
        self._read = read

    def find(self, values: Mapping[str, str]) -> Any:
        dotted, cut = self._dotted, len(self._dotted)
        names = [name for name in values if name.startswith(dotted)]
        if not names:
            return Absent
        numbers = [name[cut:] for name in names]
        # One look at all suffixes together: int() alone takes signs, blanks and digits of other scripts.
        joined = "".join(numbers)
        if not (joined.isdigit() and joined.isascii() and all(numbers) and max(map(len, numbers)) <= 10):
            return _illegal(self.member, self.member.wire, BAD_NUMBERING.of(name=self.member.wire))
        numbered = [(int(number), values[name]) for number, name in zip(numbers, names, strict=True) if values[name]]
        numbered.sort(key=itemgetter(0))
        return [value for _, value in numbered] or Absent

    def read(self, value: list[str], prefix: str) -> Any:
        read, read_values = self._read, []
        for each in value:
            try:
                read_values.append(read(each))
            except _Wrong as wrong:
                raise _illegal(self.member, f"{prefix}{self.member.wire}", wrong.why) from wrong
        return read_values


class _DomainNames(_Numbered):
    """A list of domain names: every malformed one is told, not the first alone."""

    def read(self, value: list[str], prefix: str) -> Any:  # noqa: ARG002  the names are told, not their numbers
        parse, names, malformed = DomainName.parse, [], []
        for text in value:
            try:
                names.append(parse(text))
            except MalformedName:
                malformed.append(text)
        if malformed:
            raise DomainsIllegal(count=len(malformed), names=told([_shown(name) for name in malformed]))
        return names


class _Structures:
    """A list of structures: ``Tag.1.Key``, ``Tag.1.Value``."""

    def __init__(self, member: Member, structure: type[Structure]) -> None:
        self.member = member
        self._dotted = f"{member.wire}."
        self._binder = _binder(structure)

    def find(self, values: Mapping[str, str]) -> Any:
        groups: dict[int, dict[str, str]] = {}
        cut = len(self._dotted)
        for name, value in values.items():
            if name.startswith(self._dotted) and value:
                number, dot, rest = name[cut:].partition(".")
                if not dot or not rest or len(number) > 10 or _DIGITS.fullmatch(number) is None:
                    return _illegal(self.member, self.member.wire, BAD_NUMBERING.of(name=self.member.wire))
                groups.setdefault(int(number), {})[rest] = value
        return sorted(groups.items(), key=itemgetter(0)) or Absent

    def read(self, value: list[tuple[int, dict[str, str]]], prefix: str) -> Any:
        return [self._binder.bind(group, f"{prefix}{self._dotted}{number}.") for number, group in value]


_Field = _Single | _Numbered | _Structures


def _field(member: Member) -> _Field:
    kind = without_none(member.type)
    if get_origin(kind) is list:
        (item,) = get_args(kind)
        if isinstance(item, type) and issubclass(item, Structure):
            return _Structures(member, item)
        if item is DomainName:
            return _DomainNames(member, str)
        return _Numbered(member, _reader(member, item))
    return _Single(member, _reader(member, kind))


def _reader(member: Member, kind: Any) -> Read:
    """What reads one value of this type within the member's limits; TypeError for a type parameters cannot have."""
    base = plain(kind)
    if base is bool:
        return _boolean
    if base is int:
        return _integer(member, 2**31 - 1 if kind == Int32 else 2**63 - 1)
    if base is DomainName:
        return _domain_name
    if base is str:
        return _text(member)
    if isinstance(base, type) and issubclass(base, Enum):
        return _choice({str(choice.value): choice for choice in base})
    raise TypeError(f"{member.wire}: {kind} cannot be read from a parameter")


def _integer(member: Member, largest: int) -> Read:
    low = 0 if member.minimum is None else member.minimum
    high = largest if member.maximum is None else min(largest, member.maximum)
    allowed = frozenset(member.choices)
    # A sign only where a choice has one: no other integer of the API is below nought.
    least_choice = min((choice for choice in member.choices if isinstance(choice, int)), default=0)
    if least_choice < 0:
        low = least_choice

    def read(text: str) -> int:
        if _DIGITS.fullmatch(text.removeprefix("-") if least_choice < 0 else text) is None:
            raise _Wrong(NOT_AN_INTEGER.of())
        value = int(text)
        if allowed and value not in allowed:
            raise _Wrong(NOT_A_CHOICE.of(choices=", ".join(map(str, member.choices))))
        if value < low and member.maximum is None:
            raise _Wrong(TOO_SMALL.of(minimum=low))
        if not low <= value <= high:
            raise _Wrong(NOT_WITHIN.of(minimum=low, maximum=high))
        return value

    return read


def _boolean(text: str) -> bool:
    match text.lower() if len(text) <= 5 else "":
        case "true":
            return True
        case "false":
            return False
    raise _Wrong(NOT_A_BOOLEAN.of())


def _text(member: Member) -> Read:
    if member.choices:
        return _choice({str(choice): str(choice) for choice in member.choices})
    limit = member.max_length

    def read(text: str) -> str:
        # Whatever is bad cannot be printed either, and that is told at a tenth of the cost: an image has 1.4 million characters.
        bad = None if text.isprintable() else _BAD.search(_LINE_ENDS.sub("", text) if member.lines else text)
        if bad is not None:
            raise _Wrong(BAD_CHARACTER.of(code=f"{ord(bad.group()):04X}"))
        if limit is not None and len(text) > limit:
            raise _Wrong(TOO_LONG.of(limit=limit))
        return text

    return read


def _choice(choices: Mapping[str, Any]) -> Read:
    def read(text: str) -> Any:
        if text not in choices:
            raise _Wrong(NOT_A_CHOICE.of(choices=", ".join(choices)))
        return choices[text]

    return read


def _domain_name(text: str) -> DomainName:
    try:
        return DomainName.parse(text)
    except MalformedName as error:
        raise _Wrong(NOT_A_DOMAIN.of(name=_shown(text))) from error


def _shown(name: str) -> str:
    return _BAD.sub("\ufffd", name[:81])


def _illegal(member: Member, parameter: str, why: Said) -> InvalidParameter | ParameterIllegal:
    if member.common:
        return InvalidParameter(parameter=parameter, why=why)
    return ParameterIllegal(parameter=parameter, why=why)
