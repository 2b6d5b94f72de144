"""Where codes are asked for: the provider of the settings, and the check of what it issues."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from cryptography import x509

from freehold.clock import SystemClock
from freehold.epp.extensions import signed_code
from freehold.epp.extensions.signed_code import Algorithm, Undecodable, Untrusted
from freehold.gateway.code_providers.practice import PracticeProvider, UnusableKey
from freehold.gateway.code_providers.provider import Awaited, CodeRequest, Denied, Issued, Provider
from freehold.settings import CodeProviderSettings, Settings
from freehold.terms.instants import Instant, to_datetime
from freehold.terms.verification_codes import VerificationCode


class NotToBeTrusted(Exception):
    """The provider issued what its trust anchor does not vouch for, or something else than was asked for."""


class Desk:
    """One provider; its answers are trusted as far as its pinned anchors and its list of algorithms go."""

    def __init__(
        self,
        settings: CodeProviderSettings,
        provider: Provider,
        anchors: Sequence[x509.Certificate],
        now: Callable[[], Instant],
    ) -> None:
        self.settings = settings
        self._provider = provider
        self._anchors = anchors
        self._now = now

    async def ask(self, request: CodeRequest) -> VerificationCode | Awaited | Denied:
        """A code that was checked, or why there is none; raises Stopped, NotToBeTrusted."""
        answer = await self._provider.ask(request)
        if not isinstance(answer, Issued):
            return answer
        algorithms = cast("Sequence[Algorithm]", self.settings.algorithms)
        try:
            read = signed_code.read(answer.document, self._anchors, algorithms, to_datetime(self._now()))
        except (Undecodable, Untrusted) as error:
            raise NotToBeTrusted(f"{self.settings.name}: {error}") from error
        if read.type != request.type.value:
            raise NotToBeTrusted(f"{self.settings.name}: a code of type {read.type[:20]!r} came")
        return VerificationCode(request.type, read.value, answer.document)


def desks(settings: Settings, now: Callable[[], Instant]) -> Mapping[str, Desk]:
    """The providers of the settings, by name; *now* is business time. Raises UnusableProvider."""
    return {name: _desk(entry, now) for name, entry in settings.code_providers.items()}


class UnusableProvider(Exception):
    """A provider's key or anchor cannot be used; the sentence says what to do."""


def _desk(entry: CodeProviderSettings, now: Callable[[], Instant]) -> Desk:
    try:
        provider = PracticeProvider(entry, now)
    except UnusableKey as error:
        raise UnusableProvider(str(error)) from error
    except OSError as error:
        raise UnusableProvider(f"code_providers.{entry.name}.key_file: {error.strerror}: {error.filename}") from error
    anchors = [provider.certificate] if entry.anchors_file is None else load_anchors(entry.anchors_file)
    return Desk(entry, provider, anchors, now)


def look(entry: CodeProviderSettings) -> str:
    """What can be told of a provider without making anything; raises UnusableProvider."""
    assert entry.key_file is not None
    if entry.anchors_file is not None:
        load_anchors(entry.anchors_file)
    if not entry.key_file.exists():
        return "practice codes; its key is made at the first start"
    _desk(entry, SystemClock().now)
    return "practice codes, which no real registry takes"


def load_anchors(file: Path) -> list[x509.Certificate]:
    """The certificates of a PEM file; raises UnusableProvider."""
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except OSError as error:
        raise UnusableProvider(f"{error.strerror}: {file}") from error
    except ValueError as error:
        raise UnusableProvider(f"{file} holds no certificates in PEM.") from error
