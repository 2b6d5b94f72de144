"""Write requirements/*.txt: every package in its exact version with the hashes of all its files.

`run.txt` is what Freehold runs on, and what builds it; `dev.txt` is what tests and checks need besides. The settings of
this machine's pip are left out, so that the files are the same wherever they are made and name no package index.
Run by `make lock`; `--upgrade` takes newer versions where pyproject.toml allows them.
"""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
OPTIONS = [
    "--quiet", "--generate-hashes", "--strip-extras", "--allow-unsafe", "--no-header", "--annotation-style=line",
    "--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links", "--no-emit-options", "--no-config",
]  # fmt: skip
HEAD = "# Made by `make lock` from pyproject.toml. Installed with --require-hashes; not edited by hand.\n"


def main() -> None:
    """Write both files; dev.txt keeps to the versions of run.txt."""
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    run, dev = FOLDER / "run.txt", FOLDER / "dev.txt"
    compile_lock(run, ["pyproject.toml", "--build-deps-for=editable", *upgrade])
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    wanted = FOLDER / "dev.in"
    wanted.write_text("-c run.txt\n" + "".join(f"{line}\n" for line in groups["dev"]), encoding="utf-8")
    try:
        compile_lock(dev, [str(wanted.relative_to(ROOT)), *upgrade])
    finally:
        wanted.unlink()


def compile_lock(target: Path, arguments: list[str]) -> None:
    """Run pip-compile without this machine's index settings, which would otherwise decide what gets hashed."""
    clean = {name: value for name, value in os.environ.items() if name not in {"PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"}}
    command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, f"--output-file={target.relative_to(ROOT)}"]
    print(f"Writing {target.relative_to(ROOT)}")
    subprocess.run([*command, *arguments], cwd=ROOT, env={**clean, "PIP_CONFIG_FILE": os.devnull}, check=True)
    text = target.read_text(encoding="utf-8").replace("# via ", "# for ")
    target.write_text(HEAD + text, encoding="utf-8")


if __name__ == "__main__":
    main()
