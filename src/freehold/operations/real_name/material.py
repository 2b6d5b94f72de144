"""What was submitted to prove the holder of a domain, wherever it lies."""

from dataclasses import dataclass, field

from freehold.db.session import Session
from freehold.store import domain_verifications, task_documents, verifications
from freehold.store.domains import Domain
from freehold.terms.instants import Instant


@dataclass(frozen=True, slots=True)
class Material:
    """Type, number and image of a document; None where a profile had none, or was deleted, or no image is wanted."""

    kind: str | None
    number: str | None = field(repr=False)
    image: bytes | None = field(repr=False)
    submitted_at: Instant


def material_of(session: Session, domain: Domain, *, with_image: bool) -> Material | None:
    """What was submitted last for the domain's present registrant; None when nothing was."""
    found = domain_verifications.submission_of(session, domain)
    if found is None:
        return None
    if found.profile_id is None:
        document = task_documents.document_of_task(session, domain.account_id, found.task_id)
        assert document is not None
        image = document.image if with_image else None
        return Material(document.kind, document.number, image, found.submitted_at)
    held = verifications.get(session, domain.account_id, found.profile_id, with_image=with_image)
    if held is None:
        return Material(None, None, None, found.submitted_at)
    return Material(held.credential_type, held.credential_no, held.image, found.submitted_at)
