"""The page on settings: key, type, default and meaning, read off the declarations."""

import ast
import inspect
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from freehold.cli.settings import default_of
from freehold.rpc.markdown import code, table
from freehold.settings import (
    TABLES,
    CodeProviderSettings,
    Limits,
    LogSettings,
    MailSettings,
    MetricsSettings,
    RegistrySettings,
    ReviewSettings,
    Settings,
    TracesSettings,
)

NESTED = (*TABLES, "name")


def settings() -> str:
    """All settings, section by section."""
    return (
        "# Settings\n\n"
        "Read from a TOML file (`--config`), then from the environment, then from the command line; the later goes before the\n"
        "earlier. A variable is `FREEHOLD_` and the key in capitals, with two underscores for a dot:\n"
        "`FREEHOLD_LIMITS__MOST_DOMAINS=5000`. `..._FILE` reads the value from a file. An unknown key stops the start.\n"
        "`freehold settings show` prints what is in force, and where each value comes from.\n\n"
        f"## At the top\n\n{_section(Settings)}\n"
        f"## `[limits]`\n\n{_section(Limits)}\n"
        "## `[mail]`\n\n"
        "[Mail](../guides/mail.md) says how to use them. `password_file` may stand in place of `password`.\n\n"
        f"{_section(MailSettings)}\n"
        "## `[review]`\n\n"
        "[Reviews](../guides/reviews.md) says how to use them. `secret_file` may stand in place of `secret`.\n\n"
        f"{_section(ReviewSettings)}\n"
        "## `[log]`\n\n"
        "[Operations](../guides/operations.md) says what is in a line. `--log-format` and `--log-level` go before these.\n\n"
        f"{_section(LogSettings)}\n"
        "## `[metrics]`\n\n"
        "[Operations](../guides/operations.md) says what is told there. `token_file` may stand in place of `token`.\n\n"
        f"{_section(MetricsSettings)}\n"
        "## `[traces]`\n\n"
        "[Operations](../guides/operations.md) says what is recorded. `token_file` may stand in place of `token`.\n\n"
        f"{_section(TracesSettings)}\n"
        "## `[registries.NAME]`\n\n"
        "One section a registry account. `password_file` may stand in place of `password`. File names are relative to the\n"
        f"settings file.\n\n{_section(RegistrySettings)}\n"
        "## `[code_providers.NAME]`\n\n"
        "One section a provider of verification codes ([how they are used](../guides/verification-codes.md)).\n\n"
        f"{_section(CodeProviderSettings)}"
    )


def _section(kind: type[Any]) -> str:
    meanings = _meanings(kind)
    rows = [
        (code(field.name), _words(field.type), _default(field), meanings.get(field.name, ""))
        for field in fields(kind)
        if field.name not in NESTED
    ]
    return table(("key", "type", "default", "meaning"), rows)


def _default(field: Field[Any]) -> str:
    return "*required*" if field.default is MISSING else code(default_of(field)) or "empty"


def _words(declared_type: Any) -> str:
    text = getattr(declared_type, "__name__", "") if isinstance(declared_type, type) else str(declared_type)
    for name, words in (
        ("tuple[str, ...]", "list of texts"),
        ("pathlib.Path", "file or folder"),
        ("Path", "file or folder"),
    ):
        text = text.replace(name, words)
    if "Literal" in text:
        return "one of " + ", ".join(code(value) for value in declared_type.__args__)
    parts = {"str": "text", "int": "whole number", "float": "number", "None": "none"}
    return " or ".join(parts.get(part.strip(), part.strip()) for part in text.split("|"))


def _meanings(kind: type[Any]) -> dict[str, str]:
    """The line below each field of the class."""
    (found,) = [
        node
        for node in ast.parse(Path(inspect.getfile(kind)).read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__
    ]
    meanings = {"login": "The registrar's name there.", "password": "The registrar's password there."}
    for field, line in zip(found.body, found.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(line, ast.Expr):
            assert isinstance(line.value, ast.Constant)
            meanings[field.target.id] = str(line.value.value)
    return meanings
