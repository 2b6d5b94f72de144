"""An account at a sandbox registry whose password is changed: its settings file, its data folder, and the two together."""

import os
import subprocess
import sys

from freehold.opening import open_store
from freehold.store import registry_passwords
from support.registries import command


class PasswordAccount:
    """Freehold's side of it; settings keep the password that the sandbox had at first."""

    def __init__(self, folder, sandbox, **settings):
        self.data = folder / "data"
        self.config = folder / "freehold.toml"
        self.sandbox = sandbox
        self.settings = sandbox.settings(**settings)
        told = self.settings
        self.config.write_text(
            f'[registries.north]\naddress = "{told.address}"\nlogin = "{told.login}"\npassword = "{told.password}"\n'
            f'ca_file = "{told.ca_file}"\ntlds = ["*"]\nsettle_seconds = 0.05\nlogin_seconds = 0.05\n'
        )

    @property
    def arguments(self):
        return ["registry", "password", "north", "--config", str(self.config), "--data", str(self.data)]

    def change(self, *more):
        """Run the command; its exit code, stdout and stderr."""
        return command(*self.arguments, *more)

    def change_with_input(self, text):
        """Run it with the new password on standard input; its exit code, stdout and stderr."""
        ended = subprocess.run(
            [sys.executable, "-m", "freehold", *self.arguments, "--stdin"],
            input=text, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return ended.returncode, ended.stdout, ended.stderr

    def killed_at(self, point, *more):
        """Run it in a process of its own that dies there; how it ended."""
        return subprocess.run(
            [sys.executable, "-m", "freehold", *self.arguments, "--allow-faults", *more],
            env=os.environ | {"FREEHOLD_FAULTS": f"{point}=kill"}, capture_output=True, timeout=60, check=False,
        ).returncode  # fmt: skip

    @property
    def at_registry(self):
        """The password that the registry has."""
        return (self.sandbox.folder / "password").read_text().strip()

    @property
    def kept(self):
        """The passwords to log in with, first to last."""
        store = open_store(self.data, lock=False, make=False)
        try:
            with store.reading() as session:
                return list(registry_passwords.candidates(session, "north", self.settings.password))
        finally:
            store.close()
