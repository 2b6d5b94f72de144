"""Declare elements once; write and read them from the declaration.

An element is a frozen dataclass whose fields say what they are on the wire, in the order the schema wants them::

    @element(NAMESPACE, "domain", "update")
    class DomainUpdate(Mapped):
        name: str = child()
        add: AddRemove | None = child(default=None)

When the first element of a class is written or read, two functions are compiled from the fields: a writer that appends
text to a list, values escaped, and a reader that goes through an element's children once and sorts them by tag. Both
sides of the protocol use the same declaration, so what one writes the other reads. (Not at the class's making: there are
some hundred and forty, a process uses few of them, and each costs a millisecond of its start.)
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, field, fields
from types import UnionType
from typing import Any, ClassVar, TypeVar, Union, dataclass_transform, get_args, get_origin, get_type_hints

from lxml import etree

Element = etree._Element


class Unreadable(Exception):
    """An element is not of the declared form: what is missing, unknown or badly valued."""


class Missing(Unreadable):
    """An element or attribute that must be there is not."""


_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Tabs and line ends as references: a parser would turn plain ones into spaces in attributes, and carriage returns anywhere.
_SPECIAL = re.compile('[&<>"\t\n\r]')
_ILLEGAL_OR_SPECIAL = re.compile(f"{_ILLEGAL.pattern}|{_SPECIAL.pattern}")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def escaped(value: str) -> str:
    """Text as it may stand in an element or attribute; ValueError for characters that XML 1.0 has not."""
    if not _ILLEGAL_OR_SPECIAL.search(value):
        return value
    if _ILLEGAL.search(value):
        raise ValueError("the text has characters that XML does not allow")
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], value)


def child(tag: str = "", *, default: Any = MISSING) -> Any:
    """One element of this name (the field's own in lower camel case when left out); with a default it may be absent."""
    return _field("child", tag, default)


def some(tag: str, *, within: str = "", default: tuple[Any, ...]) -> Any:
    """Any number of elements; *within* names an element around them, which is left out when there are none."""
    return field(default=default, metadata={"kind": "some", "tag": tag, "within": within})


def attribute(name: str = "", *, default: Any = MISSING) -> Any:
    """An attribute; with a default it may be absent."""
    return _field("attribute", name, default)


def text(*, default: Any = MISSING) -> Any:
    """The element's own text."""
    return _field("text", "", default)


def _field(kind: str, tag: str, default: Any) -> Any:
    return field(default=default, metadata={"kind": kind, "tag": tag})


class Mapped:
    """An element; made with ``@element`` or ``@part``."""

    __slots__ = ()
    namespace: ClassVar[str] = ""
    prefix: ClassVar[str] = ""
    tag: ClassVar[str] = ""
    _write: ClassVar[Callable[[Any, list[str], str, str], None]]
    _read: ClassVar[Callable[[Element], Any]]
    _compiled: ClassVar[bool]

    # Equality and words for all elements here, and not generated for each: that would be half of the making's time.
    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._values() == self._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        told = ", ".join(f"{entry.name}={getattr(self, entry.name)!r}" for entry in fields(self))  # type: ignore[arg-type]
        return f"{type(self).__name__}({told})"

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, entry.name) for entry in fields(self))  # type: ignore[arg-type]  # a dataclass by now

    def write(self, out: list[str]) -> None:
        """Append the element with its namespace declaration."""
        declared = f' xmlns:{self.prefix}="{self.namespace}"' if self.prefix else ""
        type(self)._write(self, out, _named(type(self), self.tag), declared)

    @classmethod
    def read(cls, found: Element) -> Any:
        """The element's value; raises Unreadable."""
        return cls._read(found)


MappedType = TypeVar("MappedType", bound=Mapped)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(child, some, attribute, text))
def part(namespace: str, prefix: str) -> Callable[[type[MappedType]], type[MappedType]]:
    """Make a class an element that stands inside others of its namespace, under a name they give it."""
    return element(namespace, prefix, "")


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(child, some, attribute, text))
def element(namespace: str, prefix: str, tag: str) -> Callable[[type[MappedType]], type[MappedType]]:
    """Make a class an element of this name."""

    def make(cls: type[MappedType]) -> type[MappedType]:
        # Frozen for the type checker: at run time each field of a frozen one would be set through a call.
        made = dataclass(slots=True, kw_only=True, eq=False, repr=False)(cls)
        made.namespace, made.prefix, made.tag = namespace, prefix, tag

        def write(value: Any, out: list[str], name: str, attributes: str) -> None:
            _compile(made)
            made._write(value, out, name, attributes)

        def read(found: Element) -> Any:
            _compile(made)
            return made._read(found)

        made._write, made._read, made._compiled = write, read, False
        return made

    return make


def _compile(cls: type[Mapped]) -> None:
    """Put the compiled functions in place, those of the elements inside first: the outer ones call them directly."""
    if cls._compiled:
        return
    shapes = list(_shapes(cls))
    for shape in shapes:
        if _is_mapped(shape.type):
            _compile(shape.type)
    cls._write, cls._read = _compiled_writer(cls, shapes), _compiled_reader(cls, shapes)
    cls._compiled = True


@dataclass(frozen=True)
class _Shape:
    """A field as writer and reader need it."""

    name: str
    kind: str
    tag: str
    within: str
    type: Any
    required: bool


def _shapes(cls: type[Mapped]) -> Iterator[_Shape]:
    hints = get_type_hints(cls)
    for entry in fields(cls):  # type: ignore[arg-type]  # it is a dataclass by now
        metadata = entry.metadata
        required = entry.default is MISSING and entry.default_factory is MISSING
        yield _Shape(
            entry.name,
            metadata["kind"],
            metadata["tag"] or _camel(entry.name),
            metadata.get("within", ""),
            _bare(hints[entry.name]),
            required,
        )


def _bare(hint: Any) -> Any:
    """The type without ``| None`` and ``tuple[...]``."""
    if get_origin(hint) in {Union, UnionType}:
        (hint,) = (argument for argument in get_args(hint) if argument is not type(None))
    if get_origin(hint) is tuple:
        hint = get_args(hint)[0]
    return hint


def _named(cls: type[Mapped], tag: str) -> str:
    """The name as written; the protocol's own elements have no prefix."""
    return f"{cls.prefix}:{tag}" if cls.prefix else tag


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(piece.capitalize() for piece in rest)


def _compiled_writer(cls: type[Mapped], shapes: list[_Shape]) -> Callable[[Any, list[str], str, str], None]:
    """Compile ``write(value, out, name, attributes)`` from the fields, one statement a field."""
    scope: dict[str, Any] = {"escaped": escaped}
    lines = ["def write(value, out, name, attributes):", "    add = out.append", "    add('<' + name + attributes)"]
    for shape in shapes:
        if shape.kind == "attribute":
            lines += [
                f"    if value.{shape.name} is not None:",
                f"        add(' {shape.tag}=\"' + escaped({_as_text(shape.type, 'value.' + shape.name)}) + '\"')",
            ]
    lines.append("    add('>')")
    for number, shape in enumerate(shape for shape in shapes if shape.kind != "attribute"):
        lines += _statement(cls, shape, number, scope)
    lines.append("    add('</' + name + '>')")
    exec("\n".join(lines), scope)  # noqa: S102  compiled from declarations in this package, never from input
    writer: Callable[[Any, list[str], str, str], None] = scope["write"]
    return writer


def _statement(cls: type[Mapped], shape: _Shape, number: int, scope: dict[str, Any]) -> list[str]:
    value = f"value.{shape.name}"
    if shape.kind == "text":
        return [f"    if {value} is not None:", f"        add(escaped({_as_text(shape.type, value)}))"]
    tag = _named(cls, shape.tag)
    if shape.kind == "child":
        return [f"    if {value} is not None:", f"        {_one(cls, shape, tag, value, number, scope)}"]
    lines = [f"    if {value}:"]
    if shape.within:
        lines.append(f"        add('<{_named(cls, shape.within)}>')")
    lines += [f"        for entry in {value}:", f"            {_one(cls, shape, tag, 'entry', number, scope)}"]
    if shape.within:
        lines.append(f"        add('</{_named(cls, shape.within)}>')")
    return lines


def _one(cls: type[Mapped], shape: _Shape, tag: str, value: str, number: int, scope: dict[str, Any]) -> str:
    if _is_mapped(shape.type):
        scope[f"write_{number}"] = shape.type._write
        declared = ""
        if _is_foreign(cls, shape):
            tag = _named(shape.type, shape.tag)
            declared = f' xmlns:{shape.type.prefix}="{shape.type.namespace}"'
        return f"write_{number}({value}, out, '{tag}', '{declared}')"
    if shape.type is bool and shape.kind == "child":
        # An element that says something by being there.
        return f"add('<{tag}/>') if {value} else None"
    return f"add('<{tag}>' + escaped({_as_text(shape.type, value)}) + '</{tag}>')"


def _as_text(kind: Any, value: str) -> str:
    if kind is str:
        return value
    if kind is bool:
        return f"('1' if {value} else '0')"
    return f"str({value})"


def _is_mapped(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Mapped)


def _is_foreign(cls: type[Mapped], shape: _Shape) -> bool:
    """Whether the child is an element of another namespace, with a name and a prefix of its own."""
    return _is_mapped(shape.type) and bool(shape.type.tag) and shape.type.namespace != cls.namespace


@dataclass(slots=True)
class _Places:
    """Where in an element the values of its fields stand, by what is seen there."""

    children: dict[str, tuple[str, bool, Callable[[Element], Any] | None]] = field(default_factory=dict)
    """Field, whether there may be many, and the reader; None for plain text, which most children are: it needs no call."""
    withins: dict[str, tuple[str, str, Callable[[Element], Any]]] = field(default_factory=dict)
    """Field, tag of the elements inside, and their reader."""
    attributes: list[tuple[str, str, Callable[[str], Any]]] = field(default_factory=list)
    own_text: tuple[str, bool, Callable[[str], Any]] | None = None


def _places(cls: type[Mapped], shapes: list[_Shape]) -> _Places:
    places = _Places()
    for shape in shapes:
        match shape.kind:
            case "attribute":
                places.attributes.append((shape.tag, shape.name, _from_text(shape.type, shape.tag)))
            case "text":
                places.own_text = (shape.name, shape.required, _from_text(shape.type, shape.name))
            case _ if shape.within:
                reader = _element_reader(shape.type, shape.tag, absent_is_true=False)
                inner = f"{{{cls.namespace}}}{shape.tag}"
                places.withins[f"{{{cls.namespace}}}{shape.within}"] = (shape.name, inner, reader)
            case kind:
                reader = _element_reader(shape.type, shape.tag, absent_is_true=kind == "child")
                namespace = shape.type.namespace if _is_foreign(cls, shape) else cls.namespace
                found = shape.name, kind == "some", None if shape.type is str else reader
                places.children[f"{{{namespace}}}{shape.tag}"] = found
    return places


def _compiled_reader(cls: type[Mapped], shapes: list[_Shape]) -> Callable[[Element], Any]:
    """Make ``read(element)``: children are sorted by tag in one pass, attributes and text taken, absences told."""
    places = _places(cls, shapes)
    children, withins, attributes, own_text = places.children, places.withins, places.attributes, places.own_text
    required = [shape.name for shape in shapes if shape.required and shape.kind != "text"]
    several = [shape.name for shape in shapes if shape.kind == "some"]

    def read(found: Element) -> Any:
        values: dict[str, Any] = {}
        for wire, name, convert in attributes:
            given = found.get(wire)
            if given is not None:
                values[name] = convert(given)
        if own_text is not None:
            name, needed, convert = own_text
            given = found.text or ""
            if needed or given.strip():
                values[name] = convert(given)
        for piece in found:
            tag = piece.tag
            known = children.get(tag)
            if known is not None:
                name, many, reader = known
                value = (piece.text or "").strip() if reader is None else reader(piece)
                if many:
                    values.setdefault(name, []).append(value)
                elif name in values:
                    raise Unreadable(f"{name} stands twice in {cls.__name__}")
                else:
                    values[name] = value
            elif tag in withins:
                name, inner, reader = withins[tag]
                values.setdefault(name, []).extend(reader(entry) for entry in piece if entry.tag == inner)
        for name in required:
            if name not in values:
                raise Missing(f"{name} is missing in {cls.__name__}")
        for name in several:
            if name in values:
                values[name] = tuple(values[name])
        return cls(**values)

    return read


def _element_reader(kind: Any, tag: str, *, absent_is_true: bool) -> Callable[[Element], Any]:
    if _is_mapped(kind):
        reader: Callable[[Element], Any] = kind._read
        return reader
    if kind is bool and absent_is_true:
        return lambda _: True
    convert = _from_text(kind, tag)
    return lambda found: convert(found.text or "")


def _from_text(kind: Any, tag: str) -> Callable[[str], Any]:
    if kind is str:
        return str.strip
    if kind is bool:
        return lambda given: _boolean(given, tag)

    def convert(given: str) -> Any:
        try:
            return kind(given.strip())
        except ValueError as error:
            raise Unreadable(f"{tag} has the value {given[:40]!r}") from error

    return convert


def _boolean(given: str, tag: str) -> bool:
    match given.strip():
        case "1" | "true":
            return True
        case "0" | "false":
            return False
        case _:
            raise Unreadable(f"{tag} has the value {given[:40]!r}")
