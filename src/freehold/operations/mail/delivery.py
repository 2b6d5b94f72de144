"""From the outbox to a carrier: claim, send, note.

A mail is claimed in a transaction before it is sent, and what became of it is noted in one after. If the process dies
between sending and noting, the next one finds the claim, cannot know, and sends again under the same Message-ID: that is
the only way in which a mail that was taken over goes out twice (INV-10, REL-15). A mail the other side will never take is
given up at once, one that it does not take now after about five days, as RFC 5321 (4.5.4.1) has it; both raise an alarm
(``freehold doctor``).
"""

import logging
from collections.abc import Callable

from freehold.clock import Clock
from freehold.db.engine import Database
from freehold.engine.backoff import due_at
from freehold.faults import fault
from freehold.operations.mail.carriers import Carrier, Delayed, Fate, Rejected, Sent, Unreachable
from freehold.store import outbox
from freehold.store.outbox import Mail
from freehold.terms.instants import Instant
from freehold.terms.mails import masked

_log = logging.getLogger(__name__)

AT_ONCE = 20
"""Mails claimed together: as many go out in doubt when the process is killed, and no more wait behind a slow server."""

FIRST_DELAY_SECONDS = 60.0
LONGEST_DELAY_SECONDS = 4 * 3600.0
MOST_ATTEMPTS = 36
"""At these delays about five days."""


class Delivery:
    """Delivers what is in the outbox; one for the process."""

    def __init__(
        self,
        database: Database,
        carrier: Carrier,
        system: Clock,
        business: Clock,
        ours: Callable[[], bool] = lambda: True,
    ) -> None:
        """Mail is delivered while it is *ours* to deliver, and not another process's."""
        self._ours = ours
        self._database = database
        self._carrier = carrier
        self._system = system
        self._business = business
        self._failures = 0
        self._not_before = Instant(0)
        self._stopping = False

    def start(self) -> None:
        """Take up what a process that died had claimed."""
        freed = self._database.write_now(outbox.unclaim)
        if freed:
            _log.warning("%s mails were being sent when the program ended; they are sent again", freed)

    def stop(self) -> None:
        """End after the mail that is on its way; what else was claimed is taken up at the next start."""
        self._stopping = True

    def deliver(self) -> int:
        """Send some of the mails that are due; how many were dealt with, none while the server is out of reach."""
        now = self._system.now()
        if now < self._not_before:
            return 0
        with self._database.reading() as session:
            if not outbox.any_due(session, now):
                return 0
        claimed = self._database.write_now(lambda session: outbox.claim(session, AT_ONCE, self._system.now()))
        fault("note.claim.after_commit")
        done = 0
        try:
            with self._carrier.opened() as send:
                for mail, attempt in claimed:
                    if self._stopping or not self._ours():
                        break
                    fault("note.send.before")
                    fate = send(mail)
                    fault("note.send.after")
                    self._note(mail, attempt, fate)
                    fault("note.mark.after_commit")
                    done += 1
            self._failures = 0
        except Unreachable as error:
            self._unreachable(claimed[done:], str(error))
        return done

    def _unreachable(self, left: list[tuple[Mail, int]], words: str) -> None:
        """None of the others is tried before the server had time to come back."""
        self._failures += 1
        self._not_before = due_at(self._system.now(), delay_seconds(self._failures))
        _log.warning("no mail can be sent: %s", words)
        for mail, attempt in left:
            self._note(mail, attempt, Delayed(f"no way out: {words}"))

    def _note(self, mail: Mail, attempt: int, fate: Fate) -> None:
        now = self._business.now()
        match fate:
            case Sent():
                self._database.write_now(lambda session: outbox.mark_sent(session, mail.event, now))
                _log.info("mail %s to %s is sent", mail.event, masked(mail.recipient))
            case Delayed(words=words) if attempt < MOST_ATTEMPTS:
                again = due_at(self._system.now(), delay_seconds(attempt))
                self._database.write_now(lambda session: outbox.put_off(session, mail.event, words, again, now))
                _log.info("mail %s to %s is put off: %s", mail.event, masked(mail.recipient), words)
            case Delayed(words=words) | Rejected(words=words):
                self._database.write_now(lambda session: outbox.give_up(session, mail.event, words, now))
                _log.warning("mail %s to %s is given up: %s", mail.event, masked(mail.recipient), words)


def delay_seconds(attempt: int) -> float:
    """How long to wait after this attempt: one minute at first, then twice as long each time, to four hours."""
    return min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2.0 ** min(attempt - 1, 16))
