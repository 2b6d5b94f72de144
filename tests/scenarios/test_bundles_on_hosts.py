"""Names of a bundle in the hands of two processes at once: they are one object, and changed once (RFC 9095, INV-5)."""

from collections import Counter

import pytest

from freehold.epp.extensions import strict_bundles
from support import policy_folder
from support.scene import Scene
from support.waiting import until

PAIRS = 100
POLICY = f'extensions = ["{strict_bundles.NAMESPACE}"]\n'


@pytest.mark.long
def test_two_hosts_change_two_names_of_a_bundle_once(postgres, tmp_path):
    policy_folder.write(tmp_path / "data" / "policy", "tlds/com.toml", POLICY)
    with (
        postgres.database(tmp_path / "data") as url,
        Scene(
            tmp_path, 2 * PAIRS, database=url, offers=[strict_bundles.NAMESPACE], sessions=3, commands_per_second=60
        ) as scene,
        scene.worker(),
        scene.worker(),
    ):
        # Chunks of a task are ranges of it, so the two names of a pair are in different ones.
        pairs = list(zip(scene.names[:PAIRS], scene.names[PAIRS:], strict=True))
        with scene.sandbox.admin() as admin:
            for pair in pairs:
                admin.ask("show", name=pair[0], extensions={"bundle": list(pair)})
        task_no = scene.submit()
        until(lambda: scene.open_rows(task_no) == 0, seconds=120, every=0.2)

        assert Counter(scene.rows(task_no).values()) == {"EXECUTE_SUCCESS": 2 * PAIRS}
        with scene.sandbox.admin() as admin:
            ledger, held = admin.ledger(), {entry["name"]: entry for entry in admin.domains()}
        changed = Counter(entry["object"] for entry in ledger if entry["command"] == "domain:update")
        assert [changed[one] + changed[other] for one, other in pairs] == [1] * PAIRS
        assert len({entry["registrant"] for entry in held.values()}) == 1
