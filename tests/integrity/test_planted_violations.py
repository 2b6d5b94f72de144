"""Each check finds the violation that is planted for it, and nothing in a store that is as it should be."""

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from freehold.db.schema import metadata
from freehold.db.types import SealedColumn
from freehold.integrity import checker, sealing, work
from freehold.operations.registrant_change.submit import submit
from freehold.store import (
    attempts,
    client_tokens,
    domain_registrants,
    emails,
    hand_ins,
    outbox,
    tasks,
    transfer_codes,
)
from freehold.store.domain_registrants import NewRegistrant
from freehold.store.hand_ins import HandIn
from freehold.store.outbox import Mail
from freehold.terms.domain_name import DomainName
from freehold.terms.outcomes import Done, Refused
from freehold.terms.reasons import Reason
from freehold.terms.tasks import ItemState
from freehold.terms.verification import RealNameStatus
from support.office import HOLDER, NOW, OpenOffice, new_folder
from support.store_rows import Found, Sending

NAMES = ("done.com", "refused.com", "sent.com", "waits.com")


class House:
    """A task of four domains: one changed, one refused, one sent, one waiting; each as the program would leave it."""

    def __init__(self, folder):
        self.office = OpenOffice(folder)
        ada, cy = self.office.ada, self.office.cy
        self.office.domains(ada, *NAMES, "rest.com")
        self.office.domains(cy, "stranger.com")
        profile = self.office.profile(ada, status=RealNameStatus.SUCCEEDED)
        self.office.profile(cy)
        self.office.write(lambda session: emails.put_verified(session, ada, HOLDER.email, NOW))
        self.office.write(lambda session: self._fill(session, profile))

    def _fill(self, session, profile):
        ada = self.office.ada
        task_no = submit(
            session, self.office.office, account_id=ada, names=[DomainName.parse(name) for name in NAMES],
            profile_id=profile, lock_after=False, client_ip="127.0.0.1", now=NOW,
        )  # fmt: skip
        task = tasks.by_number(session, ada, task_no)
        done, refused, sent, _ = attempts.open_items(session, task.id, 1, 4)
        intents = [Sending(item, f"T-{item.seq}") for item in (done, refused, sent)]
        attempts.intend(session, task.id, intents, NOW, NOW)
        found = [
            Found(done, Done(registrant="H1"), ItemState.SUCCEEDED),
            Found(refused, Refused(Reason.REGISTRY_REFUSED), ItemState.FAILED),
        ]
        attempts.record(session, task.id, found, NOW)
        domain_registrants.give_registrant(session, [NewRegistrant(done.domain_id, task.contact_id, None, "H1")], NOW)
        client_tokens.claim(session, ada, None, "token", "content", NOW)
        client_tokens.settle(session, ada, None, "token", task_no)
        outbox.put(
            session, Mail(event="e-1", account_id=ada, recipient="a@example.com", subject="s", body="b", created_at=NOW)
        )
        hand_ins.put(session, ada, (task.id, sent.seq), HandIn(kind="key", key="k"), NOW)
        transfer_codes.ask(session, ada, done.domain_id, task.id, "code")

    def with_planted(self, *statements, look=checker.violations_in):
        """The violations that a store with these changes shows; the changes are undone."""
        found = []

        class Undo(Exception):
            pass

        def plant(session):
            session.raw.execute("PRAGMA defer_foreign_keys = ON")
            for statement in statements:
                assert session.raw.execute(statement).rowcount != 0, statement
            found.extend(look(session))
            raise Undo

        with pytest.raises(Undo):
            self.office.write(plant)
        return found


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(new_folder(tmp_path_factory.mktemp("house")))
    yield house
    house.office.close()


def test_a_store_as_the_program_leaves_it_has_no_violation(house):
    assert house.with_planted() == []


ITEM = "UPDATE items SET {} WHERE domain_name = '{}'"
OTHERS_CONTACT = "(SELECT max(c.id) FROM contacts c JOIN accounts a ON a.id = c.account_id WHERE a.name = 'cy')"
REFUSED_TAKES = "(SELECT domain_id FROM items WHERE domain_name = 'refused.com')"

PLANTED = {
    ("INV-1", "every-item-is-there"): ["DELETE FROM items WHERE seq = 2", "UPDATE tasks SET failed = 0, total = 3"],
    ("INV-1", "item-numbers"): [ITEM.format("detail_no = 'x'", "sent.com")],
    ("INV-1", "items-in-their-chunks"): [ITEM.format("chunk = 7", "done.com")],
    ("INV-2", "client-tokens"): ["UPDATE client_tokens SET task_no = 'nowhere'"],
    ("INV-3", "somebody-has-it"): ["UPDATE chunks SET open = 0"],
    ("INV-4", "registrants"): [
        "UPDATE domains SET registrant_id = (SELECT prior_id FROM items WHERE seq = 1) WHERE name = 'done.com'"
    ],
    ("INV-4", "transfer-locks"): ["UPDATE tasks SET kind = 'SET_TRANSFER_PROHIBITED'"],
    ("INV-4", "update-locks"): ["UPDATE tasks SET kind = 'SET_UPDATE_PROHIBITED', lock_after = 1"],
    ("INV-4", "admin-contacts"): ["UPDATE tasks SET kind = 'UPDATE_ADMIN_CONTACT'"],
    ("INV-4", "tech-contacts"): ["UPDATE tasks SET kind = 'UPDATE_TECH_CONTACT'"],
    ("INV-4", "billing-contacts"): ["UPDATE tasks SET kind = 'UPDATE_BILLING_CONTACT'"],
    ("INV-5", "sends-within-attempts"): [ITEM.format("sends = 2", "done.com")],
    ("INV-6", "ended-items-are-not-busy"): [ITEM.format("busy_domain_id = domain_id", "done.com")],
    ("INV-6", "open-items-are-busy"): [ITEM.format("busy_domain_id = NULL", "sent.com")],
    ("INV-6", "one-open-item-a-domain"): [
        "DROP INDEX uq_items_busy_domain",
        ITEM.format(f"domain_id = {REFUSED_TAKES}, busy_domain_id = {REFUSED_TAKES}, domain_name = 'refused.com'", "sent.com"),
        ITEM.format(f"domain_id = {REFUSED_TAKES}, busy_domain_id = {REFUSED_TAKES}, domain_name = 'refused.com'", "waits.com"),
    ],
    ("INV-6", "names-agree"): [ITEM.format("domain_name = 'other.com'", "done.com")],
    ("INV-6", "names-are-folded"): ["UPDATE domains SET name = 'Rest.com' WHERE name = 'rest.com'"],
    ("INV-7", "registrants-objects"): [
        ("INSERT INTO handles (registry, contact_id, handle, \"exists\", in_review, attempts, cl_trid, updated_at) "
        "SELECT 'north', min(id), 'H1', 1, 0, 1, 'T-9', 0 FROM contacts")
    ],
    ("INV-7", "found-different"): [
        "INSERT INTO reconcile_runs (id, open, finished, cursor, started_at, updated_at) VALUES (1, 0, 1, 9, 9999999999999, 9999999999999)",
        ("INSERT INTO reconcile_findings (run_id, domain_id, domain_name, verdict, differences) "
        "VALUES (1, 1, 'done.com', 'theirs newer', x'5b5d')"),
    ],
    ("INV-8", "bundle-claims-have-items"): ["INSERT INTO bundle_claims (registry, bundle, task_id, seq) VALUES ('north', 'a.com', 1, 77)"],
    ("INV-8", "hand-ins-have-items"): ["UPDATE hand_ins SET seq = 77"],
    ("INV-8", "trades-have-items"): ["INSERT INTO trades (task_id, seq, account_id, stage, begun_at) VALUES (1, 77, 1, 0, 0)"],
    ("INV-8", "domain-verifications-have-items"): [
        ("INSERT INTO domain_verifications (domain_id, account_id, task_id, seq, registrant_id, submitted_at) "
        "VALUES (1, 1, 1, 77, 1, 0)")
    ],
    ("INV-8", "codes-are-forgotten"): ["UPDATE transfer_codes SET task_id = NULL"],
    ("INV-8", "documents-are-waited-for"): [
        ("INSERT INTO task_documents (task_id, account_id, credential_type, credential_no, image, status, submitted_at, updated_at) "
        "SELECT 1, 1, 'YYZZ', content, content, 'AUDITING', 0, 0 FROM hand_ins"),
        "UPDATE items SET state = 6, busy_domain_id = NULL, reason = 'x' WHERE state < 5",
    ],
    ("INV-8", "confirmations-are-waited-for"): [
        ("INSERT INTO confirmations (task_id, account_id, person, contact_id, role, state, asked_at, lapses_at) "
        "VALUES (1, 1, x'00', 1, 'prior', 0, 0, 0)")
    ],
    ("INV-8", "unused-contacts-are-listed"): [
        ("INSERT INTO handles (registry, contact_id, handle, \"exists\", in_review, attempts, cl_trid, updated_at) "
        f"VALUES ('north', {OTHERS_CONTACT}, 'H3', 1, 0, 1, 'T-9', 0)")
    ],
    ("INV-9", "ids-are-used-once"): [ITEM.format("cl_trid = 'T-1'", "sent.com")],
    ("INV-9", "attempts-have-intents"): [ITEM.format("cl_trid = NULL", "sent.com")],
    ("INV-9", "ends-have-outcomes"): [ITEM.format("reason = NULL", "refused.com")],
    ("INV-9", "contact-objects"): [
        ("INSERT INTO handles (registry, contact_id, handle, \"exists\", in_review, attempts, cl_trid, updated_at) "
        "VALUES ('north', 1, 'H2', 1, 1, 1, 'T-9', 0)")
    ],
    ("INV-10", "to-be-told"): ["UPDATE tasks SET untold_account_id = NULL"],
    ("INV-10", "acknowledged-ones-ended"): [ITEM.format("acknowledged_at = 1", "sent.com")],
    ("INV-10", "mail-states"): ["UPDATE outbox SET state = 2"],
    ("INV-10", "told-ones-succeeded"): [ITEM.format("told = 1", "refused.com")],
    ("INV-12", "domains-held"): ["UPDATE accounts SET domains_held = 9 WHERE name = 'ada'"],
    ("INV-12", "untold-items"): ["UPDATE accounts SET untold = 9 WHERE name = 'ada'"],
    ("INV-12", "counters"): ["UPDATE tasks SET succeeded = 2, failed = 0"],
    ("INV-13", "items-domain-id"): [
        "UPDATE domains SET account_id = (SELECT id FROM accounts WHERE name = 'cy') WHERE name = 'done.com'"
    ],
    ("INV-13", "tasks-profile-id"): ["UPDATE tasks SET profile_id = (SELECT max(id) FROM profiles)"],
    ("INV-13", "tasks-contact-id"): [f"UPDATE tasks SET contact_id = {OTHERS_CONTACT}"],
    ("INV-13", "domains-registrant-id"): [f"UPDATE domains SET registrant_id = {OTHERS_CONTACT} WHERE name = 'rest.com'"],
    ("INV-14", "item-states"): [ITEM.format("attempts = 1, sends = 0, cl_trid = 'T-8', sent_at = 1", "waits.com")],
    ("INV-14", "task-kinds"): ["UPDATE tasks SET kind = 'OTHER'"],
    ("INV-14", "chunks-in-order"): ["UPDATE chunks SET last = 9"],
    ("INV-18", "contacts-name"): ["UPDATE contacts SET name = 'Li Wei' WHERE id = 1"],
    ("INV-18", "sealed-values-open"): ["UPDATE contacts SET name = email WHERE id = 1"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("named", "statements"), PLANTED.items(), ids=lambda part: part[1] if isinstance(part, tuple) else ""
)
def test_a_planted_violation_is_found_and_named(house, named, statements):
    found = {(violation.invariant, violation.check) for violation in house.with_planted(*statements)}

    assert named in found


def test_a_nonce_that_was_used_twice_is_found(house):
    """INV-15: the table's key does not let it be planted, so the table is made without one."""
    found = house.with_planted(
        "DROP TABLE nonces",
        "CREATE TABLE nonces (key_id TEXT, nonce TEXT, used_at INTEGER)",
        "INSERT INTO nonces VALUES ('k', 'n', 0), ('k', 'n', 1)",
    )

    assert [(one.invariant, one.check, one.values) for one in found] == [
        ("INV-15", "nonces-are-used-once", {"key_id": "k", "rows": 2})
    ]


def test_the_cheap_part_finds_open_work_that_nobody_has(house):
    found = house.with_planted(ITEM.format("busy_domain_id = domain_id", "done.com"), look=work.of_open_work)

    assert [(one.invariant, one.check) for one in found] == [("INV-6", "ended-items-are-not-busy")]


def test_every_check_but_those_made_from_the_definitions_has_a_planted_violation():
    made = {check.name for check in checker.CHECKS if check.invariant in {13, 18}}

    assert {(f"INV-{check.invariant}", check.name) for check in checker.CHECKS if check.name not in made} <= {
        *PLANTED,
        ("INV-15", "nonces-are-used-once"),
    }


def test_each_invariant_is_checked_or_it_is_said_why_not():
    checked = {f"INV-{check.invariant}" for check in checker.CHECKS}

    assert checked | set(checker.NOT_CHECKED) == {f"INV-{number}" for number in range(1, checker.LAST + 1)}


def test_every_sealed_column_is_known_to_the_check_of_sealing():
    """INV-18."""
    sealed = {table.name for table in metadata.sorted_tables if any(isinstance(c.type, SealedColumn) for c in table.c)}

    assert set(sealing.PLACES) == sealed


def test_every_statement_is_one_of_postgresql_too():
    for check in checker.CHECKS:
        for statement in (check.looked_at, check.broken):
            assert str(statement.compile(dialect=postgresql.dialect()))


def test_the_cheap_part_goes_by_the_index_of_open_items(house):
    """It takes time by what is open, however much is stored."""
    for check in checker.CHECKS:
        if check.of_open_work:
            plan = house.office.read(lambda session, check=check: _plan(session, check.broken))
            assert "items USING INDEX uq_items_busy_domain" in plan or "items USING COVERING INDEX" in plan


def _plan(session, statement):
    text = statement.compile(dialect=session.connection.dialect, compile_kwargs={"literal_binds": True})
    return " ".join(row[-1] for row in session.connection.execute(sa.text(f"EXPLAIN QUERY PLAN {text}")))
