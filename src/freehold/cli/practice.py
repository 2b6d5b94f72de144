"""What ``serve`` has beside the product when no registry is configured: a practice registry, and the emulator's door."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from freehold.cli.sandbox_child import SandboxChild
from freehold.clock import Clock, MovableClock
from freehold.ids import Ids, SeededIds
from freehold.rpc.misbehaviour import Misbehaviour
from freehold.settings import RegistrySettings, Settings
from freehold.terms.seed_file import SeedFile

if TYPE_CHECKING:
    from freehold.app import App
    from freehold.emulator.emulator import Emulator
    from freehold.web.rpc_endpoint import AsgiApp


class Practice:
    """The practice registry as a child process, and what tests may do to the server."""

    def __init__(self, data: Path, *, nasty: bool, ids: str | None) -> None:
        """*ids* is the seed that ids are drawn from; none: they are secret ones."""
        self.child = SandboxChild(data / "sandbox")
        self.ids: Ids | None = None if ids is None else SeededIds(ids)
        self.misbehaviour = Misbehaviour(random.Random(ids or "nasty"), nasty=nasty)
        self._data = data
        self._emulator: Emulator | None = None
        self._token = ""

    def registry_added(self, settings: Settings) -> Settings:
        """Wait until the practice registry takes connections; the settings with it. Raises SandboxFailed."""
        self.child.ready()
        folder = self.child.data
        return settings.with_registry(
            RegistrySettings(
                name="sandbox",
                address=self.child.address,
                login=(folder / "login").read_text(encoding="utf-8").strip(),
                password=(folder / "password").read_text(encoding="utf-8").strip(),
                ca_file=folder / "ca.pem",
                tlds=("*",),
                sessions=4,
                window=8,
                commands_per_second=None,
                commands_a_session=1_000_000,
                poll_seconds=0.25,
                # It is on this machine: what has not come by then does not come.
                settle_seconds=0.25,
                # What the practice registry shows goes before what policies say of real ones (contract.md, 2).
                method="update",
            )
        )

    def doors(self, app: "App", business: Clock, seed: SeedFile | None) -> "Mapping[str, AsgiApp]":
        """The emulator's door, to be mounted beside the API; *seed* is loaded, and again after each reset."""
        from freehold.emulator import door
        from freehold.emulator.emulator import Emulator

        clock = business if isinstance(business, MovableClock) else None
        self._token = door.new_token()
        self._emulator = Emulator(app, self.child.data, clock, self.misbehaviour, seed)
        return {door.MOUNT: door.door(self._emulator, self._token)}

    def enter(self, seed: Path | None) -> None:
        """Load the seed beside what is there; what it ordered of the registry before is not ordered again."""
        assert self._emulator is not None
        self._emulator.begin("the seed" if seed is None else seed.name)

    def leave_word(self, url: str) -> None:
        """Tell commands and tests where the emulator is."""
        from freehold.emulator import door

        door.leave_word(self._data, url, self._token)
