"""Structures of requests and responses: declared once, and the shapes that binding and rendering read off them.

A request's members are declared with ``param()``, a response's with ``out()``::

    class Request(Localized):
        domain_name: list[DomainName] = param("Domains to change.", example="example.com")

    class Response(Structure):
        task_no: str = out("Task to ask about.", example="880f1579-be51-4dd3-a69d-3f1e5b1c2d10")

The wire name is the Python name in Pascal case unless ``wire=`` says otherwise. A structure is a msgspec Struct, which
writes a page of rows as JSON several times faster than dictionaries do (performance.md).
"""

import re
import types
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Union, dataclass_transform, get_args, get_origin, get_type_hints

import msgspec

Int32 = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
"""An integer that clients hold in 32 bits; they hold a plain ``int`` in 64."""


class _NoDefault:
    def __repr__(self) -> str:
        return "NO_DEFAULT"


NO_DEFAULT: Any = _NoDefault()
"""The mark of a member that has to be given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What is declared of one member; ``wire`` and ``type`` are filled in when its class is made."""

    description: str
    default: Any = NO_DEFAULT
    wire: str = ""
    python: str = ""
    type: Any = None
    example: object = None
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str | int, ...] = ()
    max_length: int | None = None
    lines: bool = False
    common: bool = False
    item: str | None = None
    xml_item: str | None = None
    outgoing: bool = False

    @property
    def required(self) -> bool:
        """Whether a call without it is refused."""
        return self.default is NO_DEFAULT


def param(
    description: str,
    *,
    default: Any = NO_DEFAULT,
    wire: str = "",
    example: object = None,
    minimum: int | None = None,
    maximum: int | None = None,
    choices: tuple[str | int, ...] = (),
    max_length: int | None = None,
    lines: bool = False,
    common: bool = False,
) -> Any:
    """Declare a parameter; without *default* it is required, and a blank value counts as none.

    *minimum*, *maximum* (both included) bound an integer, *max_length* (characters) a text, *choices* closes the set of
    values. A text of *lines* may be broken into lines, as base64 often is. A *common* parameter, paging for example, is
    refused as ``Invalid<Param>`` and not as ``ParameterIllegal``.
    """
    return Member(
        description=description,
        default=default,
        wire=wire,
        example=example,
        minimum=minimum,
        maximum=maximum,
        choices=choices,
        max_length=max_length,
        lines=lines,
        common=common,
    )


def out(
    description: str,
    *,
    default: Any = NO_DEFAULT,
    wire: str = "",
    item: str | None = None,
    xml_item: str | None = None,
    example: object = None,
) -> Any:
    """Declare a member of a response; one that is None is left out.

    A member whose type allows None is None when not given; no other *default* is possible. *item* names the elements
    of a wrapped list (``{"Data": {"TaskDetail": [...]}}``), *xml_item* those of a plain list, which only XML shows.
    """
    if default is not NO_DEFAULT and default is not None:
        raise TypeError("a member of a response has no default but None: members equal to their default are left out")
    return Member(
        description=description,
        default=default,
        wire=wire,
        item=item,
        xml_item=xml_item,
        example=example,
        outgoing=True,
    )


def pascal_case(name: str) -> str:
    """``task_detail_no`` to ``TaskDetailNo``."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def snake_case(name: str) -> str:
    """``QueryDSRecord`` to ``query_ds_record``: how the file of an action is called."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return apart.lower()


@dataclass_transform(kw_only_default=True, field_specifiers=(param, out))
class StructureMeta(msgspec.StructMeta):
    """Takes the declarations out of a class body and makes msgspec fields of them."""

    def __new__(mcls, name: str, bases: tuple[type, ...], body: dict[str, Any], **options: Any) -> "StructureMeta":
        """Make the class; TypeError when a member is declared without ``param`` or ``out``."""
        inherited: dict[str, Member] = {}
        for base in reversed(bases):
            inherited.update(getattr(base, "__members__", {}))
        own = {key: value for key, value in body.items() if isinstance(value, Member)}
        annotated = body.get("__annotations__", {})
        for key in annotated:
            if key not in own and not key.startswith("__"):
                raise TypeError(f"{name}.{key} is not declared with param() or out()")
        for key, member in own.items():
            _make_field(body, key, member, annotated[key])
        rename = {key: member.wire or pascal_case(key) for key, member in own.items()}
        settings: dict[str, Any] = {"kw_only": True, "gc": False, "omit_defaults": True, "rename": rename, **options}
        made: Any = super().__new__(mcls, name, bases, body, **settings)
        declared = {
            key: replace(member, python=key, wire=member.wire or pascal_case(key)) for key, member in own.items()
        }
        made.__members__ = inherited | declared
        return made  # type: ignore[no-any-return]  # what type() makes is of this metaclass


def _make_field(body: dict[str, Any], key: str, member: Member, annotation: Any) -> None:
    if member.outgoing and _allows_none(annotation):
        body[key] = None
    elif member.default is NO_DEFAULT:
        del body[key]
    elif isinstance(member.default, list):
        kept = member.default
        body[key] = msgspec.field(default_factory=lambda: list(kept))
    else:
        body[key] = member.default


def _allows_none(annotation: Any) -> bool:
    return get_origin(annotation) in {Union, types.UnionType} and type(None) in get_args(annotation)


class Structure(msgspec.Struct, metaclass=StructureMeta):
    """Base of requests, responses and what they are made of; members are given by name."""


def members_of(structure: type[Structure]) -> Mapping[str, Member]:
    """The members by Python name, each with its resolved type, in the order of declaration."""
    hints = get_type_hints(structure, include_extras=True)
    declared: dict[str, Member] = structure.__members__  # type: ignore[attr-defined]  # set by the metaclass
    return {key: replace(declared[key], type=hints[key]) for key in structure.__struct_fields__}


def without_none(annotation: Any) -> Any:
    """``int | None`` to ``int``; anything else as it is."""
    if _allows_none(annotation):
        (left,) = (part for part in get_args(annotation) if part is not type(None))
        return left
    return annotation


def plain(annotation: Any) -> Any:
    """``Annotated[int, ...]`` to ``int``; anything else as it is."""
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
