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
            "fee_at_most = 25",
            "registries.north.fee_at_most must be text, and is 25.",
        ),
        *(
            (
                f'fee_at_most = "{text}"',
                f"registries.north.fee_at_most: '{text}' is no amount above 0 with its currency; write it as 25.00 EUR.",
            )
            for text in ("25", "25 euros", "EUR 25", "25,00 EUR", "0.00 EUR", "-1 EUR", "1e3 EUR", "NaN EUR", "٢٥ EUR")
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


@pytest.mark.parametrize(
    "address", ["epp.example", ":700", "epp.example:0", "epp.example:65536", "epp.example:７００", "a:²"]
)
def test_an_address_that_nobody_can_connect_to_stops_the_start(tmp_path: Path, address: str) -> None:
    config = tmp_path / "freehold.toml"
    config.write_text(f"[registries.north]\n{NEEDED.replace('127.0.0.1:700', address)}\n", encoding="utf-8")

    with pytest.raises(BadSettings) as refused:
        load(config, {}, {})

    assert (
        str(refused.value)
        == f"registries.north.address must be HOST:PORT, the port from 1 to 65535, and is {address!r}."
    )


@pytest.mark.parametrize(
    ("suffix", "why"),
    [
        ("-bad-.com", "the label '-bad-' is not 1 to 63 letters, digits and inner hyphens"),
        (".", "it has no suffix"),
        ("com..cn", "it has an empty label"),
    ],
)
def test_a_suffix_that_no_name_can_be_under_stops_the_start(tmp_path: Path, suffix: str, why: str) -> None:
    config = tmp_path / "freehold.toml"
    config.write_text(f"[registries.north]\n{NEEDED.replace('test', suffix)}\n", encoding="utf-8")

    with pytest.raises(BadSettings) as refused:
        load(config, {}, {})

    assert str(refused.value) == f"registries.north.tlds: {suffix!r} is no suffix: {why}."


def test_manners_have_defaults_that_a_careful_registry_takes(tmp_path: Path) -> None:
    """epp-facts.md, 2: what is right where nothing is known."""
    north = loaded(tmp_path, "")

    assert (north.sessions, north.window, north.commands_per_second, north.idle_seconds) == (2, 1, 2.0, 50.0)
    assert (north.commands_a_session, north.session_minutes, north.login_seconds) == (800, 720.0, 5.0)
    assert north.fee_at_most is None
    assert (north.longest_backoff_seconds, north.changes_a_day, north.quiet_hours) == (300.0, None, ())


def test_quiet_hours_and_quota_can_be_set(tmp_path: Path) -> None:
    north = loaded(
        tmp_path, 'quiet_hours = ["23:00-01:00", "12:00-12:30"]\nchanges_a_day = 500\ntime_zone = "Asia/Shanghai"'
    )

    assert north.quiet_hours == ("23:00-01:00", "12:00-12:30")
    assert (north.changes_a_day, north.time_zone) == (500, "Asia/Shanghai")
