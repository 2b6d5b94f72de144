"""Real-name verification of profiles: submit a document, approve or reject it (registrant-family.md, 4.2 and 4.4)."""

from datetime import datetime

from freehold.db.session import Session
from freehold.operations import domain_reviews
from freehold.store import profiles, verifications
from freehold.store.profiles import Profile
from freehold.store.task_documents import Document
from freehold.terms import credentials
from freehold.terms.contacts import Contact
from freehold.terms.instants import CHINA, SECOND, Instant
from freehold.terms.phrases import Phrase
from freehold.terms.refusals import ContactTemplateAudited, ContactTemplateNotExist, CredentialIllegal
from freehold.terms.verification import (
    CREDENTIAL_TYPES,
    INDIVIDUAL_CREDENTIALS,
    ORGANISATION_CREDENTIALS,
    RealNameStatus,
    RegistrantType,
)

_UNKNOWN_TYPE = Phrase("UnknownType", "is no known type of document")
_TYPE_DOES_NOT_FIT = Phrase("TypeDoesNotFit", "does not fit the profile's RegistrantType")
_REGION_DOES_NOT_FIT = Phrase("RegionDoesNotFit", "is no document of the holder's Country {country}")
_NUMBER_DOES_NOT_FIT = Phrase("NumberDoesNotFit", "does not fit the type of document, or its check character is wrong")

_TYPES = {RegistrantType.INDIVIDUAL: INDIVIDUAL_CREDENTIALS, RegistrantType.ORGANISATION: ORGANISATION_CREDENTIALS}
_CLOSED = frozenset({RealNameStatus.AUDITING, RealNameStatus.SUCCEEDED})


def submittable(session: Session, account_id: int, profile_id: int) -> Profile:
    """The account's profile, if it takes material now; raises the refusal that says why not."""
    profile = profiles.get(session, account_id, profile_id)
    if profile is None:
        raise ContactTemplateNotExist(profile=profile_id)
    if profile.real_name_status in _CLOSED:
        raise ContactTemplateAudited(profile=profile_id)
    return profile


def check_credential(holder: Profile | Contact, kind: str, number: str, now: Instant) -> None:
    """Raise CredentialIllegal unless the document's type and number fit its holder and each other."""
    if kind not in CREDENTIAL_TYPES:
        raise CredentialIllegal(parameter="IdentityCredentialType", why=_UNKNOWN_TYPE.of())
    if kind not in _TYPES[holder.registrant_type]:
        raise CredentialIllegal(parameter="IdentityCredentialType", why=_TYPE_DOES_NOT_FIT.of())
    country = holder.country if isinstance(holder, Contact) else holder.contact.country
    # A domain that was imported may not say its holder's country; the reviewer sees what the document says.
    if country and not credentials.of_region(kind, country):
        raise CredentialIllegal(parameter="IdentityCredentialType", why=_REGION_DOES_NOT_FIT.of(country=country))
    if not credentials.well_formed(kind, number, datetime.fromtimestamp(now / SECOND, CHINA).date()):
        raise CredentialIllegal(parameter="IdentityCredentialNo", why=_NUMBER_DOES_NOT_FIT.of())


def submit(session: Session, profile: Profile, kind: str, number: str, image: bytes, now: Instant) -> None:
    """Store the material and hand the profile to the reviewer."""
    if not profiles.move(
        session, profile.account_id, profile.id, profile.real_name_status, RealNameStatus.AUDITING, now
    ):
        raise ContactTemplateAudited(profile=profile.id)
    verifications.put(session, profile.account_id, profile.id, kind, number, image, now)


def submit_document(session: Session, account_id: int, profile_id: int, document: Document, now: Instant) -> None:
    """Hand the account's profile to the reviewer with the document that proves its holder.

    Raises ContactTemplateNotExist, ContactTemplateAudited or CredentialIllegal.
    """
    profile = submittable(session, account_id, profile_id)
    check_credential(profile, document.kind, document.number, now)
    submit(session, profile, document.kind, document.number, document.image, now)


class NotUnderReview(Exception):
    """The profile is not waiting for a reviewer; the argument names its state."""


def approve(session: Session, profile_id: int, now: Instant) -> None:
    """The reviewer's yes: the profile is verified and takes no edit any more. Raises NotUnderReview.

    Domains that were submitted by it and wait for this word are verified with it.
    """
    _decide(session, profile_id, RealNameStatus.SUCCEEDED, now)
    domain_reviews.profile_reviewed(session, profile_id, None, now)


def reject(session: Session, profile_id: int, reason: str, now: Instant) -> None:
    """The reviewer's no: the reason joins the list that the account can read. Raises NotUnderReview."""
    _decide(session, profile_id, RealNameStatus.FAILED, now)
    verifications.add_failure(session, profile_id, reason, now)
    domain_reviews.profile_reviewed(session, profile_id, reason, now)


def _decide(session: Session, profile_id: int, verdict: RealNameStatus, now: Instant) -> None:
    if not profiles.move(session, None, profile_id, RealNameStatus.AUDITING, verdict, now):
        profile = profiles.by_id(session, profile_id)
        raise NotUnderReview("unknown" if profile is None else profile.real_name_status.value)
    verifications.touch(session, profile_id, now)
