"""Write the generated reference pages, or with `--check` say which of them are stale.

Each page is made by one function, from the code alone. Run by `make generated` and `make check`.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from freehold import actions as package
from freehold.rpc import reference
from freehold.rpc.catalogue import find_actions
from reference.command_line import command_line
from reference.messages import reasons, refusals
from reference.settings import settings

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
BUILT = find_actions(package)
PAGES: dict[str, Callable[[], str]] = {
    "cli.md": command_line,
    "coverage.md": lambda: reference.coverage(BUILT),
    "reasons.md": reasons,
    "refusals.md": refusals,
    "settings.md": settings,
    **{f"actions/{action.name}.md": partial(reference.page_of, action) for action in BUILT},
}
MARK = "<!-- Made by `make generated` from the code; not edited by hand. -->\n\n"


def main() -> int:
    """Write the pages that differ; with --check, name them and end 1."""
    check = sys.argv[1:] == ["--check"]
    stale = 0
    for name, make in PAGES.items():
        page, text = FOLDER / name, MARK + make()
        if page.is_file() and page.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if check:
            print(f"{page.relative_to(FOLDER.parent.parent)} is stale: run make generated", file=sys.stderr)
        else:
            page.parent.mkdir(exist_ok=True)
            page.write_text(text, encoding="utf-8")
            print(f"Wrote {page.relative_to(FOLDER.parent.parent)}")
    for page in FOLDER.glob("actions/*.md"):
        if f"actions/{page.name}" not in PAGES:
            stale += 1
            print(f"{page.relative_to(FOLDER.parent.parent)} is of no action: remove it", file=sys.stderr)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
