"""Values of the hot paths: frozen, made and copied in C, and silent about what nobody may read by chance."""

from typing import ClassVar

import msgspec


class Value(msgspec.Struct, frozen=True, gc=False):
    """A value without cycles; fields named in *hidden* are not in its ``repr``."""

    hidden: ClassVar[frozenset[str]] = frozenset()

    def __repr__(self) -> str:
        told = (f"{name}={getattr(self, name)!r}" for name in self.__struct_fields__ if name not in self.hidden)
        return f"{type(self).__name__}({', '.join(told)})"
