"""An operator's folder of policy files."""

from pathlib import Path


def write(folder: Path, name: str, text: str) -> None:
    """Write one of its files."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
