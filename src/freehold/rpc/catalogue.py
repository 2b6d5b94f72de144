"""The actions there are: those built, found by their files, and all that are published."""

import json
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from typing import Any

from freehold.rpc.action import Action
from freehold.rpc.structures import snake_case
from freehold.terms.refusals import InvalidActionNotFound


class BadActionFile(Exception):
    """An action file breaks a rule of the catalogue; the sentence says which and where."""


@cache
def published_actions() -> Mapping[str, Mapping[str, Any]]:
    """All published actions by name: methods, permission, parameters, members of the response."""
    text = files("freehold.rpc").joinpath("published_actions.json").read_text(encoding="utf-8")
    actions: dict[str, dict[str, Any]] = json.loads(text)["actions"]
    return actions


class Catalogue:
    """Looks an action up by its exact name (SEC-7)."""

    def __init__(self, actions: Iterable[Action], published: Iterable[str] | None = None) -> None:
        self._published = frozenset(published_actions() if published is None else published)
        self._built: dict[str, Action] = {}
        for action in actions:
            if action.name in self._built:
                raise BadActionFile(f"{action.name} is built twice: {self._built[action.name].module}, {action.module}")
            if action.name not in self._published:
                raise BadActionFile(f"{action.name} in {action.module} is no published action")
            self._built[action.name] = action

    @property
    def built(self) -> Mapping[str, Action]:
        """The actions this server carries out, by name."""
        return self._built

    @property
    def published(self) -> frozenset[str]:
        """The names of all published actions."""
        return self._published

    def find(self, name: str) -> Action | None:
        """The action; None when it is published and not built. Raises InvalidActionNotFound for any other name."""
        action = self._built.get(name)
        if action is None and name not in self._published:
            raise InvalidActionNotFound(action=name[:100])
        return action


def find_actions(package: ModuleType) -> list[Action]:
    """Import every module below *package* and take the action out of each.

    A module may also hold what actions of its group share; then it has no action, and no action's name.
    """
    of_actions = {snake_case(name) for name in published_actions()}
    found = []
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = import_module(info.name)
        if not info.ispkg:
            found += _actions_of(module, of_actions)
    return found


def _actions_of(module: ModuleType, of_actions: set[str]) -> list[Action]:
    file = module.__name__.rpartition(".")[2]
    actions = [
        value for value in vars(module).values() if isinstance(value, Action) and value.module == module.__name__
    ]
    if len(actions) > 1 or (not actions and file in of_actions):
        raise BadActionFile(f"{module.__name__} has {len(actions)} actions; a file named after an action has one")
    for action in actions:
        if file != snake_case(action.name):
            raise BadActionFile(f"{action.name} belongs into {snake_case(action.name)}.py, not {module.__name__}")
    return actions
