"""Open chunks that the sweep looks at, whichever host's clock they were dated by."""

import sqlalchemy as sa

from freehold.engine import chunks
from freehold.terms.instants import MINUTE, SECOND, Instant
from support.whole_store import fill

NOW = Instant(1_767_323_045_000)


def test_a_chunk_that_a_host_with_a_clock_ahead_wrote_to_is_looked_at_all_the_same(database):
    """INV-17: its host may have died; otherwise nobody would look before the others' clocks have come so far."""
    database.write_now(fill)

    def looked_at(updated_at):
        def work(session):
            session.execute(sa.update(chunks.chunks).values(open=True, updated_at=updated_at))
            return len(chunks.still_open(session, Instant(NOW - 5 * SECOND), NOW))

        return database.write_now(work)

    assert looked_at(NOW - SECOND) == 0
    assert looked_at(NOW - MINUTE) == looked_at(NOW + 10 * MINUTE) > 0
