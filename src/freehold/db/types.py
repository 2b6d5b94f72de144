"""Column types shared by all tables."""

from typing import Any

import sqlalchemy as sa

from freehold.db.vault import Sealed

InstantColumn = sa.BigInteger
"""Milliseconds since the epoch, UTC (freehold.terms.instants)."""

IdColumn = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""Row ids; SQLite numbers only INTEGER keys by itself."""


class SealedColumn(sa.types.TypeDecorator[Sealed]):
    """Holds a sealed value and takes nothing else: writing personal data in the clear is a type error (INV-18)."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> bytes | None:  # noqa: ARG002  the base's signature
        """Let sealed values through."""
        if value is not None and not isinstance(value, Sealed):
            raise TypeError("a sealed column takes only what the vault sealed")
        return value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Sealed | None:  # noqa: ARG002  the base's signature
        """Hand out what is to be opened by the vault."""
        return None if value is None else Sealed(value)
