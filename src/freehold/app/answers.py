"""What comes in beside the API: what persons answer to mails, and reviewers to what they were handed."""

import asyncio
from collections.abc import Mapping

from freehold.clock import Clock
from freehold.db.engine import Database
from freehold.operations import email_verification
from freehold.operations.office import Office
from freehold.operations.registrant_change import confirmations
from freehold.operations.registrant_change.confirmations import Asked
from freehold.operations.reviews.desk import ReviewDesk
from freehold.operations.reviews.signing import BadSignature


class Answers:
    """Takes each in a transaction of its own."""

    def __init__(
        self, database: Database, office: Office, business: Clock, desk: ReviewDesk | None, review_secret: str
    ) -> None:
        """*review_secret* signs a review service's call-backs; without it, or without a *desk*, none is taken."""
        self._database = database
        self._office = office
        self._business = business
        self._desk = desk
        self._review_secret = review_secret

    async def confirm_email(self, token: str, ip: str) -> str:
        """Confirm a mail address by its link's token; the address. Raises TokenIllegal."""
        proof = await self._database.write(
            lambda session: email_verification.confirm(session, token, ip, self._business.now())
        )
        return proof.email

    async def open_confirmation(self, token: str) -> Asked:
        """What a holder's link is about. Raises NoConfirmation."""
        return await self._database.write(
            lambda session: confirmations.open_link(session, self._office, token, self._business.now())
        )

    async def answer_confirmation(self, token: str, ip: str, *, confirms: bool, waives_lock: bool) -> Asked:
        """Take a holder's answer. Raises NoConfirmation."""
        now = self._business.now
        return await self._database.write(
            lambda session: confirmations.answer(
                session, self._office, token, confirms=confirms, waives_lock=waives_lock, ip=ip, now=now()
            )
        )

    async def take_review(self, headers: Mapping[str, str], body: bytes) -> None:
        """Take a review service's call-back. Raises BadSignature, Unavailable or UnknownReview."""
        if self._desk is None or not self._review_secret:
            raise BadSignature("no review service is set up")
        await asyncio.to_thread(self._desk.receive, headers, body, self._review_secret)
