"""The OpenAPI 3.1 document of the actions that are built, read off their declarations.

The API has one path for all actions, and OpenAPI one operation for each path and method. So each action has a path of its
own with its name behind a ``#``, which no client sends: calls go to ``/``, with the name in the parameter ``Action`` or the
header ``x-acs-action``. A list is sent as ``Name.1``, ``Name.2``; its parameter is named ``Name`` and says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from enum import Enum
from typing import Any, get_args, get_origin

from freehold import __version__
from freehold.rpc.action import Action
from freehold.rpc.structures import Int32, Member, Structure, members_of, plain, without_none
from freehold.terms.refusals import ForbiddenByPolicy, IdempotentParameterMismatch, Refusal

_VERSION = "2018-01-29"
_ERROR = "#/components/schemas/Error"

_INTRODUCTION = (
    "The actions of the Alibaba Cloud Domain API (2018-01-29) that this server carries out. Calls go to the path / with GET "
    "or POST; parameters stand in the query or in a form. What follows a # in a path here is only told apart by OpenAPI."
)
_V3 = (
    "ACS3-HMAC-SHA256: `ACS3-HMAC-SHA256 Credential=KEY,SignedHeaders=...,Signature=...`, with the headers x-acs-action, "
    "x-acs-version, x-acs-date, x-acs-signature-nonce and x-acs-content-sha256."
)
_V1 = (
    "HMAC-SHA1: AccessKeyId, Signature, SignatureMethod, SignatureVersion, SignatureNonce and Timestamp as parameters."
)


def document(built: Iterable[Action], url: str = "/") -> dict[str, Any]:
    """The whole document, for a server at *url*."""
    actions = sorted(built, key=lambda action: action.name)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Freehold, Domain API",
            "version": _VERSION,
            "description": _INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "x-freehold-version": __version__,
        },
        "servers": [{"url": url}],
        "security": [{"acs3": []}, {"v1": []}],
        "paths": {f"/#{action.name}": _path(action) for action in actions},
        "components": {
            "schemas": {"Error": _error_schema()},
            "securitySchemes": {
                "acs3": {"type": "apiKey", "in": "header", "name": "Authorization", "description": _V3},
                "v1": {"type": "apiKey", "in": "query", "name": "Signature", "description": _V1},
            },
        },
    }


def _path(action: Action) -> dict[str, Any]:
    return {
        method.lower(): {
            "operationId": action.name if method == "POST" else f"{action.name}ByGet",
            "summary": action.description.partition("\n")[0],
            "description": " ".join(action.description.split()),
            "tags": [action.module.split(".")[-2]],
            "parameters": [_fixed("Action", action.name), _fixed("Version", _VERSION), *_parameters(action.request)],
            "responses": {"200": _success(action.response), **_refusals(_refused_with(action))},
        }
        for method in action.methods
    }


def _fixed(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": True, "schema": {"const": value}}


def _parameters(request: type[Structure]) -> list[dict[str, Any]]:
    return [_parameter(member) for member in members_of(request).values()]


def _parameter(member: Member) -> dict[str, Any]:
    schema = _schema_of(member)
    listed = schema.get("type") == "array"
    told = f" Sent as {member.wire}.1, {member.wire}.2 and so on." if listed else ""
    parameter = {
        "name": member.wire,
        "in": "query",
        "required": member.required,
        "description": member.description + told,
        "schema": schema,
    }
    if member.example is not None:
        parameter["example"] = [member.example] if listed else member.example
    return parameter


def _success(response: type[Structure]) -> dict[str, Any]:
    schema = _structure(response)
    schema["properties"] = {"RequestId": {"type": "string", "description": "The call, in the log."}} | schema[
        "properties"
    ]
    schema["required"] = ["RequestId", *schema.get("required", [])]
    return {
        "description": "What was asked for.",
        "headers": {"x-acs-request-id": {"description": "The same as RequestId.", "schema": {"type": "string"}}},
        "content": {"application/json": {"schema": schema}},
    }


def _refused_with(action: Action) -> frozenset[type[Refusal]]:
    """What the handler refuses with, and what is refused before it is asked (permissions.py, client_tokens.py)."""
    by_token = {IdempotentParameterMismatch} if action.task_member else set()
    return action.refuses | {ForbiddenByPolicy} | by_token


def _refusals(refuses: Iterable[type[Refusal]]) -> dict[str, Any]:
    by_status: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for refusal in sorted(refuses, key=lambda kind: (kind.code, kind.__name__)):
        by_status[refusal.status][refusal.code] = (refusal.__doc__ or "").strip().partition("\n")[0]
    by_status[400]["..."] = "And what every call may get: signature, time, throttling, missing and invalid parameters."
    return {
        str(status): {
            "description": "\n".join(f"- `{code}`: {when}" for code, when in codes.items()),
            "content": {"application/json": {"schema": {"$ref": _ERROR}}},
        }
        for status, codes in sorted(by_status.items())
    }


def _structure(structure: type[Structure]) -> dict[str, Any]:
    members = members_of(structure)
    properties = {member.wire: _schema_of(member) | {"description": member.description} for member in members.values()}
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    # A member that may be None is left out then.
    required = [
        member.wire for member in members.values() if member.required and without_none(member.type) is member.type
    ]
    return schema | ({"required": required} if required else {})


def _schema_of(member: Member) -> dict[str, Any]:
    declared = without_none(member.type)
    if get_origin(plain(declared)) is list:
        (item,) = get_args(plain(declared))
        listed: dict[str, Any] = {"type": "array", "items": _value(item, member)}
        if member.item:
            return {"type": "object", "properties": {member.item: listed}, "required": [member.item]}
        return listed
    return _value(declared, member)


def _value(declared: Any, member: Member) -> dict[str, Any]:
    kind = plain(declared)
    if isinstance(kind, type) and issubclass(kind, Structure):
        return _structure(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [choice.value for choice in kind]}
    if kind is bool:
        return {"type": "boolean"}
    if kind is int:
        schema: dict[str, Any] = {"type": "integer", "format": "int32" if declared == Int32 else "int64"}
        bounds = {"minimum": member.minimum, "maximum": member.maximum}
        schema |= {name: bound for name, bound in bounds.items() if bound is not None}
    else:
        schema = {"type": "string"} | ({} if member.max_length is None else {"maxLength": member.max_length})
    return schema | ({"enum": list(member.choices)} if member.choices else {})


def _error_schema() -> dict[str, Any]:
    texts = {
        "RequestId": "The call, in the log.",
        "HostId": "The host called.",
        "Code": "What is wrong, for programs.",
        "Message": "What is wrong, with what, and what to do.",
        "Recommend": "A page about the code.",
    }
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": told} for name, told in texts.items()},
        "required": list(texts),
    }
