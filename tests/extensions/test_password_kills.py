"""Die anywhere while a password is changed: one of the two is known to hold, and the next run ends it (REL-12)."""

import signal

import pytest

from freehold.epp.extensions.login_security import NAMESPACE
from support.passwords import PasswordAccount

POINTS = (
    "epp.login.after_answer",
    "registry.password.before_store",
    "registry.password.after_store",
    "epp.login.after_send@2",
    "epp.login.after_answer@2",
    "registry.password.before_settle",
    "registry.password.after_settle",
)


@pytest.mark.parametrize("point", POINTS)
def test_a_change_that_died_is_settled_by_the_next_run(north, tmp_path, point):
    # Both ways of carrying it, without twice the time.
    north.admin.ask("offer", extensions=[NAMESPACE] if POINTS.index(point) % 2 else [])
    changing = PasswordAccount(tmp_path, north)

    assert changing.killed_at(point) == -signal.SIGKILL
    assert changing.at_registry in changing.kept

    code, _, _ = changing.change()

    assert code == 0
    assert changing.kept == [changing.at_registry]
    assert changing.at_registry != changing.settings.password
    north.admin.ask("offer", extensions=[NAMESPACE])
    file = tmp_path / "plain"
    file.write_text("plain-password")
    assert changing.change("--from-file", file)[0] == 0
