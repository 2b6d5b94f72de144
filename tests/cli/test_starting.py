"""What a command that serves does to its own process."""

import subprocess
import sys

import click
import pytest

from freehold.cli.clock_choice import business_clock

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
