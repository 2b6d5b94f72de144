"""Documents go to the provider, and its decisions to the profiles and tasks that they came for.

Every document under review that no provider has is found by a look at the rows, so that nothing is lost whenever the
process dies, and one that was submitted before the provider was set up is taken too. An attempt is counted before it is
made; the provider takes a case once by its id. A person may decide meanwhile (``subjects``).
"""

import json
import logging
from collections.abc import Mapping

from freehold.clock import Clock
from freehold.db.engine import Database
from freehold.db.session import Session
from freehold.engine.backoff import due_at
from freehold.faults import fault
from freehold.operations.reviews import signing, subjects
from freehold.operations.reviews.reviewers import Reviewer, Unavailable
from freehold.operations.reviews.service import read_answer
from freehold.store import reviews
from freehold.store.reviews import Review
from freehold.terms.instants import Instant
from freehold.terms.reviews import Answer, Approved, Rejected, ReviewState, Undecided

_log = logging.getLogger(__name__)

_AT_ONCE = 20
_ATTEMPT_SECONDS = 300.0
"""How long an attempt may last; only a process that died leaves one to be made again after it."""

_FIRST_DELAY_SECONDS = 30.0
_LONGEST_DELAY_SECONDS = 3600.0


class UnknownReview(LookupError):
    """A call-back names a review that there is not."""


class ReviewDesk:
    """Brings documents to the provider; one for the process."""

    def __init__(
        self, database: Database, reviewer: Reviewer, system: Clock, business: Clock, signed: Clock | None = None
    ) -> None:
        """*signed* is the clock that call-backs are signed by, *system* itself when left out."""
        self._signed = signed or system
        self._database = database
        self._reviewer = reviewer
        self._system = system
        self._business = business

    def start(self) -> None:
        """Take up the attempts of a process that died."""
        self._database.write_now(reviews.release)

    def look(self) -> int:
        """Ask about what is due; how many cases that was."""
        with self._database.reading() as session:
            awaited = reviews.any_awaited(session)
        if awaited:
            self._database.write_now(lambda session: reviews.begin(session, self._reviewer.name, self._business.now()))
        with self._database.reading() as session:
            found = reviews.due(session, self._system.now(), _AT_ONCE)
        for review in found:
            self._bring(review)
        return len(found)

    def _bring(self, review: Review) -> None:
        with self._database.reading() as session:
            case = subjects.case_of(session, review)
        if case is None:
            now = self._business.now()
            self._database.write_now(lambda session: reviews.settle(session, review.id, ReviewState.DROPPED, None, now))
            return
        again = due_at(self._system.now(), _ATTEMPT_SECONDS)
        self._database.write_now(lambda session: reviews.asking(session, review.id, again))
        try:
            answer = self._reviewer.look(review.id) if review.state is ReviewState.PENDING else None
            answer = answer or self._reviewer.ask(case)
        except Unavailable as error:
            self._unavailable(review, str(error))
            return
        fault("review.ask.after_answer")
        self.take(review.id, answer)

    def _unavailable(self, review: Review, words: str) -> None:
        seconds = min(_LONGEST_DELAY_SECONDS, _FIRST_DELAY_SECONDS * 2.0 ** min(review.attempts, 16))
        again = due_at(self._system.now(), seconds)
        _log.warning("%s cannot be brought to the %s: %s", review.id, self._reviewer.name, words)
        self._database.write_now(lambda session: reviews.put_off(session, review.id, review.state, words, again))

    def receive(self, given: Mapping[str, str], body: bytes, secret: str) -> None:
        """Take a provider's call-back; the same one twice is one. Raises BadSignature, Unavailable, UnknownReview."""
        signing.check(secret, given, body, self._signed.now())
        answer = read_answer(body, _FIRST_DELAY_SECONDS)
        review_id = json.loads(body).get("review")
        with self._database.reading() as session:
            # Some texts of JSON are none to a database.
            possible = isinstance(review_id, str) and review_id.isascii() and review_id.isprintable()
            known = possible and reviews.find(session, review_id) is not None
        if not known:
            raise UnknownReview("there is no such review")
        self.take(review_id, answer)

    def take(self, review_id: str, answer: Answer) -> None:
        """Write a provider's answer down; a decision moves what it is about in the same transaction."""
        if isinstance(answer, Undecided):
            again = due_at(self._system.now(), answer.seconds)
            self._database.write_now(
                lambda session: reviews.put_off(session, review_id, ReviewState.PENDING, None, again)
            )
        else:
            now = self._business.now()
            self._database.write_now(lambda session: _decide(session, review_id, answer, now))


def _decide(session: Session, review_id: str, answer: Approved | Rejected, now: Instant) -> None:
    review = reviews.find(session, review_id)
    state = ReviewState.APPROVED if isinstance(answer, Approved) else ReviewState.REJECTED
    if review is not None and reviews.settle(session, review_id, state, answer.evidence or None, now):
        subjects.decide(session, review, answer, now)
