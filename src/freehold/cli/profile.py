"""``freehold profile``: registrant profiles, and the review that real-name verification is."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from freehold.cli.accounts import account_names
from freehold.cli.data_folder import business_now, data_option, open_store
from freehold.cli.output import output_option, say, write_record, write_rows
from freehold.cli.reviewing import image_option, reason_option, write_image

if TYPE_CHECKING:
    from freehold.db.session import Session
    from freehold.store.profiles import Profile

_LARGEST_ID = 2**63 - 1
"""Of the database's whole numbers."""

_COLUMNS = ("profile", "account", "real_name", "type", "holder", "holder_zh", "email", "email_verified", "updated")


@click.group()
def profile() -> None:
    """Look at registrant profiles; approve or reject those under review."""


@profile.command(name="list")
@click.option(
    "--state",
    type=click.Choice(["none", "auditing", "succeeded", "failed"]),
    help="Profiles in this state of real-name verification only; auditing is what waits for you.",
)
@data_option
@output_option
def list_(state: str | None, data: Path, output: str) -> None:
    """List registrant profiles, newest first."""
    from freehold.store import profiles
    from freehold.terms.verification import RealNameStatus

    wanted = None if state is None else RealNameStatus[state.upper()]
    with open_store(data) as database, database.reading() as session:
        names = account_names(session)
        rows = [_row(session, found, names) for found in profiles.everything(session, wanted)]
    write_rows(_COLUMNS, rows, output)


@profile.command()
@click.argument("profile_id", type=click.IntRange(1, _LARGEST_ID))
@image_option
@data_option
@output_option
def show(profile_id: int, image: Path | None, data: Path, output: str) -> None:
    """Show the profile PROFILE_ID with its material and what reviewers said of it."""
    from freehold.store import reviews, verifications

    with open_store(data) as database, database.reading() as session:
        found = _find(session, profile_id)
        review = reviews.of_profile(session, profile_id)
        record = _row(session, found, account_names(session))
        material = verifications.get(session, found.account_id, profile_id, with_image=image is not None)
        failures = verifications.failures_of(session, found.account_id, profile_id)
    contact = found.contact
    record |= {
        "version": found.version,
        "contact": contact.name,
        "contact_zh": contact.zh_name,
        "country": contact.country,
        "address": " ".join(
            part for part in (contact.address, contact.city, contact.province, contact.postal_code) if part
        ),
        "telephone": f"+{contact.tel_area}.{contact.telephone}" if contact.telephone else "",
        "document_type": None if material is None else material.credential_type,
        "document_no": None if material is None else material.credential_no,
        "reviews": "; ".join(f"{_text(at)} {reason}" for at, reason in failures),
        "reviewer": None if review is None else f"{review.provider}: {review.state.name.lower()}",
        "evidence": None if review is None else review.evidence,
    }
    write_record(record, output)
    if image is not None:
        if material is None or material.image is None:
            raise click.ClickException(f"No document was submitted for profile {profile_id}.")
        write_image(image, material.image)


@profile.command()
@click.argument("profile_id", type=click.IntRange(1, _LARGEST_ID))
@data_option
def approve(profile_id: int, data: Path) -> None:
    """Find the material of the profile PROFILE_ID good: from now on it is verified."""
    from freehold.operations import verification

    _decide(data, profile_id, lambda session: verification.approve(session, profile_id, business_now(data)))
    say(f"Profile {profile_id} is verified.")


@profile.command()
@click.argument("profile_id", type=click.IntRange(1, _LARGEST_ID))
@reason_option
@data_option
def reject(profile_id: int, reason: str, data: Path) -> None:
    """Find the material of the profile PROFILE_ID wanting, and tell the account why."""
    from freehold.operations import verification

    _decide(data, profile_id, lambda session: verification.reject(session, profile_id, reason, business_now(data)))
    say(f"Profile {profile_id} is rejected.")


def _decide(data: Path, profile_id: int, decide: "Callable[[Session], None]") -> None:
    """Record a reviewer's decision; only a profile under review takes one."""
    from freehold.operations.verification import NotUnderReview

    def work(session: "Session") -> None:
        found = _find(session, profile_id)
        try:
            decide(session)
        except NotUnderReview as error:
            state = found.real_name_status.name.lower()
            raise click.ClickException(
                f"Profile {profile_id} is not under review; its real-name verification is: {state}. "
                "freehold profile list --state auditing shows those that wait."
            ) from error

    with open_store(data) as database:
        database.write_now(work)


def _find(session: "Session", profile_id: int) -> "Profile":
    from freehold.store import profiles

    found = profiles.by_id(session, profile_id)
    if found is None:
        raise click.ClickException(f"There is no profile {profile_id}. freehold profile list shows those there are.")
    return found


def _row(session: "Session", found: "Profile", names: dict[int, str]) -> dict[str, object]:
    from freehold.store import emails

    contact = found.contact
    return {
        "profile": found.id,
        "account": names[found.account_id],
        "real_name": found.real_name_status.name.lower(),
        "type": found.registrant_type.name.lower(),
        "holder": contact.organization,
        "holder_zh": contact.zh_organization,
        "email": contact.email,
        "email_verified": emails.verified(session, found.account_id, contact.email),
        "updated": _text(found.updated_at),
    }


def _text(at: int) -> str:
    from freehold.terms.instants import Instant, utc_text

    return utc_text(Instant(at))
