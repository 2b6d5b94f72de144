"""A service of the compose file, run as it says: root, network and rights of its own. Needs to be root, in namespaces of its own."""

import os
import shlex
import signal
import subprocess
from pathlib import Path

BRIDGE = "containers"


def network():
    """The network that all services are on; it goes with the namespace this process is in."""
    _run("mount -t tmpfs tmpfs /run")
    _run(f"ip link set lo up && ip link add {BRIDGE} type bridge && ip link set {BRIDGE} up")


class Service:
    """One container of a service."""

    def __init__(self, name, number, entry, address, folder):
        """*entry* is the compose file's; *folder* is for what the container needs meanwhile."""
        self.name, self.entry, self.address = f"{name}{number}", entry, address
        self.root = folder / self.name
        self.root.mkdir()
        self.env = {}
        self.said = ""
        _run(
            f"ip netns add {self.name} && ip link add {self.name} type veth peer name inside netns {self.name} "
            f"&& ip link set {self.name} master {BRIDGE} up && ip -n {self.name} link set lo up "
            f"&& ip -n {self.name} addr add {address}/24 dev inside && ip -n {self.name} link set inside up"
        )

    def start(self, stage, mounts, hosts, command=None):
        """Run the image's entry point with the service's command. *mounts*: {path inside: (what, whether only to be read)}."""
        self.env = {**stage.env, **self.entry.get("environment", {})}
        self.folder = stage.folder
        names = self.root.with_suffix(".hosts")
        names.write_text("127.0.0.1 localhost\n" + "".join(f"{at} {name}\n" for name, at in hosts.items()))
        # What is mounted needs a place, which a daemon makes where the image has none.
        places = self.root.with_suffix(".places")
        for path, (what, _) in mounts.items():
            at = Path(f"{places}{path}")
            at.parent.mkdir(parents=True, exist_ok=True)
            at.mkdir() if what.is_dir() else at.touch()
        parts = [f"mount -t overlay overlay -o lowerdir={places}:{stage.layer}:/ {self.root}"]
        assert self.entry["read_only"], "the layers are mounted for reading"
        parts += [f"mount -t tmpfs tmpfs {self.root}{path}" for path in (*self.entry["tmpfs"], "/run")]
        for path, (what, only_read) in {**mounts, "/etc/hosts": (names, True)}.items():
            at = Path(f"{self.root}{path}")
            if path.startswith("/run/"):
                parts.append(f"mkdir -p {at.parent} && touch {at}")
            parts.append(f"mount --bind {'-o ro ' if only_read else ''}{what} {at}")
        parts += [f"mount -t proc proc {self.root}/proc", f"mount --rbind /dev {self.root}/dev"]
        rights = ["setpriv", *self._rights(stage)]
        inside = ["env", "-C", stage.folder, *rights, *stage.entrypoint, *(command or self.entry["command"])]
        parts.append(f"exec chroot {self.root} {shlex.join(inside)}")
        self.log = self.root.with_suffix(".log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["ip", "netns", "exec", self.name, "unshare", "--mount", "sh", "-ec", " && ".join(parts)],
                env=self.env, stdout=log, stderr=log,
            )  # fmt: skip

    def _rights(self, stage):
        line = next(
            line for line in (stage.layer / "etc/passwd").read_text().splitlines() if line.startswith(stage.user)
        )
        self.user, self.group = line.split(":")[2:4]
        given = [f"--reuid={self.user}", f"--regid={self.group}", "--clear-groups"]
        if self.entry["cap_drop"] == ["ALL"]:
            given += ["--bounding-set=-all", "--inh-caps=-all"]
        if "no-new-privileges:true" in self.entry["security_opt"]:
            given.append("--no-new-privs")
        return given

    def healthy(self, check):
        """Whether a health check, carried out inside, is content."""
        if self.process.poll() is not None:
            raise AssertionError(f"{self.name} ended with {self.process.returncode}: {self.log.read_text()[-2000:]}")
        inside = ["nsenter", f"--target={self.process.pid}", "--mount", "--net", "--root", "--wd"]
        done = subprocess.run([*inside, *check], env=self.env, capture_output=True, timeout=30)
        self.said = done.stderr.decode()
        return done.returncode == 0

    def stop(self, stage, seconds):
        """Its exit code, after the image's signal and within the time that the compose file gives."""
        self.process.send_signal(getattr(signal, stage.stop_signal))
        return self.process.wait(seconds)


def _run(script):
    subprocess.run(["sh", "-ec", script], check=True, env=os.environ)
