"""The whole tree of settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from freehold.settings import code_provider, limits, mail, observing, registry, review
from freehold.settings.code_provider import CodeProviderSettings
from freehold.settings.limits import Limits
from freehold.settings.mail import MailSettings
from freehold.settings.observing import LogSettings, MetricsSettings, TracesSettings
from freehold.settings.registry import RegistrySettings
from freehold.settings.review import ReviewSettings
from freehold.settings.values import BadSettings, table, typed

TABLES = ("limits", "mail", "review", "log", "metrics", "traces", "registries", "code_providers")
"""Settings that are tables of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of it."""

    data: Path = Path("data")
    """Folder of store, key, mails and sandbox."""
    listen: str = "127.0.0.1:8400"
    """HOST:PORT of the API."""
    database: str | None = field(default=None, repr=False)
    """URL, ``postgresql://USER:PASSWORD@HOST/NAME``; SQLite in the data folder when left out."""
    base_url: str = ""
    """Where links in mails lead; the API's own address when empty."""
    real_name_duty: Literal["mainland", "cnnic", "off"] = "mainland"
    """Which suffixes demand a real-name verified registrant."""
    confirmations: Literal["agent", "ask"] = "agent"
    """Who confirms a change of registrant where the suffix's rule wants it: the calling account as designated agent of both holders, or these, who are asked by mail."""
    policy: Path | None = None
    """Folder of the operator's own policy files, which go before those that come along; ``policy`` in the data folder, where there is one, when left out."""
    quirks: tuple[str, ...] = ()
    """Quirks of the published API to have the other way, to try a client; ``freehold quirks list`` names them."""
    limits: Limits = field(default_factory=Limits)
    mail: MailSettings = field(default_factory=MailSettings)
    review: ReviewSettings = field(default_factory=ReviewSettings)
    log: LogSettings = field(default_factory=LogSettings)
    metrics: MetricsSettings = field(default_factory=MetricsSettings)
    traces: TracesSettings = field(default_factory=TracesSettings)
    registries: Mapping[str, RegistrySettings] = field(default_factory=dict)
    code_providers: Mapping[str, CodeProviderSettings] = field(default_factory=dict)

    @property
    def policy_folder(self) -> Path | None:
        """The folder of the operator's policy files in force, if there is any."""
        usual = self.data / "policy"
        return self.policy or (usual if usual.is_dir() else None)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret in it, to be kept out of the log."""
        passwords = [registry.password for registry in self.registries.values()]
        return (*passwords, self.mail.password, self.review.secret, self.metrics.token, self.traces.token)

    def with_registry(self, registry: RegistrySettings) -> "Settings":
        """The same with one more registry account."""
        return replace(self, registries={**self.registries, registry.name: registry})


def read(values: dict[str, Any], folder: Path) -> Settings:
    """The settings that these entries make; paths are relative to *folder*. Raises BadSettings."""
    entries = {name: values.get(name, {}) for name in TABLES}
    own = typed(Settings, "", {key: value for key, value in values.items() if key not in TABLES}, folder, skip=TABLES)
    data = own.get("data", Settings().data)
    accounts = {
        name: registry.read(name, entry, folder) for name, entry in table("registries", entries["registries"]).items()
    }
    providers = {
        name: code_provider.read(name, entry, folder, data)
        for name, entry in table("code_providers", entries["code_providers"]).items()
    }
    _check_providers(accounts, providers)
    _check_suffixes(accounts)
    return Settings(
        **own,
        limits=limits.read(entries["limits"], folder),
        mail=mail.read(entries["mail"], folder),
        review=review.read(entries["review"], folder),
        log=observing.read_log(entries["log"], folder),
        metrics=observing.read_metrics(entries["metrics"], folder),
        traces=observing.read_traces(entries["traces"], folder),
        registries=accounts,
        code_providers=providers,
    )


def _check_suffixes(accounts: Mapping[str, RegistrySettings]) -> None:
    """A suffix that two registries serve would be sent to whichever stands last."""
    served: dict[str, str] = {}
    for account in accounts.values():
        for suffix in account.tlds:
            other = served.setdefault(registry.folded_suffix(suffix), account.name)
            if other != account.name:
                raise BadSettings(
                    f"registries.{account.name}.tlds: {suffix} is served by {other} already. Name it at one of them."
                )


def _check_providers(accounts: Mapping[str, RegistrySettings], providers: Mapping[str, CodeProviderSettings]) -> None:
    for account in accounts.values():
        if account.code_provider is not None and account.code_provider not in providers:
            raise BadSettings(
                f"registries.{account.name}.code_provider names {account.code_provider}, "
                f"and code_providers has {', '.join(providers) or 'none'}."
            )
