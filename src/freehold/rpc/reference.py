"""The reference on the API's actions as Markdown: which are built, and what those take and give.

It is read off the declarations, for the pages in ``docs/`` and those that the server shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, get_args, get_origin

from freehold.rpc.action import Action
from freehold.rpc.catalogue import published_actions
from freehold.rpc.markdown import code, table
from freehold.rpc.permissions import permission_of
from freehold.rpc.structures import Member, Structure, members_of, plain, without_none


def coverage(built_actions: Iterable[Action]) -> str:
    """All published actions, and whether they are built."""
    built = {action.name for action in built_actions}
    published = published_actions()
    rows = [
        (f"[{name}](actions/{name}.md)" if name in built else name, "built" if name in built else "not built")
        for name in sorted(published)
    ]
    return (
        "# Coverage\n\n"
        f"{len(built)} of the {len(published)} actions of the published API (Domain 2018-01-29) are built. The others are known: after\n"
        "authentication they answer `UnsupportedOperation` with status 400. Any other name is `InvalidAction.NotFound`.\n\n"
        + table(("Action", "state"), rows)
    )


def page_of(action: Action) -> str:
    """What one action takes, gives and refuses."""
    needed = permission_of(action)
    permission = f"A sub-user needs {code(needed.name)} on {'each domain' if needed.on_domains else 'the account'}.\n"
    description = f"{_one_line_paragraphs(action.description)}\n"
    parts = [f"# {action.name}\n", description, permission, _request(action.request)]
    parts.append(_response(action.response))
    if action.refuses:
        refused: defaultdict[str, list[str]] = defaultdict(list)
        for refusal in sorted(action.refuses, key=lambda refusal: (refusal.code, refusal.__name__)):
            refused[refusal.code].append((refusal.__doc__ or "").strip().partition("\n")[0])
        parts.append(table(("Refuses with", "when"), [(code(key), " ".join(told)) for key, told in refused.items()]))
    parts.append(
        "Every call may also get the [refusals](../refusals.md) of the wire: signature, time, throttling. Parameters that an\n"
        "action does not know are ignored. `Name.N` is a list: `Name.1`, `Name.2` and so on.\n"
    )
    return "\n".join(parts)


def _request(request: type[Structure]) -> str:
    rows = [
        (
            code(name),
            kind,
            "yes" if member.required else "",
            f"{member.description}{_limits(member)}",
            code(member.example),
        )
        for name, kind, member in members_below(request, "")
    ]
    return table(("Parameter", "type", "required", "meaning", "example"), rows)


def _response(response: type[Structure]) -> str:
    rows = [
        (code(name), kind, member.description, code(member.example))
        for name, kind, member in members_below(response, "")
    ]
    return table(("Answer", "type", "meaning", "example"), rows)


def members_below(structure: type[Structure], path: str) -> Iterator[tuple[str, str, Member]]:
    """All members, those of inner structures below the one that holds them."""
    for member in members_of(structure).values():
        declared = plain(without_none(member.type))
        listed = get_origin(declared) is list
        inner = plain(get_args(declared)[0]) if listed else declared
        if member.outgoing:
            name = f"{path}{member.wire}" + (f".{member.item}" if member.item else "") + ("[]" if listed else "")
        else:
            name = f"{path}{member.wire}" + (".N" if listed else "")
        yield name, _type_name(inner), member
        if isinstance(inner, type) and issubclass(inner, Structure):
            yield from members_below(inner, f"{name}.")


def _type_name(declared: Any) -> str:
    if isinstance(declared, type) and issubclass(declared, Structure):
        return "structure"
    if isinstance(declared, type) and issubclass(declared, Enum):
        return " ".join(code(choice.value) for choice in declared)
    return {"bool": "boolean", "int": "integer", "str": "text", "DomainName": "domain name"}[declared.__name__]


def _limits(member: Member) -> str:
    said = []
    if member.choices:
        said.append("One of " + ", ".join(code(choice) for choice in member.choices) + ".")
    if member.minimum is not None and member.maximum is not None:
        said.append(f"{member.minimum} to {member.maximum}.")
    elif member.minimum is not None:
        said.append(f"At least {member.minimum}.")
    if member.max_length is not None:
        said.append(f"At most {member.max_length} characters.")
    if not member.required and member.default not in (None, []):
        said.append(f"Default {code(member.default)}.")
    return "".join(f" {sentence}" for sentence in said)


def _one_line_paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
