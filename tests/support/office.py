"""Freehold's operations on a store of their own: no engine runs, nothing is sent, and the test says what time it is."""

from collections.abc import Callable
from pathlib import Path

from freehold.app import App
from freehold.opening import open_store
from freehold.operations.office import Office
from freehold.settings import Limits, RegistrySettings, Settings
from freehold.store import accounts, contacts, domains, profiles
from freehold.terms.contacts import Contact
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, Instant
from freehold.terms.refusals import Refusal
from freehold.terms.verification import RealNameStatus, RegistrantType
from support.stored import content

NOW = Instant(1_780_000_000_000)
"""2026-05-29 04:26:40 in China."""

HOLDER = Contact(
    registrant_type=RegistrantType.ORGANISATION,
    name="Li Wei",
    organization="Example Widgets Ltd",
    country="CN",
    province="zhe jiang",
    city="hang zhou shi",
    address="1 Example Road",
    postal_code="310024",
    tel_area="86",
    telephone="57188887777",
    email="hostmaster@example.com",
    zh_organization="示例部件有限公司",
)
"""A contact that every rule takes."""


class SetClock:
    """Business time that stands where a test puts it."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> Instant:
        return self.at


def _account(session, name: str) -> int:
    return (accounts.by_name(session, name) or accounts.create(session, name, NOW)).id


def new_folder(folder: Path) -> Path:
    """A folder with all tables made, those of the durable execution library too, which it makes when it starts."""
    made = OpenOffice(folder)
    made.app.start()
    made.app.stop()
    return folder


class OpenOffice:
    """A store with the accounts Ada and Cy, and what operations are handed."""

    def __init__(
        self, folder: Path, *, url: str | None = None, tlds: tuple[str, ...] = ("*",), most_domains: int = 100_000
    ) -> None:
        registry = RegistrySettings(
            name="north", address="127.0.0.1:1", login="x", password="x", ca_file=Path("none"), tlds=tlds
        )
        settings = Settings(data=folder, limits=Limits(most_domains=most_domains)).with_registry(registry)
        self.clock = SetClock()
        self.store = open_store(folder, url=url)
        self.app = App(settings, self.store, self.clock)
        self.ada, self.cy = self.write(lambda session: [_account(session, name) for name in ("ada", "cy")])

    @property
    def office(self) -> Office:
        return self.app.office

    def write(self, work: Callable):
        """The work's result, its changes kept; a refusal undoes them, as the wire does."""
        return self.store.write_now(work)

    def read(self, work: Callable):
        with self.store.reading() as session:
            return work(session)

    def refused(self, work: Callable) -> Refusal:
        """The refusal that the work raises, having changed nothing."""
        before = self.content()
        try:
            self.write(work)
        except Refusal as refusal:
            assert self.content() == before
            return refusal
        raise AssertionError("it was not refused")

    def profile(self, account_id: int, *, status=RealNameStatus.NONE, **changes) -> int:
        """A profile with a good contact, these of its fields changed."""
        values = {name: getattr(HOLDER, name) for name in HOLDER.__struct_fields__} | changes
        return self.write(
            lambda session: profiles.add(session, account_id, Contact(**values), NOW, real_name_status=status)
        )

    def domains(self, account_id: int, *names: str, expires_at: Instant | None = None, **more) -> None:
        """Domains of the account, each with two years to go unless said otherwise."""

        def work(session):
            holder = contacts.add(session, account_id, HOLDER, NOW)
            entries = [
                domains.NewDomain(
                    name=DomainName.parse(name), registrant_id=holder, registered_at=NOW,
                    expires_at=Instant(NOW + 730 * DAY) if expires_at is None else expires_at, **more,
                )
                for name in names
            ]  # fmt: skip
            domains.add_many(session, account_id, entries, NOW)

        self.write(work)

    def content(self) -> dict[str, list]:
        """Everything stored, table by table."""

        return self.read(content)

    def close(self) -> None:
        self.app.queue.close()
        self.app._loop.close()
        self.app._dbos_engine.dispose()
        self.store.close()
