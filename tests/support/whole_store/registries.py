"""What is kept of registries, and the comparisons with them."""

import msgspec

from freehold.store import (
    figures,
    maintenances,
    rechecks,
    reconciles,
    registries,
    registry_passwords,
    restores,
    tasks,
)
from freehold.store.reconciles import Finding, Taken
from freehold.store.registries import Login
from freehold.terms.drift import Difference, Repair, Verdict
from freehold.terms.holds import Pause, PauseSource
from freehold.terms.instants import SECOND, Instant
from freehold.terms.maintenance import Maintenance
from support.store_rows import LATER, NOW, TASK_NO

MAINTENANCE = Maintenance("m-1", "Yearly", NOW, LATER, (), (), "production")


def fill_registries(session):
    maintenances.keep(session, "north", MAINTENANCE)
    maintenances.keep(session, "north", MAINTENANCE)
    maintenances.waive(session, "north", NOW)
    maintenances.forget(session, "north", MAINTENANCE.id)
    registries.pause(session, "north", Pause(PauseSource.OPERATOR, NOW, LATER, "inventory"))
    registries.all_pauses(session)
    registries.forget_pauses_over(session, NOW)
    registries.resume(session, "north", PauseSource.OPERATOR)
    registries.draw(session, "north", "2026-01-02", 10, 3)
    registries.give_back(session, "north", "2026-01-02", 1)
    registries.drawn_of(session, "north", "2026-01-02")
    registries.logged_in(session, "north", Login(NOW, LATER))
    registries.all_logins(session)
    registries.known(session)
    registry_passwords.begin(session, "north", "configured", "known", "wanted", NOW)
    registry_passwords.unsettled(session, "north")
    registry_passwords.candidates(session, "north", "configured")
    registry_passwords.worked(session, "north", "configured", "known")
    registry_passwords.worked(session, "north", "configured", "wanted")
    registry_passwords.refused(session, "north")
    registry_passwords.worked(session, "north", "another", "another")
    registry_passwords.begin(session, "north", "Secret-configured", "Secret-known", "Secret-wanted", NOW)


def fill_comparison(session, found, contact_id):
    run_id = reconciles.begin(session, "north", "com", Repair.OURS, 5.0, NOW)
    run = reconciles.open_run(session)
    assert reconciles.get(session, run_id) == run
    ours = reconciles.next_domains(session, run, 10)
    reconciles.next_domains(session, msgspec.structs.replace(run, tld="co.uk"), 10)
    newer = Finding(
        domain_id=ours[0].id,
        domain_name=ours[0].name,
        verdict=Verdict.OURS_NEWER,
        differences=(Difference("registrant", "FH1", "FH2"),),
        handle="FH2",
    )
    reconciles.record(session, run_id, [newer], ours[0].id, NOW)
    reconciles.owing(session, run_id, 0, NOW, 10)
    assert [one.id for one in reconciles.ours_of(session, [ours[0].id])] == [ours[0].id]
    rechecks.ask(session, "north", ours[0].name, "update by the registry", NOW)
    rechecks.waiting(session, 10)
    rechecks.told_since(session, ours[0].id, NOW)
    rechecks.looked(session, newer, NOW, LATER)
    assert [one.verdict for one in rechecks.drifted(session)] == [Verdict.OURS_NEWER]
    rechecks.settle(session, [newer])
    rechecks.looked(session, msgspec.structs.replace(newer, verdict=Verdict.SAME), NOW, LATER)
    reconciles.repaired(session, run_id, [ours[0].id], TASK_NO)
    reconciles.page(session, run_id, 0, 10, only=[Verdict.OURS_NEWER], unrepaired=True)
    reconciles.counts(session, run_id)
    taken = Taken(domain_id=ours[3].id, seen_at=ours[3].updated_at, registrant_id=contact_id, expires_at=LATER)
    reconciles.take(session, taken, Instant(NOW + SECOND))
    reconciles.shown(session, ours[3].id, "FH3")
    reconciles.finish(session, run_id, NOW)
    reconciles.last_run(session)
    assert tasks.label(session, tasks.find(session, TASK_NO).id) == (TASK_NO, None)
    figures.open_items(session)
    figures.open_tasks(session)
    figures.open_mails(session)
    assert [candidate.id for candidate in found] == [domain.id for domain in ours]


def fill_restored(session, found):
    assert not restores.begin_from_rows(session, LATER).from_backup
    restores.begin(session, NOW, NOW, LATER)
    reconciles.give_up(session, LATER)
    restores.settle_by(session, 1)
    restores.hold_changed(session, [one.id for one in found], LATER)
    assert restores.find(session).run_id == 1
    restores.settle_anew(session)
    restores.settled(session)
    assert (restores.find(session), restores.signed_after(session)) == (None, LATER)
