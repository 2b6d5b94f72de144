"""A stand-in for the durable hand-over of chunks: rounds are rows of the same store, one runs on a lane at a time.

It keeps the promises that the engine takes from the library: an enqueued round is there when its transaction is and is handed
over when its time has come; what a dead process was at is handed over again.
"""

TABLE = """CREATE TABLE handover (
    id TEXT PRIMARY KEY, task_id INTEGER, chunk INTEGER, round INTEGER, lane TEXT, priority INTEGER, due_at INTEGER, state TEXT
)"""
_LIVE = ("ENQUEUED", "PENDING")


class Handover:
    """What a process enqueues to, and takes from."""

    def __init__(self, store, clock, wake):
        self._store = store
        self._clock = clock
        self._wake = wake

    def enqueue(self, session, task_id, chunk, round_, registry, lane, priority, delay_seconds=0.0):
        due_at = self._clock.now() + int(delay_seconds * 1000)
        session.raw.execute(
            "INSERT OR IGNORE INTO handover VALUES (?, ?, ?, ?, ?, ?, ?, 'ENQUEUED')",
            (f"{task_id}:{chunk}:{round_}", task_id, chunk, round_, f"{registry}:{lane}", priority, due_at),
        )
        self._wake()

    def alive(self, names):
        found = self._rows("SELECT id FROM handover WHERE state IN ('ENQUEUED', 'PENDING')")
        return {row[0] for row in found} & set(names)

    def take(self):
        """Rounds whose time has come and whose lane is free; they count as running from here on."""
        now = self._clock.now()
        running = {row[0] for row in self._rows("SELECT lane FROM handover WHERE state = 'PENDING'")}
        taken = []
        for row in self._rows(
            "SELECT id, lane, task_id, chunk, round FROM handover WHERE state = 'ENQUEUED' AND due_at <= ? "
            "ORDER BY priority, rowid",
            now,
        ):
            if row[1] not in running:
                running.add(row[1])
                taken.append(row)
                self._set("PENDING", row[0])
        return taken

    def seconds_left(self):
        """Until the next round is due that is not; None when there is none."""
        now = self._clock.now()
        row = self._rows("SELECT min(due_at) FROM handover WHERE state = 'ENQUEUED' AND due_at > ?", now)[0]
        return None if row[0] is None else (row[0] - now) / 1000

    def ended(self, name, state="SUCCESS"):
        self._set(state, name)

    def recover(self):
        """Hand over again what the dead process was at."""
        self._store.raw.execute("UPDATE handover SET state = 'ENQUEUED' WHERE state = 'PENDING'")

    def lose(self):
        """Forget everything, as when the library's tables are dropped."""
        self._store.raw.execute("DELETE FROM handover")

    def _set(self, state, name):
        self._store.raw.execute("UPDATE handover SET state = ? WHERE id = ?", (state, name))

    def _rows(self, text, *values):
        return self._store.raw.execute(text, values).fetchall()
