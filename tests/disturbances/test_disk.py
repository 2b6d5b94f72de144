"""A disk that is full, closed for writing, or lies: nobody is promised what is not durable, and nothing is lost (INV-19, REL-3)."""

import subprocess

import pytest
from alibabacloud_domain20180129 import models
from Tea.exceptions import TeaException

from freehold.db.engine import CannotOpen
from freehold.opening import open_store
from support.registries import command
from support.scene import Scene
from support.small_disk import Filler, small_disk
from support.system_calls import FLUSHES, WRITES, disturbed
from support.waiting import until

MEGABYTES = 64


def save_a_profile(scene):
    request = models.SaveRegistrantProfileRequest(
        registrant_type="1", registrant_name="Li Wei", registrant_organization="Li Wei", country="CN",
        province="zhe jiang", city="hang zhou shi", address="1 Example Road", postal_code="310024", tel_area="86",
        telephone="57188887777", email="li@example.com", zh_registrant_name="李伟",
        zh_registrant_organization="李伟", zh_province="浙江", zh_city="杭州市", zh_address="示例路1号",
    )  # fmt: skip
    return scene.client.save_registrant_profile(request).body.registrant_profile_id


def profiles(scene):
    request = models.QueryRegistrantProfilesRequest(page_num=1, page_size=1)
    return scene.client.query_registrant_profiles(request).body.total_item_num


def code_of(call):
    """OK, or the error's code."""
    try:
        call()
    except TeaException as error:
        return error.code
    return "OK"


def listing(folder):
    """The files, but for SQLite's journal, which comes and goes."""
    return sorted(file.name for file in folder.rglob("*") if not file.name.startswith("freehold.db-"))


def test_on_a_full_disk_calls_are_told_to_come_back_and_work_goes_on_when_there_is_room(tmp_path):
    with small_disk(tmp_path / "data", MEGABYTES) as disk, Scene(tmp_path, 120, commands_per_second=60) as scene:
        filler = Filler(disk)
        task_no, before = scene.submit(), profiles(scene)
        until(lambda: "EXECUTE_SUCCESS" in scene.rows(task_no).values())
        filler.fill()
        # What is in the journal already is overwritten before it has to grow.
        until(lambda: code_of(lambda: save_a_profile(scene)) == "ServiceUnavailable", every=0.0)
        filler.fill()
        for _ in range(30):
            assert code_of(lambda: save_a_profile(scene)) == "ServiceUnavailable"
        # A reader's nonce may still find room in a block that was begun, until its turn comes to go into the table.
        until(lambda: code_of(lambda: scene.rows(task_no)) == "ServiceUnavailable", every=0.0)

        filler.remove()

        until(lambda: code_of(lambda: scene.rows(task_no)) == "OK")
        assert code_of(lambda: save_a_profile(scene)) == "OK"
        assert profiles(scene) > before
        scene.all_true(task_no)
        assert scene.served.process.poll() is None


@pytest.mark.parametrize(
    ("calls", "how"), [(FLUSHES, "error=EIO"), pytest.param(WRITES, "error=EROFS", marks=pytest.mark.long)]
)
def test_a_flush_or_a_write_that_fails_is_final_and_the_server_ends(tmp_path, calls, how):
    """As on a disk that breaks, or that its file system closed for writing; who was promised anything has all of it, others nothing."""
    with Scene(tmp_path, 60, commands_per_second=20) as scene:
        task_no, before = scene.submit(), profiles(scene)
        with disturbed(scene.served.process, calls, how):
            assert code_of(lambda: save_a_profile(scene)) != "OK"
            assert scene.served.process.wait(15) == 1
        scene.served.process.stdout.close()
        assert "Error: The store could make nothing durable any more." in scene.served.log()

        scene.served.start()

        assert profiles(scene) == before
        scene.all_true(task_no)


def test_a_folder_that_is_closed_for_writing_is_named_and_left_as_it_is(tmp_path):
    with small_disk(tmp_path / "data", 8) as disk:
        open_store(disk).close()
        before = (disk / "freehold.db").read_bytes()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

        with pytest.raises(CannotOpen) as refused:
            open_store(disk)

        assert str(refused.value).startswith(f"{disk} cannot be written to.")
        assert (disk / "freehold.db").read_bytes() == before


@pytest.mark.parametrize("full", ["data", "target"])
def test_a_backup_that_finds_no_room_says_so_and_leaves_nothing(tmp_path, full):
    """REL-21: whether the copy finds none in the data folder, or the sealed file where it is to lie."""
    with small_disk(tmp_path / "data", 32) as data, small_disk(tmp_path / "target", 32) as target:
        open_store(data).close()
        filler = Filler({"data": data, "target": target}[full])
        (data / "backup.lock").touch()
        filler.fill()
        before = [listing(folder) for folder in (data, target)]

        code, _, said = command("backup", "--data", data, "--to", target / "one.backup")

        assert (code, [listing(folder) for folder in (data, target)]) == (1, before)
        assert (said.startswith("Error: "), "ake room" in said) == (True, True), said
        filler.remove()
        assert command("backup", "--data", data, "--to", target / "one.backup")[0] == 0
