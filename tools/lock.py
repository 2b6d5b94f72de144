"""Write requirements/*.txt: every package in its exact version with the hashes of all its files.

`run.txt` is what Freehold runs on, and what builds it; `otel.txt` is what the extra of that name adds; `dev.txt` is what
tests and checks need besides; `fuzz.txt` is what fuzzing needs besides and `bench.txt` what benchmarks are run beside, in environments of their own. The settings of
this machine's pip are left out, so that the files are the same wherever they are made and name no package index.
Run by `make lock`; `--upgrade` takes newer versions where pyproject.toml allows them.
"""

import os
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
OPTIONS = [
    "--quiet", "--generate-hashes", "--strip-extras", "--allow-unsafe", "--no-header", "--annotation-style=line",
    "--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links", "--no-emit-options", "--no-config",
]  # fmt: skip
HEAD = "# Made by `make lock` from pyproject.toml. Installed with --require-hashes; not edited by hand.\n"


def main() -> None:
    """Write the files; the others keep to the versions of run.txt, and dev.txt to those of otel.txt as well."""
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    compile_lock(FOLDER / "run.txt", ["pyproject.toml", "--build-deps-for=editable", *upgrade])
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extra = declared["project"]["optional-dependencies"]["otel"]
    compile_beside(FOLDER / "otel.txt", extra, ["run.txt"], upgrade)
    compile_beside(FOLDER / "dev.txt", declared["dependency-groups"]["dev"], ["run.txt", "otel.txt"], upgrade)
    compile_beside(FOLDER / "fuzz.txt", declared["dependency-groups"]["fuzz"], ["run.txt"], upgrade)
    compile_beside(FOLDER / "bench.txt", declared["dependency-groups"]["bench"], [], upgrade)


def compile_beside(target: Path, wanted: Sequence[str], kept: Sequence[str], upgrade: Sequence[str]) -> None:
    """Lock a list of packages to the versions that the *kept* files have already."""
    source = target.with_suffix(".in")
    lines = [*(f"-c {name}" for name in kept), *wanted]
    source.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    try:
        compile_lock(target, [str(source.relative_to(ROOT)), *upgrade])
    finally:
        source.unlink()


def compile_lock(target: Path, arguments: Sequence[str]) -> None:
    """Run pip-compile without this machine's index settings, which would otherwise decide what gets hashed."""
    clean = {name: value for name, value in os.environ.items() if name not in {"PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"}}
    command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, f"--output-file={target.relative_to(ROOT)}"]
    print(f"Writing {target.relative_to(ROOT)}")
    subprocess.run([*command, *arguments], cwd=ROOT, env={**clean, "PIP_CONFIG_FILE": os.devnull}, check=True)
    text = target.read_text(encoding="utf-8").replace("# via ", "# for ")
    target.write_text(HEAD + text, encoding="utf-8")


if __name__ == "__main__":
    main()
