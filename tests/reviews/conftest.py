"""Profiles under review, and a review service over HTTPS."""

import shutil

import pytest

from freehold.clock import SystemClock
from freehold.operations import verification
from freehold.operations.reviews.desk import ReviewDesk
from freehold.operations.reviews.reviewers import AutomaticReviewer
from freehold.operations.reviews.service import ReviewService as Client
from freehold.settings import ReviewSettings
from freehold.store import profiles, reviews, verifications
from freehold.terms.instants import SECOND, Instant
from support.office import OpenOffice, new_folder
from support.review_service import ReviewService


@pytest.fixture(scope="session")
def new_data(tmp_path_factory):
    return new_folder(tmp_path_factory.mktemp("office") / "data")


@pytest.fixture
def house(new_data, tmp_path):
    shutil.copytree(new_data, tmp_path / "office")
    opened = OpenOffice(tmp_path / "office")
    yield opened
    opened.close()


@pytest.fixture
def service(tmp_path):
    with ReviewService(tmp_path) as running:
        yield running


class Ahead:
    """The system's clock, some seconds on."""

    def __init__(self):
        self.seconds = 0.0

    def now(self):
        return Instant(SystemClock().now() + int(self.seconds * SECOND))


class Bench:
    """Submits documents and brings them to a provider."""

    def __init__(self, house):
        self.house = house
        self.system = Ahead()

    def automatic(self, *words):
        return ReviewDesk(self.house.store, AutomaticReviewer(words), self.system, self.house.clock)

    def asking(self, service, **more):
        client = Client(ReviewSettings(**service.settings(**more)), self.system, lambda: "https://freehold.example")
        return ReviewDesk(self.house.store, client, self.system, self.house.clock)

    def submitted(self, holder="Example Widgets Ltd"):
        profile_id = self.house.profile(self.house.ada, organization=holder)
        self.submit(profile_id)
        return profile_id

    def submit(self, profile_id):
        self.house.clock.at = Instant(self.house.clock.at + SECOND)
        self.house.write(
            lambda session: verification.submit(
                session, profiles.by_id(session, profile_id), "YYZZ", "91350100M000100Y43", b"a picture",
                self.house.clock.at,
            )
        )  # fmt: skip

    def stands(self, profile_id):
        """The profile's state, the newest review's state and evidence, and the reasons told."""

        def work(session):
            review = reviews.of_profile(session, profile_id)
            told = [reason for _, reason in verifications.failures_of(session, self.house.ada, profile_id)]
            found = (None, None) if review is None else (review.state.name, review.evidence)
            return profiles.by_id(session, profile_id).real_name_status.name, *found, told

        return self.house.read(work)

    def review(self, profile_id):
        return self.house.read(lambda session: reviews.of_profile(session, profile_id))


@pytest.fixture
def bench(house):
    return Bench(house)
