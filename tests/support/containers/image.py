"""A Dockerfile, carried out in layers over this machine's root: as much of its language as ours speaks."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

BASE = Path(sys.base_prefix)


@dataclass
class Stage:
    """A stage's layer, and what it says about running it."""

    layer: Path
    env: dict[str, str] = field(default_factory=lambda: {"PATH": f"{BASE}/bin:/usr/sbin:/usr/bin:/sbin:/bin"})
    user: str = "root"
    folder: str = "/"
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    stop_signal: str = "SIGTERM"

    def __post_init__(self):
        self.layer.mkdir()
        # The image's Python is for everybody, and this machine's may lie in somebody's home.
        for parent in reversed(BASE.parents):
            if parent != Path("/"):
                (self.layer / parent.relative_to("/")).mkdir(mode=0o755, exist_ok=True)

    def place(self, path):
        """Where a path of the stage's lies in its layer."""
        return self.layer / str(Path(self.folder) / path).lstrip("/")


def build(dockerfile, context, folder):
    """Carry out all stages; the last one."""
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", dockerfile.read_text(encoding="utf-8"), flags=re.MULTILINE))
    stages, stage = {}, None
    for line in filter(None, map(str.strip, text.splitlines())):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            name = rest.partition(" AS ")[2] or f"stage-{len(stages)}"
            stage = stages[name] = Stage(folder / name)
        else:
            _carry_out(word, rest.strip(), stage, stages, context)
    return stage


def _carry_out(word, rest, stage, stages, context):
    match word:
        case "RUN":
            _run(stage, rest)
        case "COPY":
            _copy(stage, rest, stages, context)
        case "ENV":
            for pair in shlex.split(rest):
                name, _, value = pair.partition("=")
                stage.env[name] = value.replace("$PATH", stage.env["PATH"])
        case "WORKDIR":
            stage.folder = rest
            stage.place(".").mkdir(parents=True, exist_ok=True)
        case "USER":
            stage.user = rest
        case "ENTRYPOINT":
            stage.entrypoint = json.loads(rest)
        case "CMD":
            stage.command = json.loads(rest)
        case "HEALTHCHECK":
            stage.health = json.loads(rest.partition("CMD ")[2])
        case "STOPSIGNAL":
            stage.stop_signal = rest
        case "VOLUME" | "EXPOSE":
            pass
        case _:
            raise AssertionError(f"{word} is not known here")


def _run(stage, command):
    """In the stage's root, as its user, with this machine's way to packages."""
    work, root = stage.layer.with_suffix(".work"), stage.layer.with_suffix(".root")
    for made in (work, root):
        made.mkdir(exist_ok=True)
    mounted = f"lowerdir=/,upperdir={stage.layer},workdir={work}"
    inside = shlex.join(["env", "-C", stage.folder, "sh", "-ec", command])
    script = (
        f"mount -t overlay overlay -o {mounted} {root} && mount -t proc proc {root}/proc && mount --bind /dev {root}/dev "
        f"&& exec chroot {root} {inside}"
    )
    packages = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))}
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-ec", script],
        env={"HOME": "/root", **packages, **stage.env}, capture_output=True, text=True, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, f"RUN {command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def _copy(stage, rest, stages, context):
    given = shlex.split(rest)
    source = context
    if given[0].startswith("--from="):
        source = stages[given.pop(0).removeprefix("--from=")].layer
    *whats, where = given
    target = stage.place(where)
    for what in whats:
        found = source / what.lstrip("/")
        into = target / found.name if where.endswith("/") and found.is_file() else target
        into.parent.mkdir(parents=True, exist_ok=True)
        if found.is_dir():
            ignored = None if source is not context else shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(found, into, symlinks=True, dirs_exist_ok=True, ignore=ignored)
        else:
            shutil.copy(found, into)
