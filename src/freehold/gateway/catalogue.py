"""The configured registries, by name and by the suffixes they serve."""

from collections.abc import Callable, Collection
from functools import partial

from freehold.gateway.lane_share import LaneKey, own_key
from freehold.gateway.manners import Books
from freehold.gateway.registry import Registry
from freehold.settings import RegistrySettings, Settings
from freehold.settings.registry import EVERYTHING, folded_suffix
from freehold.terms.holds import Hold
from freehold.terms.instants import Instant


class Catalogue:
    """Finds the registry of a domain: the longest configured suffix wins, ``*`` takes the rest."""

    def __init__(self, registries: list[Registry]) -> None:
        self.by_name = {registry.name: registry for registry in registries}
        self._by_suffix = {
            folded_suffix(suffix): registry for registry in registries for suffix in registry.settings.tlds
        }

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        new_trid: Callable[[], str],
        *,
        now: Callable[[], Instant] | None = None,
        books: Books | None = None,
        named: Callable[[RegistrySettings, str], Collection[str]] = lambda _account, _domain: (),
        key: Callable[[str, int], LaneKey] = own_key,
    ) -> "Catalogue":
        """The registries of the settings; *named* tells the extensions named for an account, or for one domain.

        *key* gives the key of a registry's lane; *now*, *books* and it are as ``Registry`` has them.
        """
        return cls(
            [
                Registry(
                    entry, new_trid, now=now, books=books, named=partial(named, entry), key=partial(key, entry.name)
                )
                for entry in settings.registries.values()
            ]
        )

    @property
    def lanes(self) -> int:
        """How many lanes all registries have together."""
        return sum(registry.lanes for registry in self.by_name.values())

    def of(self, domain: str) -> Registry | None:
        """The registry that serves the domain (A-labels, lower case); None when none is configured for it."""
        rest = domain
        while "." in rest:
            rest = rest.partition(".")[2]
            found = self._by_suffix.get(rest)
            if found is not None:
                return found
        return self._by_suffix.get(EVERYTHING)

    def hold(self, registry: str) -> Hold | None:
        """What keeps a registry's chunks waiting now."""
        return self.by_name[registry].manners.hold()
