"""``freehold profile``: what waits for review, and the review."""

import json
from pathlib import Path

import pytest

from freehold.opening import open_store
from freehold.store import accounts, emails, profiles, verifications
from freehold.terms.contacts import Contact
from freehold.terms.instants import from_text
from freehold.terms.verification import RealNameStatus, RegistrantType

NOW = from_text("2026-03-01T09:00:00")
HOLDER = Contact(
    registrant_type=RegistrantType.ORGANISATION, organization="Example Widgets Ltd", zh_organization="示例部件有限公司",
    name="A. Person", country="CN", city="hang zhou shi", tel_area="86", telephone="57188887777", email="a@example.com",
)  # fmt: skip


@pytest.fixture
def reviewed(data: Path) -> Path:
    """A data folder with profile 1 under review and profile 2 never submitted."""

    def work(session):
        account = accounts.create(session, "acme", NOW)
        profiles.add(session, account.id, HOLDER, NOW, profile_id=1, real_name_status=RealNameStatus.AUDITING)
        profiles.add(session, account.id, HOLDER, NOW, profile_id=2)
        verifications.put(session, account.id, 1, "XYDM", "91330100799655058B", b"BM-image", NOW)
        emails.put_verified(session, account.id, HOLDER.email, NOW)

    store = open_store(data)
    store.write_now(work)
    store.close()
    return data


def states(run, data: Path) -> dict[int, str]:
    rows = json.loads(run("profile", "list", "--data", data, "-o", "json").out)
    return {row["profile"]: row["real_name"] for row in rows}


def test_profiles_that_wait_for_review_are_listed(run, reviewed: Path) -> None:
    listed = json.loads(run("profile", "list", "--state", "auditing", "--data", reviewed, "-o", "json").out)

    assert listed == [
        {"profile": 1, "account": "acme", "real_name": "auditing", "type": "organisation",
         "holder": "Example Widgets Ltd", "holder_zh": "示例部件有限公司", "email": "a@example.com",
         "email_verified": True, "updated": "2026-03-01T09:00:00Z"},
    ]  # fmt: skip


def test_a_profile_is_shown_with_its_material(run, reviewed: Path, tmp_path: Path) -> None:
    image = tmp_path / "document.bmp"

    shown = json.loads(run("profile", "show", 1, "--image", image, "--data", reviewed, "-o", "json").out)

    assert (shown["document_type"], shown["document_no"], shown["reviews"]) == ("XYDM", "91330100799655058B", "")
    assert (shown["address"], shown["telephone"]) == ("hang zhou shi", "+86.57188887777")
    assert image.read_bytes() == b"BM-image"
    assert image.stat().st_mode & 0o777 == 0o600


def test_an_image_is_never_written_over_a_file(run, reviewed: Path, tmp_path: Path) -> None:
    image = tmp_path / "document.bmp"
    image.write_text("mine")

    ended = run("profile", "show", 1, "--image", image, "--data", reviewed)

    assert ended.code == 1
    assert ended.err == f"Error: File exists: {image}\n"
    assert image.read_text() == "mine"


def test_an_approved_profile_is_verified(run, reviewed: Path) -> None:
    ended = run("profile", "approve", 1, "--data", reviewed)

    assert (ended.code, ended.err) == (0, "Profile 1 is verified.\n")
    assert states(run, reviewed) == {1: "succeeded", 2: "none"}


def test_a_rejected_profile_tells_the_account_why(run, reviewed: Path) -> None:
    ended = run("profile", "reject", 1, "--reason", "证件照片不清晰", "--data", reviewed)

    assert (ended.code, ended.err) == (0, "Profile 1 is rejected.\n")
    assert states(run, reviewed) == {1: "failed", 2: "none"}
    reviews = json.loads(run("profile", "show", 1, "--data", reviewed, "-o", "json").out)["reviews"]
    assert reviews.endswith("Z 证件照片不清晰")


@pytest.mark.parametrize("decision", [("approve",), ("reject", "--reason", "no")])
def test_a_profile_that_is_not_under_review_is_left_as_it_is(run, reviewed: Path, decision: tuple[str, ...]) -> None:
    command, *options = decision

    ended = run("profile", command, 2, *options, "--data", reviewed)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "Error: Profile 2 is not under review; its real-name verification is: none. "
        "freehold profile list --state auditing shows those that wait.\n"
    )
    assert states(run, reviewed) == {1: "auditing", 2: "none"}


@pytest.mark.parametrize("reason", ["", "  ", "a\nb", "x" * 501])
def test_a_reason_that_cannot_be_shown_is_a_usage_error(run, reviewed: Path, reason: str) -> None:
    assert run("profile", "reject", 1, "--reason", reason, "--data", reviewed).code == 2
    assert states(run, reviewed) == {1: "auditing", 2: "none"}


@pytest.mark.parametrize("command", [("show",), ("approve",), ("reject", "--reason", "blurred")])
def test_a_number_that_no_profile_can_have_is_a_usage_error(run, reviewed: Path, command: tuple[str, ...]) -> None:
    name, *options = command

    ended = run("profile", name, 2**63, *options, "--data", reviewed)

    assert (ended.code, "9223372036854775808 is not in the range" in ended.err) == (2, True)


def test_an_unknown_profile_is_told(run, reviewed: Path) -> None:
    assert run("profile", "approve", 3, "--data", reviewed).err == (
        "Error: There is no profile 3. freehold profile list shows those there are.\n"
    )
