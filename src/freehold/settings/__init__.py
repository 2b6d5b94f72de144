"""One frozen, typed tree of settings: defaults in code, then the TOML file, then ``FREEHOLD_SECTION__NAME``.

A section's file has its settings with their defaults, and what is refused of them. ``..._FILE`` reads a value from a file.
An unknown key is an error that names the nearest known one. Secrets do not show in ``repr``. Every default works alone:
SQLite, the sandbox registry, loopback.
"""

from freehold.settings.code_provider import SIGNATURES, CodeProviderSettings
from freehold.settings.limits import Limits
from freehold.settings.mail import PRACTICE_SENDER, MailSettings
from freehold.settings.observing import LogSettings, MetricsSettings, TracesSettings
from freehold.settings.registry import RegistrySettings
from freehold.settings.review import ReviewSettings
from freehold.settings.sources import database_from_environment, load
from freehold.settings.tree import TABLES, Settings
from freehold.settings.values import BadSettings

__all__ = [
    "PRACTICE_SENDER",
    "SIGNATURES",
    "TABLES",
    "BadSettings",
    "CodeProviderSettings",
    "Limits",
    "LogSettings",
    "MailSettings",
    "MetricsSettings",
    "RegistrySettings",
    "ReviewSettings",
    "Settings",
    "TracesSettings",
    "database_from_environment",
    "load",
]
