"""What a command that serves does to its own process."""

import subprocess
import sys

import click
import pytest
import sqlalchemy as sa

from freehold.cli.clock_choice import business_clock
from freehold.clock import BadClockFile
from freehold.terms.instants import HOUR, from_text, utc_text

PAGES_TAKEN_ANEW = """
import resource
from freehold.cli.starting import begin_start, end_start

def answer():
    return f"<all>{''.join(['<row>0123456789</row>'] * 28_000)}</all>".encode()

begin_start()
end_start()
answer()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(100):
    answer()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def test_the_memory_of_one_large_answer_serves_the_next_one():
    """Else the system would clear some 450 pages for each of them."""
    ended = subprocess.run([sys.executable, "-c", PAGES_TAKEN_ANEW], capture_output=True, text=True, check=True)

    assert int(ended.stdout) < 1000


@pytest.mark.parametrize("wanted", ["0001-01-01", "1969-12-31", "9999-12-31"])
def test_business_time_does_not_start_where_dates_cannot_follow(tmp_path, wanted):
    with pytest.raises(click.UsageError, match="give a time from 1970-01-01 to 9000-01-01"):
        business_clock(wanted, tmp_path)

    assert not (tmp_path / "clock").exists()


def test_business_time_goes_on_where_the_folder_has_it(tmp_path, caplog):
    business_clock("2030-01-01", tmp_path)

    again = business_clock("2026-01-01", tmp_path).now()
    system = business_clock(None, tmp_path).now()

    assert utc_text(again).startswith("2030-01-01T00:")
    assert abs(system - from_text("2030-01-01")) > HOUR
    assert [record.getMessage() for record in caplog.records] == [
        f"business time of {tmp_path.name} was moved, and this start takes the system's: start with --clock to go on with it"
    ]


def test_a_clocks_file_that_holds_nothing_is_told(tmp_path):
    (tmp_path / "clock").write_text("")

    for wanted in ("now", None):
        with pytest.raises(BadClockFile, match="Delete it, and business time is the system's again"):
            business_clock(wanted, tmp_path)


@pytest.mark.parametrize(
    ("rights", "why"),
    [
        ("GRANT USAGE ON SCHEMA public TO {user}", "permission denied for schema public"),
        ("GRANT ALL ON SCHEMA public TO {user}", "permission denied for database {name}"),
        ("GRANT ALL ON SCHEMA public TO {user}; ALTER ROLE {user} CONNECTION LIMIT 4", "too many connections for role"),
    ],
    ids=["no tables", "no schema", "few connections"],
)
def test_a_start_whose_database_lacks_something_says_what(postgres, tmp_path, rights, why):
    """Rights to make its tables, those to make the schema of the execution library, connections."""
    with postgres.empty_database() as url:
        name = sa.make_url(url).database
        user = f"user_of_{name}"
        postgres.run("CREATE EXTENSION pg_trgm", name)
        postgres.run(f"CREATE USER {user}")
        try:
            if "LIMIT" in rights:
                postgres.run(f"GRANT CREATE ON DATABASE {name} TO {user}")
            postgres.run(rights.format(user=user), name)
            address = sa.make_url(url).set(username=user).render_as_string(hide_password=False)

            ended = subprocess.run(
                [sys.executable, "-m", "freehold", "serve", "--data", str(tmp_path / "data"), "--database", address,
                 "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=60,
            )  # fmt: skip

            told = ended.stderr.strip().splitlines()[-1]
            assert ended.returncode == 1
            assert why.format(name=name) in told
            assert told.endswith("Look at the address, the user's rights and the server's log.")
        finally:
            postgres.run(f"DROP OWNED BY {user}", name)
            postgres.run(f"REVOKE ALL ON DATABASE {name} FROM {user}")
            postgres.run(f"DROP USER {user}")
