"""One frozen, typed tree of settings: defaults in code, then the TOML file, then ``FREEHOLD_SECTION__NAME``.

``..._FILE`` reads a value from a file. An unknown key is an error that names the nearest known one. Secrets do not show in
``repr``. Every default works alone: SQLite, the sandbox registry, loopback.
"""

import difflib
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from freehold.terms.registry_hours import BadHours, QuietHours, zone_of

PREFIX = "FREEHOLD_"
PRACTICE_SENDER = "Freehold <no-reply@freehold.invalid>"
"""Whom mails in files are from; no server takes it for an address."""

TABLES = ("limits", "mail", "review", "log", "metrics", "traces", "registries", "code_providers")
"""Settings that are tables of their own."""

_NOT_SETTINGS = frozenset({"FREEHOLD_FAULTS", "FREEHOLD_FAULT_LOG", "FREEHOLD_XSD"})


class BadSettings(ValueError):
    """A setting cannot be used; the argument names it and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySettings:
    """One registry account (contract.md, 4)."""

    name: str
    address: str
    """HOST:PORT."""
    login: str
    password: str = field(repr=False)
    ca_file: Path
    """The certificate authority that the registry's certificate is checked against."""
    tlds: tuple[str, ...]
    """Suffixes served, in either form; ``*`` for all that no other registry serves."""
    server_name: str = ""
    """The name its certificate must carry; the address's host when empty."""
    client_certificate: Path | None = None
    """A PEM file with certificate and key, where the registry asks for one."""
    contact_prefix: str = "FH"
    """What contact handles begin with."""
    sessions: int = 2
    """Sessions at a time, for all lanes together."""
    window: int = 1
    """Commands in flight a session."""
    commands_per_second: float | None = 2.0
    """For all sessions together; none for no limit."""
    timeout_seconds: float = 30.0
    """For a whole answer."""
    settle_seconds: float = 1.0
    """How long after a lost answer the registry is asked what it holds."""
    idle_seconds: float = 50.0
    """Silence after which a hello keeps the session alive."""
    login_seconds: float = 5.0
    """Wait of all sessions after a log-in or connection that failed; twice as long after each more, up to *longest_backoff_seconds*."""
    backoff_seconds: float = 1.0
    """Wait of all sessions after the second answer in a row of 2400 or 2500; twice as long after each more, up to *longest_backoff_seconds*."""
    longest_backoff_seconds: float = 300.0
    """The longest wait before the registry is tried again."""
    commands_a_session: int = 800
    """Commands after which a session is logged out and replaced."""
    session_minutes: float = 720.0
    """Age at which a session is logged out and replaced."""
    changes_a_day: int | None = None
    """Commands that change something, in one day of the registry; further ones wait for its next day. None for no limit."""
    time_zone: str = "UTC"
    """The registry's zone, in which its day turns and *quiet_hours* are written."""
    quiet_hours: tuple[str, ...] = ()
    """Daily windows such as 01:00-03:30 in which nothing is changed; one may run over midnight."""
    poll_seconds: float = 60.0
    """How often messages are asked for."""
    unused_contact_days: float | None = 7.0
    """Days for which a contact object that nothing uses any more is kept, for the next task that wants it; then it is deleted. None to keep all."""
    lift_update_lock: Literal["no", "yes"] = "no"
    """Whether a change may lift the account's own update lock, and put it on again after: no refuses the domain."""
    method: Literal[
        "policy", "update", "registrar-only", "registrar-only-with-code", "audited", "update-with-data", "trade",
        "trade-with-consent", "by-hand",
    ] = "policy"  # fmt: skip
    """How the account takes a new registrant; by each suffix's policy, unless told otherwise here."""
    code_provider: str | None = None
    """The provider of *code_providers* that issues the verification codes this registry wants; none: a person sees to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeProviderSettings:
    """A provider of verification codes."""

    name: str
    kind: Literal["practice"] = "practice"
    """Who it is: practice issues codes of our own, for practice registries alone."""
    key_file: Path | None = None
    """Of practice: key and certificate in PEM, made at the first start; ``code-providers/NAME.pem`` in the data folder when left out."""
    number: int = 1
    """Of practice: what its codes begin with."""
    anchors_file: Path | None = None
    """Certificates in PEM that vouch for its codes; of practice its own when left out."""
    algorithms: tuple[str, ...] = ("rsa-sha256",)
    """Signatures that are accepted of it: rsa-sha256, rsa-sha384, rsa-sha512, ecdsa-sha256, ecdsa-sha384; rsa-sha1 only if it has no other."""
    ask_seconds: float = 900.0
    """How often it is asked again while it is not done."""
    answer_seconds: float = 0.0
    """Of practice: how long it takes to answer, by the business clock."""
    denies: tuple[str, ...] = ()
    """Of practice: holders and domains (in A-labels) that it does not confirm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one call or one server takes."""

    most_domains: int = 100_000
    """Names in one call."""
    calls_in_flight: int = 2000
    """Calls at a time; more are told to come back. An account alone gets half of them for what it reads, and half for what it changes."""
    calls_per_second: float | None = None
    """Calls an account may make a second, of those that only read and again of those that change something; none for no limit."""
    burst: int = 100
    """Calls an account may make at once before *calls_per_second* counts."""
    connections_per_address: int = 1024
    """Connections from one address at a time; a proxy in front is one address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """The server that takes our mail."""

    server: str = ""
    """Host name of the mail server; mails are written to files in the data folder when empty."""
    port: int | None = None
    """Its port; 587 with *starttls*, 465 with *tls* and 25 with *none* when left out."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is protected: from STARTTLS on, from the first octet, or not at all."""
    user: str = ""
    """Whom to log in as; nobody when empty."""
    password: str = field(default="", repr=False)
    """What to log in with."""
    sender: str = PRACTICE_SENDER
    """Whom mails are from; must be an address of yours where a server is named."""
    ca_file: Path | None = None
    """The certificate authority that the server's certificate is checked against; the system's when left out."""
    timeout_seconds: float = 30.0
    """For each answer of the server."""

    @property
    def port_in_use(self) -> int:
        """The port, by the kind of protection where none was named."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSettings:
    """Who reviews the documents of real-name verification."""

    provider: Literal["hand", "automatic", "service"] = "hand"
    """A person with ``freehold profile``, the rule below for tests, or a service outside."""
    reject_words: tuple[str, ...] = ("REJECT",)
    """Holders whose name contains one of these are rejected by the automatic reviewer, all others approved."""
    url: str = ""
    """Where the service takes documents; https, or http on this machine."""
    secret: str = field(default="", repr=False)
    """What requests and call-backs are signed with, at least 24 characters; known to the service and nobody else."""
    ca_file: Path | None = None
    """The certificate authority that the service's certificate is checked against; the system's when left out."""
    timeout_seconds: float = 30.0
    """For each answer of the service."""
    ask_again_seconds: float = 300.0
    """How long after an answer ``pending`` it is asked again, unless it says so itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """What is logged, and how; it goes to stderr."""

    format: Literal["text", "json"] = "text"
    """Lines for people, or one JSON object a line for programs."""
    level: Literal["debug", "info", "warning", "error"] = "warning"
    """From where on; info has a line for each call and mail, none with what a caller sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSettings:
    """Who may read ``/metrics``, and where a worker has it."""

    listen: str = ""
    """HOST:PORT at which a ``freehold worker`` answers /metrics, /healthz and /readyz; empty: nowhere. A server does at its own."""
    token: str = field(default="", repr=False)
    """What a scraper shows as ``Authorization: Bearer ...``, at least 24 characters; empty: whoever reaches the address may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TracesSettings:
    """Where spans go; nowhere unless told."""

    endpoint: str = ""
    """Where a collector takes OTLP over HTTP, such as http://127.0.0.1:4318/v1/traces; empty: nothing is recorded."""
    share: float = 1.0
    """How many of the traces are recorded, from 0 to 1."""
    token: str = field(default="", repr=False)
    """What the collector is shown as ``Authorization: Bearer ...``, if it asks for one."""


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
    limits: Limits = Limits()
    mail: MailSettings = MailSettings()
    review: ReviewSettings = ReviewSettings()
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()
    traces: TracesSettings = TracesSettings()
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


def load(
    config: Path | None,
    environ: Mapping[str, str],
    overrides: Mapping[str, Any],
    *,
    log: Mapping[str, str] | None = None,
) -> Settings:
    """Read the settings; *overrides* and *log* (from the command line) go before all else. Raises BadSettings."""
    values: dict[str, Any] = {}
    folder = Path.cwd()
    if config is not None:
        folder = config.resolve().parent
        try:
            values = tomllib.loads(config.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSettings(f"{config}: {error}") from error
    _add_environment(values, environ)
    values.update({name: str(value) if isinstance(value, Path) else value for name, value in overrides.items()})
    if log:
        values["log"] = {**_table("log", values.get("log", {})), **log}
    return _settings(values, folder)


def _add_environment(values: dict[str, Any], environ: Mapping[str, str]) -> None:
    for variable, text in environ.items():
        if not variable.startswith(PREFIX) or variable in _NOT_SETTINGS:
            continue
        path = variable.removeprefix(PREFIX).lower().split("__")
        value = text
        if path[-1].endswith("_file") and path[-1] not in {"ca_file", "password_file", "key_file", "anchors_file"}:
            path[-1] = path[-1].removesuffix("_file")
            value = Path(text).read_text(encoding="utf-8").strip()
        place = values
        for step in path[:-1]:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                raise BadSettings(f"{variable}: {step} holds no further settings.")
        place[path[-1]] = value


def _settings(values: dict[str, Any], folder: Path) -> Settings:
    limits = _table("limits", values.pop("limits", {}))
    mail = _table("mail", values.pop("mail", {}))
    review = _table("review", values.pop("review", {}))
    log = _table("log", values.pop("log", {}))
    traces = _table("traces", values.pop("traces", {}))
    metrics = _table("metrics", values.pop("metrics", {}))
    registries = _table("registries", values.pop("registries", {}))
    providers = _table("code_providers", values.pop("code_providers", {}))
    own = _typed(Settings, "", values, folder, skip=TABLES)
    accounts = {name: _registry(name, entry, folder) for name, entry in registries.items()}
    data = own.get("data", Settings().data)
    desks = {name: _code_provider(name, entry, folder, data) for name, entry in providers.items()}
    for account in accounts.values():
        if account.code_provider is not None and account.code_provider not in desks:
            raise BadSettings(
                f"registries.{account.name}.code_provider names {account.code_provider}, "
                f"and code_providers has {', '.join(desks) or 'none'}."
            )
    return Settings(
        **own,
        limits=_limits(limits, folder),
        mail=_mail(mail, folder),
        review=_review(review, folder),
        log=LogSettings(**_typed(LogSettings, "log", log, folder)),
        metrics=_metrics(metrics, folder),
        traces=_traces(traces, folder),
        registries=accounts,
        code_providers=desks,
    )


def _limits(limits: Any, folder: Path) -> Limits:
    made = Limits(**_typed(Limits, "limits", _table("limits", limits), folder))
    if made.calls_per_second is not None and not 0 < made.calls_per_second < math.inf:
        raise BadSettings(f"limits.calls_per_second must be more than 0, and is {made.calls_per_second}.")
    if made.burst < 1:
        raise BadSettings(f"limits.burst must be at least 1, and is {made.burst}.")
    return made


SIGNATURES = frozenset({"rsa-sha256", "rsa-sha384", "rsa-sha512", "ecdsa-sha256", "ecdsa-sha384", "rsa-sha1"})
"""Signatures that a provider's codes may have."""


def _code_provider(name: str, entry: Any, folder: Path, data: Path) -> CodeProviderSettings:
    where = f"code_providers.{name}"
    if len(name) > _LONGEST_NAME:
        raise BadSettings(f"{where}: a name has at most {_LONGEST_NAME} characters.")
    typed = _typed(CodeProviderSettings, where, dict(_table(where, entry)), folder, skip=("name",))
    if typed.get("key_file") is None:
        typed["key_file"] = data / "code-providers" / f"{name}.pem"
    made = CodeProviderSettings(name=name, **typed)
    strange = [algorithm for algorithm in made.algorithms if algorithm not in SIGNATURES]
    if strange or not made.algorithms:
        raise BadSettings(f"{where}.algorithms are some of {', '.join(sorted(SIGNATURES))}.")
    if made.number < 0:
        raise BadSettings(f"{where}.number must be 0 or more, and is {made.number}.")
    for key in ("ask_seconds", "answer_seconds"):
        if not 0 <= getattr(made, key) < math.inf:
            raise BadSettings(f"{where}.{key} must be 0 or more, and is {getattr(made, key)}.")
    return made


_LONGEST_NAME = 64
"""Of what is a key in the store."""


def _table(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadSettings(f"{name} must be a table of settings.")
    return value


def _registry(name: str, entry: Any, folder: Path) -> RegistrySettings:
    where = f"registries.{name}"
    values = dict(_table(where, entry))
    _read_secret(where, "password", values, folder)
    typed = _typed(RegistrySettings, where, values, folder, skip=("name",))
    missing = [key for key in ("address", "login", "password", "ca_file", "tlds") if key not in typed]
    if missing:
        hint = " (or password_file)" if missing[0] == "password" else ""
        raise BadSettings(f"{where}.{missing[0]}{hint} is missing.")
    host, _, port = str(typed["address"]).rpartition(":")
    if not host or not port.isdigit():
        raise BadSettings(f"{where}.address must be HOST:PORT, and is {typed['address']!r}.")
    made = RegistrySettings(name=name, **typed)
    _check_manners(where, made)
    return made


def _read_secret(where: str, key: str, values: dict[str, Any], folder: Path) -> None:
    """Take a secret from the file that ``<key>_file`` names, unless it is given itself."""
    file = values.pop(f"{key}_file", None)
    if file is not None and key not in values:
        try:
            values[key] = (folder / str(file)).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no text"
            raise BadSettings(f"{where}.{key}_file: {why}: {file}") from error


def _mail(entry: dict[str, Any], folder: Path) -> MailSettings:
    values = dict(entry)
    _read_secret("mail", "password", values, folder)
    made = MailSettings(**_typed(MailSettings, "mail", values, folder))
    address = parseaddr(made.sender)[1]
    if not made.sender.isprintable() or not all(address.rpartition("@")[::2]):
        wanted = "an address such as Freehold <no-reply@example.com>"
        raise BadSettings(f"mail.sender must be {wanted}, and is {made.sender!r}.")
    if made.server and made.sender == PRACTICE_SENDER:
        raise BadSettings("mail.sender is missing: name the address that mails are from.")
    if made.port is not None and not 0 < made.port < 65536:
        raise BadSettings(f"mail.port must be from 1 to 65535, and is {made.port}.")
    if made.user and made.security == "none":
        raise BadSettings("mail.security is none, which would show mail.password to everybody on the way.")
    if not 0 < made.timeout_seconds < math.inf:
        raise BadSettings(f"mail.timeout_seconds must be more than 0, and is {made.timeout_seconds}.")
    return made


_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_SHORTEST_SECRET = 24


def _review(entry: dict[str, Any], folder: Path) -> ReviewSettings:
    values = dict(entry)
    _read_secret("review", "secret", values, folder)
    made = ReviewSettings(**_typed(ReviewSettings, "review", values, folder))
    for key in ("timeout_seconds", "ask_again_seconds"):
        if not 0 < getattr(made, key) < math.inf:
            raise BadSettings(f"review.{key} must be more than 0, and is {getattr(made, key)}.")
    if made.provider == "service":
        url = urlsplit(made.url)
        if not url.hostname or not (url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOCAL_HOSTS)):
            raise BadSettings(
                f"review.url must begin with https:// (http:// on this machine alone), and is {made.url!r}."
            )
        if len(made.secret) < _SHORTEST_SECRET:
            raise BadSettings(f"review.secret (or secret_file) must have at least {_SHORTEST_SECRET} characters.")
    return made


def _metrics(entry: dict[str, Any], folder: Path) -> MetricsSettings:
    values = dict(entry)
    _read_secret("metrics", "token", values, folder)
    made = MetricsSettings(**_typed(MetricsSettings, "metrics", values, folder))
    if made.token and (len(made.token) < _SHORTEST_SECRET or not made.token.isascii() or " " in made.token):
        raise BadSettings(
            f"metrics.token (or token_file) must have at least {_SHORTEST_SECRET} ASCII characters and no blank."
        )
    return made


def _traces(entry: dict[str, Any], folder: Path) -> TracesSettings:
    values = dict(entry)
    _read_secret("traces", "token", values, folder)
    made = TracesSettings(**_typed(TracesSettings, "traces", values, folder))
    if made.endpoint and (
        urlsplit(made.endpoint).scheme not in {"http", "https"} or not urlsplit(made.endpoint).hostname
    ):
        raise BadSettings(f"traces.endpoint must be an address of http or https, and is {made.endpoint!r}.")
    if not 0 <= made.share <= 1:
        raise BadSettings(f"traces.share must be from 0 to 1, and is {made.share}.")
    return made


def _check_manners(where: str, registry: RegistrySettings) -> None:
    """What would make a registry's lanes stand still, or run without pace, is told at the start."""
    if registry.sessions < 1 or registry.window < 1:
        raise BadSettings(f"{where}: sessions and window must be at least 1.")
    for key in ("commands_per_second", "timeout_seconds", "idle_seconds", "session_minutes", "poll_seconds"):
        value = getattr(registry, key)
        if value is not None and not 0 < value < math.inf:
            raise BadSettings(f"{where}.{key} must be more than 0, and is {value}.")
    for key in (
        "settle_seconds", "login_seconds", "backoff_seconds", "longest_backoff_seconds", "unused_contact_days"
    ):  # fmt: skip
        value = getattr(registry, key)
        if value is not None and not 0 <= value < math.inf:
            raise BadSettings(f"{where}.{key} must be 0 or more, and is {value}.")
    for key in ("commands_a_session", "changes_a_day"):
        value = getattr(registry, key)
        if value is not None and value < 1:
            raise BadSettings(f"{where}.{key} must be at least 1, and is {value}.")
    try:
        zone_of(registry.time_zone)
    except BadHours as error:
        raise BadSettings(f"{where}.time_zone: {error}.") from error
    for window in registry.quiet_hours:
        try:
            QuietHours.read(window)
        except BadHours as error:
            raise BadSettings(f"{where}.quiet_hours: {error}.") from error


def _typed(kind: type, where: str, values: dict[str, Any], folder: Path, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    hints = get_type_hints(kind)
    known = [entry.name for entry in fields(kind) if entry.name not in skip]
    found = {}
    for key, value in values.items():
        name = f"{where}.{key}" if where else key
        if key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.0)[0]
            raise BadSettings(f"There is no setting {name}. Did you mean {f'{where}.{near}' if where else near}?")
        found[key] = _value(name, hints[key], value, folder)
    return found


def _value(name: str, hint: Any, value: Any, folder: Path) -> Any:
    """A value as the setting's type, text from the environment included; raises BadSettings."""
    options = [option for option in get_args(hint) if option is not type(None)]
    if type(None) in get_args(hint):
        if value in ("", "none"):
            return None
        hint = options[0]
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise BadSettings(f"{name} must be one of {', '.join(get_args(hint))}, and is {value!r}.")
        return value
    if get_origin(hint) is tuple:
        entries = value.split(",") if isinstance(value, str) else value
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise BadSettings(f"{name} must be a list of texts, and is {value!r}.")
        return tuple(entry.strip() for entry in entries if entry.strip())
    if hint is Path:
        return folder / str(value)
    if hint is str and isinstance(value, str):
        return value
    if hint in (int, float) and not isinstance(value, bool):
        try:
            return hint(value)
        except (TypeError, ValueError):
            pass
    raise BadSettings(f"{name} must be {_WORDS.get(hint, 'text')}, and is {value!r}.")


_WORDS = {int: "a whole number", float: "a number"}


def from_environment(config: Path | None = None) -> Settings:
    """The settings of this process's own environment."""
    return load(config, os.environ, {})


def database_from_environment() -> str | None:
    """The database that this process's own environment names; for commands that need no other setting, nor a whole set."""
    names = ("FREEHOLD_DATABASE", "FREEHOLD_DATABASE_FILE")
    values: dict[str, Any] = {}
    _add_environment(values, {name: os.environ[name] for name in names if os.environ.get(name)})
    return values.get("database")
