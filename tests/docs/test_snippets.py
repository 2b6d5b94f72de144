"""What a newcomer copies from the documents works unchanged, on a server started the way the documents say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.served import Served

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "127.0.0.1:8400"


def block(page: str, language: str, containing: str) -> str:
    """The one block of code of this language on the page that contains a text."""
    text = (ROOT / page).read_text(encoding="utf-8")
    (found,) = [code for code in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if containing in code]
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    """`make serve` on a folder of its own and a free port."""
    with Served(
        tmp_path_factory.mktemp("serve") / "data", None, "--seed", str(ROOT / "examples" / "seed.yaml")
    ) as served:
        yield served


def run(snippet: str, endpoint: str) -> list[str]:
    assert ADDRESS in snippet
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-"],
        input=snippet.replace(ADDRESS, endpoint), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    first, *rows = ended.stdout.splitlines()
    assert re.fullmatch(r"Task [0-9a-f-]{36}", first)
    return rows


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readmes_snippet_prints_what_the_readme_says(page: str, server: Served) -> None:
    rows = run(block(page, "python", "models"), server.endpoint)

    assert rows == block(page, "text", "EXECUTE_SUCCESS").splitlines()


def test_the_tutorials_snippet_prints_what_the_tutorial_says(server: Served) -> None:
    page = "docs/tutorial/first-change.md"

    rows = run(block(page, "python", "models"), server.endpoint)

    assert [row.rstrip() for row in rows] == block(page, "text", "DomainUpdateLocked").splitlines()


def test_both_readmes_and_the_example_are_one_program() -> None:
    example = (ROOT / "examples" / "sdk_v2.py").read_text(encoding="utf-8")
    program = example[example.index("import time") :]

    assert [block(page, "python", "models") for page in ("README.md", "README.zh-CN.md")] == [program, program]
