"""Registrant profiles: save them, delete them, find them (registrant-family.md, 4)."""

from collections.abc import Mapping, Sequence

import msgspec

from freehold.db.session import Session
from freehold.operations.contact_rules import check_contact, in_one_form
from freehold.store import profiles
from freehold.store.profiles import Profile
from freehold.terms.contacts import Contact
from freehold.terms.instants import Instant
from freehold.terms.phrases import told
from freehold.terms.refusals import (
    ContactTemplateAudited,
    ContactTemplateNotExist,
    ProfileQuotaExceeded,
    ProfileUnderReview,
)
from freehold.terms.verification import RealNameStatus, RegistrantType

MOST_PROFILES = 500
"""An account keeps no more (registrant-family.md, 10)."""

_NO_EDIT = frozenset({RealNameStatus.AUDITING, RealNameStatus.SUCCEEDED})


def save(
    session: Session,
    *,
    account_id: int,
    profile_id: int | None,
    given: Mapping[str, str],
    registrant_type: RegistrantType | None,
    profile_type: str | None,
    make_default: bool,
    now: Instant,
) -> int:
    """Make a profile, or change those fields of one that are *given*; its id.

    A verified profile, or one under review, takes no edit; one that failed begins anew (4.2).
    """
    given = in_one_form(given)
    if profile_id is None:
        saved = _create(session, account_id, given, registrant_type, profile_type or "common", now)
    else:
        saved = profile_id
        _change(session, _own(session, account_id, profile_id), given, registrant_type, profile_type, make_default, now)
    if make_default:
        set_default(session, account_id, saved, now)
    return saved


def _create(
    session: Session,
    account_id: int,
    given: Mapping[str, str],
    registrant_type: RegistrantType | None,
    profile_type: str,
    now: Instant,
) -> int:
    if profiles.count(session, account_id) >= MOST_PROFILES:
        raise ProfileQuotaExceeded(limit=MOST_PROFILES)
    contact = Contact(registrant_type=registrant_type or RegistrantType.INDIVIDUAL, **given)
    check_contact(contact)
    return profiles.add(session, account_id, contact, now, profile_type=profile_type)


def _change(
    session: Session,
    profile: Profile,
    given: Mapping[str, str],
    registrant_type: RegistrantType | None,
    profile_type: str | None,
    make_default: bool,
    now: Instant,
) -> None:
    nothing = not given and registrant_type is None and profile_type is None
    if nothing and make_default:
        # Moving the mark of the default is no edit of the data, so a verified profile takes it.
        return
    if profile.real_name_status in _NO_EDIT:
        raise ContactTemplateAudited(profile=profile.id)
    if nothing:
        return
    changes = dict(given) if registrant_type is None else {**given, "registrant_type": registrant_type}
    contact = msgspec.structs.replace(profile.contact, **changes)
    check_contact(contact)
    profiles.revise(
        session,
        profile,
        contact,
        now,
        profile_type=profile_type or profile.profile_type,
        status=RealNameStatus.NONE,
    )


def _own(session: Session, account_id: int, profile_id: int) -> Profile:
    profile = profiles.get(session, account_id, profile_id)
    if profile is None:
        raise ContactTemplateNotExist(profile=profile_id)
    return profile


def delete(session: Session, account_id: int, profile_ids: Sequence[int]) -> None:
    """Delete profiles of the account, all of them or none; with each goes what was submitted to verify it.

    Domains and tasks keep the data they were given. Raises ContactTemplateNotExist, ProfileUnderReview.
    """
    wanted = list(dict.fromkeys(profile_ids))
    known = {profile.id: profile for profile in profiles.of_account(session, account_id)}
    missing = [profile_id for profile_id in wanted if profile_id not in known]
    if missing:
        raise ContactTemplateNotExist(profile=told([str(profile_id) for profile_id in missing]))
    in_review = [one for one in wanted if known[one].real_name_status is RealNameStatus.AUDITING]
    if in_review:
        raise ProfileUnderReview(profile=told([str(profile_id) for profile_id in in_review]))
    profiles.delete(session, account_id, wanted)


def set_default(session: Session, account_id: int, profile_id: int, now: Instant) -> None:
    """Make a profile the default of its registrant type, whatever its state; the mark leaves the one that had it.

    Raises ContactTemplateNotExist.
    """
    profile = _own(session, account_id, profile_id)
    profiles.make_default(session, account_id, profile_id, profile.registrant_type, now)


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for among an account's profiles; texts are contained, whatever their case."""

    profile_id: int | None = None
    registrant_type: RegistrantType | None = None
    profile_type: str | None = None
    status: RealNameStatus | None = None
    is_default: bool | None = None
    email: str | None = None
    holder: str | None = None
    zh_holder: str | None = None
    remark: str | None = None


def search(session: Session, account_id: int, wanted: Search) -> list[Profile]:
    """The account's profiles that fit, newest first. There are 500 at most, and their data is sealed: so by looking."""
    return [profile for profile in profiles.of_account(session, account_id) if _fits(profile, wanted)]


def _fits(profile: Profile, wanted: Search) -> bool:
    same = (
        (wanted.profile_id, profile.id),
        (wanted.registrant_type, profile.registrant_type),
        (wanted.profile_type, profile.profile_type),
        (wanted.status, profile.real_name_status),
        (wanted.is_default, profile.is_default),
    )
    within = (
        (wanted.email, profile.contact.email),
        (wanted.holder, profile.contact.organization),
        (wanted.zh_holder, profile.contact.zh_organization),
        (wanted.remark, profile.remark),
    )
    return all(want is None or want == has for want, has in same) and all(
        want is None or want.casefold() in has.casefold() for want, has in within
    )
