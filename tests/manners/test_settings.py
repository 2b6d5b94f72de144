"""Settings that would let a registry's lanes stand still or run without pace stop the start, and say which they are."""

from pathlib import Path

import pytest

from freehold.settings import BadSettings, load

NEEDED = (
    'address = "127.0.0.1:700"\nlogin = "registrar-1"\npassword = "foo-BAR2"\nca_file = "ca.pem"\ntlds = ["test"]\n'
)


def loaded(tmp_path: Path, line: str):
    config = tmp_path / "freehold.toml"
    config.write_text(f"[registries.north]\n{NEEDED}{line}\n")
    return load(config, {}, {}).registries["north"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sessions = 0", "registries.north: sessions and window must be at least 1."),
        ("commands_per_second = 0", "registries.north.commands_per_second must be more than 0, and is 0.0."),
        ("commands_per_second = -1", "registries.north.commands_per_second must be more than 0, and is -1.0."),
        ("session_minutes = 0", "registries.north.session_minutes must be more than 0, and is 0.0."),
        ("timeout_seconds = inf", "registries.north.timeout_seconds must be more than 0, and is inf."),
        ("idle_seconds = nan", "registries.north.idle_seconds must be more than 0, and is nan."),
        ("login_seconds = -1", "registries.north.login_seconds must be 0 or more, and is -1.0."),
        ("commands_a_session = 0", "registries.north.commands_a_session must be at least 1, and is 0."),
        ("changes_a_day = 0", "registries.north.changes_a_day must be at least 1, and is 0."),
        (
            'contact_prefix = "REGISTRAR-42"',
            "registries.north.contact_prefix must be at most 8 letters, digits and hyphens, and is 'REGISTRAR-42'.",
        ),
        (
            'contact_prefix = "A B"',
            "registries.north.contact_prefix must be at most 8 letters, digits and hyphens, and is 'A B'.",
        ),
        (
            'time_zone = "Mars/North"',
            "registries.north.time_zone: 'Mars/North' is no time zone of this system; write a name such as Asia/Shanghai or UTC.",
        ),
        (
            'quiet_hours = ["1-3"]',
            "registries.north.quiet_hours: '1-3' is no window of a day; write it as 01:00-03:30.",
        ),
        (
            "changes_per_day = 5",
            "There is no setting registries.north.changes_per_day. Did you mean registries.north.changes_a_day?",
        ),
    ],
)
def test_a_setting_that_cannot_be_meant_stops_the_start(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(BadSettings) as refused:
        loaded(tmp_path, line)

    assert str(refused.value) == said


def test_manners_have_defaults_that_a_careful_registry_takes(tmp_path: Path) -> None:
    """epp-facts.md, 2: what is right where nothing is known."""
    north = loaded(tmp_path, "")

    assert (north.sessions, north.window, north.commands_per_second, north.idle_seconds) == (2, 1, 2.0, 50.0)
    assert (north.commands_a_session, north.session_minutes, north.login_seconds) == (800, 720.0, 5.0)
    assert (north.longest_backoff_seconds, north.changes_a_day, north.quiet_hours) == (300.0, None, ())


def test_quiet_hours_and_quota_can_be_set(tmp_path: Path) -> None:
    north = loaded(
        tmp_path, 'quiet_hours = ["23:00-01:00", "12:00-12:30"]\nchanges_a_day = 500\ntime_zone = "Asia/Shanghai"'
    )

    assert north.quiet_hours == ("23:00-01:00", "12:00-12:30")
    assert (north.changes_a_day, north.time_zone) == (500, "Asia/Shanghai")
