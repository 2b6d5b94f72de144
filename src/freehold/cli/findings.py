"""What ``freehold doctor`` finds, and how it says so: English here, Chinese in ``locale/zh.toml``.

Sentences of other parts of the program (why a store does not open, what a registry answered) are told as they come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from freehold.languages import Language, sentence

State = Literal["good", "look", "bad"]

SENTENCES = {
    "doctor.python": "Install Python 3.11 or newer and run make setup again.",
    "doctor.sqlite_missing": "{name} is missing",
    "doctor.setup": "Run make setup again.",
    "doctor.sqlite_old": "It must be {wanted} or newer to be safe. Run make setup again.",
    "doctor.no_folder": "{folder} is not there",
    "doctor.makes_folder": "freehold serve makes it at its first start.",
    "doctor.closed": "{folder} is closed to this user: {why}",
    "doctor.open_it": "Give the user that runs Freehold all rights to it.",
    "doctor.others_look": "others may look into {folder}",
    "doctor.chmod": "Run chmod 700 {folder}.",
    "doctor.owners": "{files} belong to another user than {folder}",
    "doctor.chown": "Somebody ran a command as another user, root perhaps. Run chown -R {owner} {folder}, and use that user.",
    "doctor.network": "{folder} is on {kind}, a file system of the network",
    "doctor.local_disk": "Locks and flushes are not safe there. Move the folder to a local disk, or use PostgreSQL (--database).",
    "doctor.memory": "{folder} is on {kind}, which is memory: everything is gone when the machine restarts",
    "doctor.real_disk": "Move the folder to a disk.",
    "doctor.room": "{megabytes} MiB free",
    "doctor.make_room": "Make room; a full disk stops all changes.",
    "doctor.flushes": "{library} is loaded, which makes programs believe that data are on the disk when they are not",
    "doctor.unset_preload": "Unset LD_PRELOAD for Freehold: a power cut would lose what callers were told is done.",
    "doctor.files": "{files} files and connections at most",
    "doctor.raise_files": "Raise the hard limit to 65,536 (LimitNOFILE= in the systemd unit, ulimit -Hn in a shell of root): calls and sessions need one each.",
    "doctor.closed_store": "it does not open",
    "doctor.unreadable": "Give this user the right to read it.",
    "doctor.opens": "it opens with its key",
    "doctor.clock_back": "it is {now}, and the store was written at {written}",
    "doctor.set_clock": "Set the clock, and keep it with NTP: calls are refused when it is 15 minutes off.",
    "doctor.clock_ahead": "it is {seconds} s ahead of the clock of {registry}",
    "doctor.clock_behind": "it is {seconds} s behind the clock of {registry}",
    "doctor.no_address": "{host} is no address of this machine: {why}",
    "doctor.correct_listen": "Correct --listen.",
    "doctor.running": "Freehold is running at {listen}",
    "doctor.not_ready": "Freehold is running at {listen} and takes no calls: {lacks}",
    "doctor.see_operations": "docs/guides/operations.md says what to do about each.",
    "doctor.taken": "{listen}: {why}",
    "doctor.other_port": "End the other program, or choose another port with --listen.",
    "doctor.free": "{listen} is free",
    "doctor.bad_settings": "they do not load",
    "doctor.defaults": "the defaults",
    "doctor.paused": "it is paused: {words}",
    "doctor.resume": "When the cause is mended: freehold registry resume {registry}. {chunks} chunks wait.",
    "doctor.restored": "from a backup of {made_at}, and not settled: nothing is sent",
    "doctor.went_back": "it went back in time, perhaps to {made_at}: a failover lost what was committed last, or it was restored. Nothing is sent",
    "doctor.goes_back": "the database may have gone back in time since it was last worked on: a failover that no standby was waited for, or a restore",
    "doctor.start_marks": "The next start of freehold serve or worker marks it and sends nothing. Then run freehold restore settle --data {folder}.",
    "doctor.settle": "Run freehold restore settle --data {folder}.",
    "doctor.drifted": "{count} domains were changed at their registries by somebody else",
    "doctor.see_changes": "See freehold registry changes.",
    "doctor.mails_lost": "{count} in the last 30 days: {state}",
    "doctor.mails_retry": "See freehold mail list --state {state}; mend the address or the server, then freehold mail retry EVENT.",
    "doctor.mails_wait": "{count} could not be sent yet",
    "doctor.mails_again": "They are tried again by themselves; freehold mail list --state waiting says why they wait.",
    "doctor.mails_good": "{count} wait",
    "doctor.mail_server": "{server} takes no mail: {words}",
    "doctor.mend_mail": "Check [mail] in the settings; freehold mail check tries again. Mails wait meanwhile, none is lost.",
    "doctor.reviews_wait": "{count} documents wait: {why}",
    "doctor.reviews": "It is asked again by itself; see the settings under [review], or decide by hand: freehold profile list --state auditing, freehold review list.",
    "doctor.warning": "A password is changed with freehold registry password; all else is in the registry's words.",
    "doctor.no_registries": "none is configured; freehold serve runs a practice registry",
    "doctor.not_let_in": "it does not let us in",
    "doctor.at": "{server} at {address}",
    "doctor.codes_lacking": "{suffixes} wants verification codes, and there is no provider",
    "doctor.name_provider": "Name a code_provider for the registry; until then such domains wait for a person.",
    "doctor.codes_by": "by {provider}",
    "doctor.unusable": "it cannot be used",
    "doctor.no_certificate": "it cannot be read",
    "doctor.renew_client": "Get a new one from the registry or its CA, and name it in client_certificate; without it nobody is let in.",
    "doctor.renew_server": "It is the registry's to renew. Ask them when, and for the new CA if that changes (ca_file).",
    "doctor.no_driver": "the driver of PostgreSQL is missing",
    "doctor.not_reached": "it cannot be reached: {why}",
    "doctor.no_url": "its address cannot be read",
    "doctor.check_url": "Check address, user and password in --database, and pg_hba.conf there.",
    "doctor.postgresql_old": "PostgreSQL {version}",
    "doctor.postgresql_wanted": "Install PostgreSQL 15 or newer.",
    "doctor.postgresql_off": "{settings} is off",
    "doctor.postgresql_on": "Switch it on in postgresql.conf: a power cut would lose what callers were told is done.",
    "doctor.pooler_lends": "a pooler stands before it and lends a session for one transaction at a time",
    "doctor.pooler_session": "Locks and settings of sessions get lost. Give Freehold a pool with pool_mode = session, or the server's own address.",
    "doctor.pooler_keeps": "a pooler stands before it and keeps sessions",
    "doctor.standby_waits": "commits wait for {names}",
    "doctor.standby_lags": "standbys follow, and none is waited for",
    "doctor.standby_waited_for": "Set synchronous_standby_names: a failover would lose tasks that were accepted, and what is known of commands.",
}  # fmt: skip
"""English sentences by their keys, without a full stop where they are facts and with one where they are advice."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the table with its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        """The sentence for people."""
        return sentence(self.key, SENTENCES[self.key], language, **self.values)


def said(key: str, /, **values: object) -> Said:
    """The sentence ``doctor.<key>``."""
    return Said(f"doctor.{key}", values)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look found; *advice* says what to do unless all is good."""

    check: str
    state: State
    found: Said | str
    advice: Said | str = ""

    def row(self, language: Language) -> dict[str, str]:
        """For people, in the language asked for; what came from elsewhere as it came."""
        told = {
            name: text.text(language) if isinstance(text, Said) else text
            for name, text in (("found", self.found), ("advice", self.advice))
        }
        return {"check": self.check, "state": self.state, **told}
