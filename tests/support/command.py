"""``freehold`` as an operator runs it, and a change that goes past it."""

import subprocess
import sys

import sqlalchemy as sa


def freehold(data, *arguments):
    """A command in a process of its own, on a data folder; beside its server, where one runs."""
    return subprocess.run(
        [sys.executable, "-m", "freehold", *arguments, "--data", str(data)],
        capture_output=True,
        text=True,
        timeout=60,
    )


def statement(data, text):
    """Change the database behind the program's back."""
    engine = sa.create_engine(f"sqlite:///{data}/freehold.db")
    with engine.begin() as connection:
        connection.execute(sa.text(text))
    engine.dispose()
