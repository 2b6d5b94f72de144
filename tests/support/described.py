"""The OpenAPI document as who only has the document reads it: what may be sent, what may come back."""

import importlib
import pkgutil
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from freehold import rpc
from freehold.terms import refusals

_CODE = re.compile(r"^- `([^`]+)`:", re.MULTILINE)
Known = dict[str, list[str]]
"""Values that there are, by the parameter's name."""

_FIXED = ("Action", "Version")
_LARGEST = {"int32": 2**31 - 1, "int64": 2**63 - 1}


def closed(schema: Any) -> Any:
    """The schema with nothing allowed that it does not tell, so that a member more is noticed."""
    if isinstance(schema, dict):
        found = {key: closed(value) for key, value in schema.items()}
        return {**found, "additionalProperties": False} if found.get("type") == "object" else found
    return [closed(entry) for entry in schema] if isinstance(schema, list) else schema


@dataclass(frozen=True)
class Operation:
    """One action by one method."""

    document: dict[str, Any] = field(repr=False)
    action: str
    method: str

    @property
    def name(self) -> str:
        """What it is shown as."""
        return f"{self.action} by {self.method}"

    @cached_property
    def _told(self) -> dict[str, Any]:
        return self.document["paths"][f"/#{self.action}"][self.method.lower()]

    @cached_property
    def parameters(self) -> list[dict[str, Any]]:
        """Those a caller fills in."""
        return [each for each in self._told["parameters"] if each["name"] not in _FIXED]

    @cached_property
    def _answers(self) -> dict[int, tuple[Draft202012Validator, frozenset[str]]]:
        found = {}
        for status, told in self._told["responses"].items():
            schema = told["content"]["application/json"]["schema"]
            schema = self.document["components"]["schemas"]["Error"] if "$ref" in schema else schema
            found[int(status)] = Draft202012Validator(closed(schema)), frozenset(_CODE.findall(told["description"]))
        return found

    def problems(self, status: int, answer: Any) -> list[str]:
        """In what an answer is not as the document says; refusals that every call may get are told there by kind alone."""
        error = Draft202012Validator(closed(self.document["components"]["schemas"]["Error"]))
        schema, codes = self._answers.get(status, (error, frozenset()))
        found = [problem.message for problem in schema.iter_errors(answer)]
        if status != 200 and not found and not _among(answer["Code"], status, codes | _OF_EVERY_CALL):
            found.append(f"{answer['Code']} with {status} is not told: {answer['Message']}")
        return found

    # -- what may be sent --

    def good(self, known: Known, *, texts: bool = True) -> st.SearchStrategy[dict[str, str]]:
        """Parameters as the document allows them; of those named in *known*, often one that there is.

        Texts are any of its characters, some of which no API takes; without *texts* only what is known, or an example.
        """

        parts = [
            (each["required"], _sent(each["name"], each["schema"], known, each.get("example"), texts))
            for each in self.parameters
        ]

        def drawn(draw: Any) -> dict[str, str]:
            sent: dict[str, str] = {}
            for required, part in parts:
                if required or draw(st.integers(0, 3)) == 0:
                    sent |= draw(part)
            return sent

        return st.composite(drawn)()

    def bad(self, known: Known) -> st.SearchStrategy[tuple[dict[str, str], str]]:
        """The same with one thing that the document does not allow, and the parameter that it is about."""

        good = self.good(known, texts=False)

        def drawn(draw: Any) -> tuple[dict[str, str], str]:
            sent = draw(good)
            each = draw(st.sampled_from(self.breakable))
            name, wrong = each["name"], _wrong(each["schema"])
            leave_out = each["required"] and (not wrong or draw(st.booleans()))
            sent = {key: value for key, value in sent.items() if key.partition(".")[0] != name}
            if not leave_out:
                numbered = f"{name}.1" if each["schema"]["type"] == "array" else name
                sent[numbered] = draw(st.sampled_from(wrong))
            return sent, name

        return st.composite(drawn)()

    @cached_property
    def breakable(self) -> list[dict[str, Any]]:
        """Parameters of which the document says what they cannot be."""
        return [each for each in self.parameters if each["required"] or _wrong(each["schema"])]


def operations(document: dict[str, Any]) -> list[Operation]:
    """Every action by every method that the document tells."""
    return [
        Operation(document, path.removeprefix("/#"), method.upper())
        for path, methods in document["paths"].items()
        for method in methods
    ]


def _kinds(module: object) -> set[type[refusals.Refusal]]:
    return {kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, refusals.Refusal)}


_KINDS = _kinds(refusals) - {refusals.Refusal}
_OF_EVERY_CALL = frozenset(
    kind.code
    for module in pkgutil.iter_modules(rpc.__path__, "freehold.rpc.")
    for kind in _kinds(importlib.import_module(module.name)) - {refusals.Refusal}
)
"""What the API refuses with before, or whatever, an action does."""


def _among(code: str, status: int, codes: frozenset[str]) -> bool:
    """Whether a code with this status is one of these; some hold the parameter's name."""
    return any(
        kind.status == status and re.fullmatch(re.escape(kind.code).replace("<Param>", r"\w+"), code)
        for kind in _KINDS
        if kind.code in codes
    )


def _sent(
    name: str, schema: dict[str, Any], known: Known, example: Any, texts: bool
) -> st.SearchStrategy[dict[str, str]]:
    if schema["type"] == "array":
        single = example[0] if example else None
        each = _sent(name, schema["items"], known, single, texts)
        return st.lists(each, min_size=1, max_size=3).map(
            lambda values: {
                f"{name}.{number}{key.removeprefix(name)}": text
                for number, value in enumerate(values, 1)
                for key, text in value.items()
            }
        )
    if schema["type"] == "object":
        members = [
            _sent(key, member, known, None, texts).map(
                lambda found: {f"{name}.{key}": text for key, text in found.items()}
            )
            for key, member in schema["properties"].items()
        ]
        return st.tuples(*members).map(lambda parts: {key: text for part in parts for key, text in part.items()})
    values = _values(schema, texts)
    if name in known or example is not None:
        sensible = st.sampled_from(known.get(name, [str(example)]))
        values = sensible | values if texts else sensible
    return values.map(lambda value: {name: value})


def _values(schema: dict[str, Any], texts: bool) -> st.SearchStrategy[str]:
    if "enum" in schema:
        return st.sampled_from([str(choice) for choice in schema["enum"]])
    if schema["type"] == "boolean":
        return st.sampled_from(["true", "false"])
    if schema["type"] == "integer":
        least, most = schema.get("minimum", 0), schema.get("maximum", _LARGEST[schema["format"]])
        return st.integers(least, most).map(str)
    if not texts:
        return st.just("x")
    longest = min(schema.get("maxLength", 40), 40)
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=longest)


def _wrong(schema: dict[str, Any]) -> list[str]:
    """Values that the schema does not allow."""
    if schema["type"] == "array":
        return [] if schema["items"]["type"] == "object" else _wrong(schema["items"])
    if "enum" in schema:
        return ["nope", "-7", "999999"]
    if schema["type"] == "boolean":
        return ["maybe", "2"]
    if schema["type"] == "integer":
        bounds = [str(schema["minimum"] - 1)] if "minimum" in schema else []
        return [*bounds, str(schema.get("maximum", _LARGEST[schema["format"]]) + 1), "1.5", "x"]
    return ["x" * (schema["maxLength"] + 1)] if "maxLength" in schema else []
