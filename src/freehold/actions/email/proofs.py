"""The proof of a mail address, as the actions show it."""

from typing import TypeVar

from freehold.rpc.structures import Int32, Structure, out
from freehold.store.emails import EmailProof
from freehold.terms.instants import Instant, china_text


class EmailVerification(Structure):
    """The proof of one address."""

    email_verification_no: str = out("Number of the proof.", example="75addb07a28743d18fbf9bd1a5d0d0a8")
    email: str = out("Address.", example="hostmaster@example.com")
    verification_status: Int32 = out("0 waiting, 1 done.", example=1)
    token_send_time: str | None = out("When the last mail was sent, China time.", example="2026-01-02 11:04:05")
    verification_time: str | None = out("When it was confirmed, China time.", example="2026-01-02 11:05:05")
    send_ip: str | None = out("Who asked for it.", example="192.0.2.1")
    confirm_ip: str | None = out("Who confirmed it.", example="192.0.2.2")
    gmt_create: str = out("China time.", example="2026-01-02 11:04:05")
    gmt_modified: str = out("China time.", example="2026-01-02 11:05:05")
    user_id: str = out("The account.", example="1000000001")


Shown = TypeVar("Shown", bound=EmailVerification)


def shown(kind: type[Shown], proof: EmailProof, user_id: str) -> Shown:
    """The proof as a structure of this kind."""
    return kind(
        email_verification_no=proof.number,
        email=proof.email,
        verification_status=int(proof.verified_at is not None),
        token_send_time=_text(proof.token_sent_at),
        verification_time=_text(proof.verified_at),
        send_ip=proof.send_ip or None,
        confirm_ip=proof.confirm_ip or None,
        gmt_create=china_text(proof.created_at),
        gmt_modified=china_text(proof.updated_at),
        user_id=user_id,
    )


def _text(at: Instant | None) -> str | None:
    return None if at is None else china_text(at)
