"""Named values beside a command: what a registry wants to know of a registrant's right to a name (kv-1.0)."""

from freehold.epp.mapping import Mapped, attribute, element, part, some, text

NAMESPACE = "urn:X-ar:params:xml:ns:kv-1.0"
_PREFIX = "kv"


@part(NAMESPACE, _PREFIX)
class Item(Mapped):
    """A value and its name."""

    value: str = text()
    key: str = attribute()

    def __repr__(self) -> str:
        """Without the value, which may be a registration number (SEC-44)."""
        return f"Item(key={self.key!r})"


@element(NAMESPACE, _PREFIX, "kvlist")
class KeyValues(Mapped):
    """A list of them, under the name of whose they are."""

    items: tuple[Item, ...] = some("item", default=())
    name: str = attribute()
