"""10,000 domains of seventeen suffixes in one call: each goes its own way, and all of them end true, kills and years of days included."""

from collections import Counter
from contextlib import ExitStack

import pysqlite3
import pytest
from alibabacloud_domain20180129 import models

from freehold.cli.main import main
from freehold.gateway.code_providers.practice import PracticeProvider, anchor_file
from freehold.settings import CodeProviderSettings
from freehold.terms.domain_name import DomainName
from freehold.terms.instants import DAY, from_text
from support.integrity import violations
from support.scene import LOCK, SandboxProcess, registry_settings
from support.sdk import v2_client
from support.served import Served, acme
from support.waiting import until

SERVED = {
    "backend": (("xyz", "top", "shop", "site"), ()),
    "minimum": (("com",), ("--mode", "minimum")),
    "coded": (("net",), ("--mode", "thin-with-code")),
    "thin": (("app", "dev", "page"), ("--mode", "thin")),
    "audited": (("cn", "中国"), ("--mode", "audited")),
    "traded": (
        ("lu", "gr", "no", "fr", "fi"),
        (
            "--mode",
            "lu=trade:dnslu",
            "--mode",
            "gr=update-with-data:owner-change",
            "--mode",
            "no=update-with-data:applicant-declaration",
            "--mode",
            "fr=trade-with-consent:frnic",
            "--mode",
            "fi=trade-with-consent:update:key",
        ),
    ),
}
BY_HAND = ["eins.de", "zwei.de", "drei.de"]
SHARES = {"xyz": 1200, "top": 1200, "shop": 1000, "site": 1000, "com": 2197, "net": 300, "app": 500, "dev": 500,
          "page": 500, "cn": 700, "中国": 300, "lu": 200, "gr": 195, "no": 20, "fr": 180, "fi": 5}  # fmt: skip


DECLARATION = "version=3.2\nname=Kari Nordmann\naccepted=2026-11-20T10:00:00Z\n"


class Registrar:
    """A server with six registry accounts, and the registries."""

    def __init__(self, folder):
        # Made before the first start, so that the registry can be told whom to trust; long ago, whatever the day is.
        codes = CodeProviderSettings(name="practice", key_file=folder / "codes.pem")
        PracticeProvider(codes, lambda: from_text("2024-01-01"))
        self.names = {suffix: [f"name-{n:04d}.{suffix}" for n in range(count)] for suffix, count in SHARES.items()}
        self.sandboxes = {}
        lines = [f'[code_providers.practice]\nkey_file = "{codes.key_file}"']
        more = {"coded": (("--code-anchor", str(anchor_file(codes.key_file))), {"code_provider": "practice"})}
        for name, (_, options) in SERVED.items():
            self.sandboxes[name] = SandboxProcess(folder / name, *options, *more.get(name, ((), {}))[0])
            self.sandboxes[name].begin()
        for name, (suffixes, _) in SERVED.items():
            sandbox = self.sandboxes[name].ready()
            held = [str(DomainName.parse(domain)) for suffix in suffixes for domain in self.names[suffix]]
            with sandbox.admin() as admin:
                admin.seed([{"name": domain, "registrant": "PRIOR"} for domain in held])
            lines.append(registry_settings(name, sandbox, tlds=list(suffixes), **more.get(name, ((), {}))[1]))
        (folder / "freehold.toml").write_text("\n".join(lines), encoding="utf-8")
        domains = [{"name": domain} for names in self.names.values() for domain in names]
        seed = acme([*domains, *({"name": domain} for domain in BY_HAND)])
        self._options = ["--config", str(folder / "freehold.toml"), "--clock", "2026-11-24"]
        self.served = Served(folder / "data", seed, *self._options)

    def start(self):
        self.served.start()
        # Reading 10,000 domains again at each start would only take time.
        self.served.options = self._options
        # What registries offer decides the plan: wait until each has greeted.
        for sandbox in self.sandboxes.values():
            with sandbox.admin() as admin:
                until(lambda admin=admin: admin.ask("stats")["sessions"] > 0)
        return v2_client(self.served.endpoint, "testid", "testsecret")

    def days_pass(self, days):
        """Everybody's clock moves; the server is dead meanwhile."""
        for sandbox in self.sandboxes.values():
            with sandbox.admin() as admin:
                admin.ask("set_clock", at=admin.ask("stats")["now"] + days * DAY)
        clock = self.served.data / "clock"
        clock.write_text(str(int(clock.read_text()) + days * DAY))

    def holders_decide(self):
        """Most consent, some refuse, some let it lapse."""
        with self.sandboxes["traded"].admin() as admin:
            for number, name in enumerate(self.names["fr"]):
                verdict = "confirm" if number < 150 else ("refuse", "lapse")[number % 2]
                assert admin.ask("decide", name=name, verdict=verdict)

    def mailed_key(self, name):
        with self.sandboxes["traded"].admin() as admin:
            return admin.ask("mailed_key", name=name)

    def command(self, *words):
        """``freehold work``, as an operator uses it beside the server."""
        with pytest.raises(SystemExit) as ended:
            main(["work", *words, "--data", str(self.served.data)])
        assert ended.value.code == 0

    def held(self, name):
        with self.sandboxes[name].admin() as admin:
            return {entry["name"]: entry for entry in admin.domains()}

    def ledger(self, name):
        with self.sandboxes[name].admin() as admin:
            return admin.ledger()

    def ask(self, text):
        with pysqlite3.connect(f"file:{self.served.data}/freehold.db?mode=ro", uri=True) as database:
            return database.execute(text).fetchall()

    def states(self):
        return Counter(dict(self.ask("SELECT state, count(*) FROM items GROUP BY state")))


WAITS_FOR_CONTACT, WAITS_FOR_REVIEW, HELD, SUCCEEDED, FAILED = 2, 3, 4, 5, 6


def test_seventeen_suffixes_of_all_ways_in_one_call(tmp_path):
    registrar = Registrar(tmp_path)
    with ExitStack() as at_the_end:
        for sandbox in registrar.sandboxes.values():
            at_the_end.callback(sandbox.stop)
        client = registrar.start()
        at_the_end.callback(lambda: registrar.served.process.poll() is None and registrar.served.stop())
        names = [name for names in registrar.names.values() for name in names] + BY_HAND
        assert len(names) == 10_000
        request = models.SaveTaskForUpdatingRegistrantInfoByRegistrantProfileIDRequest(
            domain_name=names, registrant_profile_id=1, transfer_out_prohibited=True
        )
        client.save_task_for_updating_registrant_info_by_registrant_profile_id(request)

        plan = registrar.ask("SELECT registry, method, sum(last - first + 1) FROM chunks GROUP BY registry, method")
        assert sorted(plan) == [
            ("audited", "audited", 1000),
            ("backend", "update", 4400),
            ("coded", "registrar-only-with-code", 300),
            ("minimum", "registrar-only", 2197),
            ("thin", "update", 1500),
            ("traded", "trade", 200),
            ("traded", "trade-with-consent", 185),
            ("traded", "update-with-data", 215),
        ]

        # 8,397 of plain ways and 395 that are traded or marked; 185 ask holders; the rest waits for persons.
        expected = {SUCCEEDED: 8792, WAITS_FOR_CONTACT: 1000, WAITS_FOR_REVIEW: 185, HELD: 23}
        until(lambda: registrar.states() == expected, seconds=120)
        registrar.served.kill()
        registrar.holders_decide()
        registrar.days_pass(4)
        registrar.start()
        declaration = tmp_path / "declaration.txt"
        declaration.write_text(DECLARATION, encoding="utf-8")
        registrar.command("give", *registrar.names["no"], "--text", str(declaration))
        # Of the holders 150 consented and 30 did not; the keys came by mail.
        expected = {SUCCEEDED: 8792 + 150 + 20, FAILED: 30, WAITS_FOR_REVIEW: 1005, HELD: 3}
        until(lambda: registrar.states() == expected, seconds=120)
        for name in registrar.names["fi"]:
            registrar.command("give", name, "--key", registrar.mailed_key(name))
        registrar.served.kill()
        registrar.days_pass(4)
        registrar.start()
        until(lambda: registrar.states() == {SUCCEEDED: 9967, FAILED: 30, HELD: 3}, seconds=120)
        for name in BY_HAND:
            registrar.command("done", name)
        assert registrar.states() == {SUCCEEDED: 9970, FAILED: 30}
        assert registrar.ask("SELECT total, succeeded, failed, waiting, executing FROM tasks") == [
            (10_000, 9970, 30, 0, 0)
        ]
        each_did_its_own(registrar)
        locks_end(registrar)
        assert violations(registrar.served.data) == []


def each_did_its_own(registrar):
    """What went over the wire is what the way allows, and once."""
    changes = {"backend": True, "audited": True, "minimum": False, "coded": False, "thin": False}
    for name, changes_registrant in changes.items():
        held, ledger = registrar.held(name), registrar.ledger(name)
        updates = Counter(entry["object"] for entry in ledger if entry["command"] == "domain:update")
        assert updates == dict.fromkeys(held, 1), name
        assert all(entry["statuses"] == [LOCK] for entry in held.values()), name
        assert all((entry["registrant"] != "PRIOR") is changes_registrant for entry in held.values()), name
    trades_were_made_once(registrar)
    contacts = {name: sum(entry["command"] == "contact:create" for entry in registrar.ledger(name)) for name in SERVED}
    # The thin one's greeting has contacts; only its first refusal tells that domains hold none.
    assert contacts == {"backend": 1, "audited": 1, "minimum": 0, "coded": 0, "thin": 1, "traded": 1}
    codes_went_along(registrar)


def codes_went_along(registrar):
    """Each with the holder's code, which is one for all, and a code of its own; nothing of a contact."""
    domains_codes, holders_codes = set(), set()
    for entry in registrar.ledger("coded"):
        codes = {code["type"]: code["id"] for code in entry["detail"].pop("codes")}
        assert codes.keys() == {"domain", "real-name"}, entry
        assert entry["detail"] == {"registrant": None, "add": [LOCK], "remove": []}, entry
        domains_codes.add(codes["domain"])
        holders_codes.add(codes["real-name"])
    assert (len(domains_codes), len(holders_codes)) == (SHARES["net"], 1)


def trades_were_made_once(registrar):
    """Each that the holders consented to, and none that they refused."""
    held, ledger = registrar.held("traded"), registrar.ledger("traded")
    given = Counter(entry["object"] for entry in ledger if (entry["detail"] or {}).get("registrant"))
    refused = registrar.names["fr"][150:]
    assert given == dict.fromkeys(set(held) - set(refused), 1)
    assert {entry["command"] for entry in ledger if entry["object"].endswith((".lu", ".fr"))
            and entry["detail"]["registrant"]} == {"domain:trade"}  # fmt: skip
    for name, entry in held.items():
        assert (entry["registrant"] != "PRIOR", entry["statuses"]) == ((True, [LOCK]), (False, []))[name in refused], (
            name
        )


def locks_end(registrar):
    """61 days on, every lock that we set is lifted; those set by hand are only forgotten."""
    registrar.served.kill()
    registrar.days_pass(61)
    registrar.start()
    until(
        lambda: registrar.ask("SELECT count(*) FROM domains WHERE no_transfer_until IS NOT NULL") == [(0,)], seconds=120
    )
    for name in SERVED:
        assert all(entry["statuses"] == [] for entry in registrar.held(name).values()), name
