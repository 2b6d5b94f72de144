"""Nonces of calls that change nothing: written at once, in the table soon, never accepted twice (SEC-6, INV-15)."""

import asyncio
import json

import pytest

from freehold.clock import pause
from freehold.db.writer import StoreFailed
from freehold.rpc.nonces import FLUSH_SECONDS, Journal
from freehold.store import nonces
from support.signing import KEY, v1_call

DETAILS = "QueryTaskDetailList"
A_PAGE = {"PageNum": "1", "PageSize": "2", "TaskNo": "t"}


def code_of(reply):
    return json.loads(reply.body).get("Code", "OK")


def in_table(wire):
    with wire.database.reading() as session:
        return {row[0] for row in session.raw.execute("SELECT nonce FROM nonces")}


def in_journal(wire):
    return {nonce for _, nonce, _ in Journal(wire.journal).left()}


def test_a_nonce_is_in_the_journal_before_its_call_is_answered(journalled):
    journalled.answer(v1_call(DETAILS, A_PAGE, SignatureNonce="one 中"))

    assert (in_journal(journalled), in_table(journalled)) == ({"one 中"}, set())


@pytest.mark.parametrize("action", [DETAILS, "QueryDSRecord", "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"])
def test_what_a_dead_process_left_in_its_journal_is_not_accepted_again(journalled, action):
    raw = v1_call(action)
    journalled.answer(raw)

    journalled.restart()

    assert code_of(journalled.answer(raw)) == "SignatureNonceUsed"


def test_a_journal_on_a_full_disk_makes_the_call_come_back(journalled):
    """INV-19."""
    (journalled.journal / "1.nonces").symlink_to("/dev/full")

    assert code_of(journalled.answer(v1_call(DETAILS, A_PAGE))) == "ServiceUnavailable"


def test_nonces_go_into_the_table_together_and_their_files_go_away(journalled):
    async def two_calls_and_a_flush():
        for nonce in ("one", "two"):
            await journalled.dispatcher.answer(v1_call(DETAILS, A_PAGE, SignatureNonce=nonce))
        while nonces_left := list(journalled.journal.iterdir()):
            await pause(0.01)
        return nonces_left

    asyncio.run(asyncio.wait_for(two_calls_and_a_flush(), 20 * FLUSH_SECONDS))

    assert in_table(journalled) == {"one", "two"}


def test_what_a_dead_process_left_goes_into_the_table_with_the_next_call(journalled):
    journalled.answer(v1_call(DETAILS, A_PAGE, SignatureNonce="left"))
    journalled.restart()

    async def a_writing_call_and_a_flush():
        await journalled.dispatcher.answer(v1_call("QueryDSRecord", secret="wrong"))
        await journalled.dispatcher.answer(v1_call(DETAILS, A_PAGE, SignatureNonce="next"))
        while list(journalled.journal.iterdir()):
            await pause(0.01)

    asyncio.run(asyncio.wait_for(a_writing_call_and_a_flush(), 20 * FLUSH_SECONDS))

    assert in_table(journalled) == {"left", "next"}


def test_while_the_table_cannot_be_written_callers_are_told_and_later_nothing_is_lost(journalled):
    """INV-19."""

    class Failing:
        broken = True

        def reading(self):
            return journalled.database.reading()

        async def write(self, work):
            if self.broken:
                raise StoreFailed("no")
            return await journalled.database.write(work)

        def write_soon(self, work):
            raise StoreFailed("no")

    store = Failing()
    dispatcher = journalled.new_dispatcher(store=store)

    async def story():
        codes = [code_of(await dispatcher.answer(v1_call(DETAILS, A_PAGE, SignatureNonce="one")))]
        while codes[-1] == "OK":
            await pause(0.05)
            codes.append(code_of(await dispatcher.answer(v1_call(DETAILS, A_PAGE))))
        store.broken = False
        while codes[-1] != "OK":
            await pause(0.05)
            codes.append(code_of(await dispatcher.answer(v1_call(DETAILS, A_PAGE, SignatureNonce=f"n{len(codes)}"))))
        return codes

    codes = asyncio.run(asyncio.wait_for(story(), 40 * FLUSH_SECONDS))

    assert "ServiceUnavailable" in codes
    assert "one" in in_table(journalled)


def test_a_line_cut_off_is_passed_over_and_numbers_go_on(tmp_path):
    journal = Journal(tmp_path / "nonces")
    journal.append((KEY, "one", 5))
    (first,) = journal.finish()
    with first.open("a") as file:
        file.write("6\ttesti")

    again = Journal(tmp_path / "nonces")
    again.append((KEY, "two", 7))

    assert again.left() == [(KEY, "one", 5)]
    assert [file.name for file in again.finish()] == ["1.nonces", "2.nonces"]
    again.remove(again.finish())
    assert list((tmp_path / "nonces").iterdir()) == []


def test_the_table_is_asked_before_a_nonce_is_accepted(journalled):
    journalled.database.write_now(lambda session: nonces.use(session, KEY, "old", 1))

    assert code_of(journalled.answer(v1_call(DETAILS, A_PAGE, SignatureNonce="old"))) == "SignatureNonceUsed"


def test_lines_that_a_power_failure_blotted_are_passed_over(tmp_path):
    """A disk may keep the later parts of a file alone, with zeros before them (INV-15)."""
    journal = Journal(tmp_path / "nonces")
    for number in range(40):
        journal.append((KEY, f"nonce-{number}", 1_767_323_045_000 + number))
    (file,) = journal.finish()
    octets = file.read_bytes()
    for lost in range(1, 58):
        file.write_bytes(bytes(lost) + octets[lost:])

        assert set(Journal(tmp_path / "nonces").left()) >= {
            (KEY, f"nonce-{n}", 1_767_323_045_000 + n) for n in range(2, 40)
        }
