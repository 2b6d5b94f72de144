"""The file mailbox: mails leave the outbox as files of the folder ``mail/``, one ``.eml`` each.

A mail's name and Message-ID come from its event, so that delivering it again after a crash writes the same file once more
and makes no second mail (REL-15, INV-10).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from freehold.operations.mail.carriers import Fate, Sent, Unreachable
from freehold.operations.mail.message import message
from freehold.settings import PRACTICE_SENDER
from freehold.store.outbox import Mail


class FileCarrier:
    """Carries mails to files in a folder."""

    def __init__(self, folder: Path, sender: str = PRACTICE_SENDER) -> None:
        self._folder = folder
        self._sender = sender

    @contextmanager
    def opened(self) -> Iterator[Callable[[Mail], Fate]]:
        """The folder, made when missing; raises Unreachable."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(f"{error.strerror}: {self._folder}") from error
        yield self._write

    def _write(self, mail: Mail) -> Fate:
        draft = self._folder / f".{mail.event}.new"
        try:
            draft.write_bytes(bytes(message(mail, self._sender)))
            draft.chmod(0o600)
            draft.rename(self._folder / f"{mail.event}.eml")
        except OSError as error:
            raise Unreachable(f"{error.strerror}: {self._folder}") from error
        return Sent()
