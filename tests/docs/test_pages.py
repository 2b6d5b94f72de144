"""The documents hang together: links lead somewhere, the Chinese README says what the English one says."""

import pkgutil
import re
from pathlib import Path

import pytest

import freehold

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def anchor(heading: str) -> str:
    """What a heading is linked by."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {anchor(line.lstrip("#")) for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("#")}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in LINK.findall(text):
        if "://" in target:
            continue
        path, _, fragment = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        if not file.exists() or (fragment and fragment not in anchors(file)):
            broken.append(target)

    assert broken == []


def test_the_chinese_readme_has_the_same_parts_links_and_code() -> None:
    def parts(page: str) -> tuple[int, list[str], list[str]]:
        text = (ROOT / page).read_text(encoding="utf-8")
        code = [re.sub(r" --lang zh|#.*", "", block) for block in re.findall(r"```\w+\n.*?```", text, re.DOTALL)]
        links = [link for link in LINK.findall(text) if not link.startswith("README")]
        return text.count("\n#"), links, [re.sub(r" +\n", "\n", block) for block in code]

    assert parts("README.zh-CN.md") == parts("README.md")


def test_the_architecture_page_names_every_package() -> None:
    page = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    first_cells = re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)
    named = [name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)]

    assert sorted(named) == sorted({module.name for module in pkgutil.iter_modules(freehold.__path__)} - {"__main__"})


def test_every_decision_has_its_parts_and_its_number() -> None:
    parts = ["Context", "Choices", "Decision", "Consequences", "Look again when"]
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    for number, page in enumerate(pages, 1):
        text = page.read_text(encoding="utf-8")
        assert page.name.startswith(f"{number:04d}-")
        assert text.startswith(f"# {number}. ")
        assert "**Status**: " in text
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == parts
