"""A list of names finds its domains by the index of names, however many the account has; on PostgreSQL."""

import pytest
import sqlalchemy as sa

from freehold.store import domains
from freehold.terms.domain_name import DomainName
from support.plans import tables_read_through

HELD = [DomainName(f"d{number}.example") for number in range(4000)]


@pytest.fixture
def filled(house):
    house.domains(house.ada, *HELD)
    with house.store.engine_for_migrations() as engine, engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("ANALYZE"))
    return house


@pytest.mark.postgresql_alone
@pytest.mark.parametrize("count", [1, 100, 3000])
def test_a_list_reads_no_table_from_end_to_end(filled, count):
    """Of a list whose length PostgreSQL does not know it expected a hundred rows, and read some thousand for one name."""
    named = HELD[:count]

    read = tables_read_through(filled, lambda session: domains.candidates(session, filled.ada, named))

    assert "domains" not in read
