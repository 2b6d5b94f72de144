"""A store with a bit of everything in it, whose clock stands still, and calls answered on copies of it.

The store is filled by the real thing: seeds, signed calls, a task carried out at a sandbox registry. Cases then run each on
a copy, so that what one changes no other sees.
"""

import asyncio
import base64
import email.policy
import io
import json
import random
import re
import shutil
from functools import cache
from pathlib import Path

from msgspec.structs import replace
from PIL import Image

from freehold.app import App
from freehold.clock import SystemClock
from freehold.opening import open_store
from freehold.operations import domain_reviews, verification
from freehold.settings import RegistrySettings, Settings
from freehold.store import accounts, client_tokens, groups
from freehold.terms.instants import Instant
from freehold.terms.tasks import ItemState, detail_no
from support.practice import Practice
from support.signing import v1_call
from support.stored import content
from support.waiting import until

NOW = Instant(1_780_000_000_000)  # 2026-05-29 04:26:40 in China


class StillClock:
    """Business time that stands still."""

    def now(self):
        return NOW


@cache
def picture(kind="JPEG", width=270, height=270, seed=1):
    """A picture as a document's image: noise, so that it does not shrink below the least size."""
    noise = random.Random(seed).randbytes(width * height * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), noise).save(out, kind, quality=90)
    return base64.b64encode(out.getvalue()).decode()


ORGANISATION = {
    "registrant_type": "organisation",
    "holder": "Example Widgets Ltd",
    "holder_zh": "示例部件有限公司",
    "email": "hostmaster@example.com",
    "country": "CN",
    "telephone": "+86.57188887777",
}
SEED = {
    "accounts": [
        {
            "name": "acme",
            "access_keys": [{"id": "testid", "secret": "testsecret"}],
            "users": [
                {
                    "name": "bo",
                    "access_keys": [{"id": "bo-key", "secret": "bo-secret"}],
                    "policies": [
                        {
                            "Version": "1",
                            "Statement": [
                                {
                                    "Effect": "Allow",
                                    "Action": ["domain:DomainInfoModification"],
                                    "Resource": ["acs:domain:*:*:domain/*.cn"],
                                },
                            ],
                        }
                    ],
                }
            ],
            "profiles": [
                {"id": 1, "verified": True, **ORGANISATION},
                {"id": 2, "verified": False, "holder": "Not Yet Verified Ltd", "email": "a@example.com"},
                {"id": 3, "verified": True, **ORGANISATION, "email": "unproven@example.com", "email_verified": False},
                {"id": 4, "verified": False, **ORGANISATION, "holder": "Rejected Ltd"},
                {"id": 5, "verified": False, **ORGANISATION, "holder": "Under Review Ltd"},
            ],
            "domains": [
                {"name": "example.com"},
                {"name": "例子.cn"},
                {"name": "locked.com", "locks": ["update"]},
                {"name": "gone.com"},
                {"name": "expired.xyz", "expires": "2026-05-01"},
                {"name": "busy.com"},
                {"name": "unproved.com", "profile": 4},
                {"name": "in-review.com", "profile": 4},
            ],
        },
        {
            "name": "other",
            "access_keys": [{"id": "otherid", "secret": "othersecret"}],
            "profiles": [
                {
                    "id": 909,
                    "verified": True,
                    **ORGANISATION,
                    "holder": "Stranger Ltd",
                    "holder_zh": "",
                    "email": "other@example.com",
                },
                {
                    "id": 910,
                    "verified": False,
                    **ORGANISATION,
                    "holder": "Stranger Under Review Ltd",
                    "email": "other@example.com",
                },
            ],
            "domains": [
                {"name": "stranger.com", "profile": 909},
                {"name": "strangers-busy.com"},
                {"name": "strangers-review.com"},
                {"name": "strangers-locked.com", "locks": ["update"]},
            ],
        },
    ]
}


class World:
    """The folder of the filled store, and what cases need to know of it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.known: dict[str, str] = {}

    def fill(self):
        """Carry out one task with every kind of row; leave another open, whose registry does not answer."""
        with _StillPractice(self.folder / "practice", SEED) as running:
            running.sandbox.add_faults(
                [
                    {"domain": "gone.com", "answer": 2303, "times": 9},
                    {"domain": "busy.com", "answer": 2400, "command": "any"},
                ]
            )
            names = ["example.com", "例子.cn", "locked.com", "expired.xyz", "gone.com"]
            self.known["task"] = running.change(names, lock=True)
            running.finished(self.known["task"])
            self.known["open_task"] = running.change(["busy.com"])
            until(lambda: running.task(self.known["open_task"]).waiting == 0)
            app = running.app
            self._call(app, "SubmitEmailVerification", {"Email": "unproven@example.com,second@example.com"})
            mails = running.settings.data / "mail"
            until(lambda: len(list(mails.glob("verify-*.eml"))) == 2)
            for file in mails.glob("verify-*.eml"):
                mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                text = mail.get_body(("plain",)).get_content()
                self.known[f"token {mail['To']}"] = re.search(r"token=([\w-]+)", text)[1]
            document = {"IdentityCredentialType": "YYZZ", "IdentityCredentialNo": "91350100M000100Y43"}
            for profile in ("4", "5"):
                reply = self._call(
                    app, "RegistrantProfileRealNameVerification", {"RegistrantProfileID": profile, **document},
                    form={"IdentityCredential": picture()},
                )  # fmt: skip
                assert reply.status == 200, reply.body
            running.store.write_now(lambda session: verification.reject(session, 4, "证件照片不清晰", NOW))
            for verdict in ("证件照片不清晰", None):
                reply = self._call(
                    app, "SaveTaskForSubmittingDomainRealNameVerificationByIdentityCredential",
                    {"DomainName.1": "in-review.com", **document}, form={"IdentityCredential": picture()},
                )  # fmt: skip
                assert reply.status == 200, reply.body
                if verdict is not None:
                    running.store.write_now(
                        lambda session, reason=verdict: domain_reviews.reject(session, "in-review.com", reason, NOW)
                    )
            running.store.write_now(lambda session: self._use_a_token(session, running.account_id))
            self.known |= {f"row {seq}": detail_no(self.known["task"], seq) for seq in range(1, 6)}
            self.known["open row"] = detail_no(self.known["open_task"], 1)
            self.known["instance"] = running.domain("example.com").instance_id
            self.known["instance in review"] = running.domain("in-review.com").instance_id
        store = open_store(self.folder / "practice" / "data")
        store.write_now(_stand_still)
        store.write_now(_group)
        store.close()
        shutil.copytree(self.folder / "practice" / "data", self.folder / "data")

    def _call(self, app, action, parameters, form=None):
        method = "POST" if form else "GET"
        return asyncio.run(app.dispatcher.answer(v1_call(action, parameters, method=method, form=form)))

    def _use_a_token(self, session, account_id):
        """As a call of this moment would that asked for something else; this is not business time."""
        client_tokens.claim(session, account_id, None, "used-before", "something else", SystemClock().now())
        client_tokens.settle(session, account_id, None, "used-before", self.known["task"])

    def opened(self, place: Path):
        """The world on a copy of its store."""
        shutil.copytree(self.folder / "data", place)
        return OpenWorld(place, self.known)


def _group(session):
    """A group with a number that is known."""
    groups.add(session, accounts.by_name(session, "acme").id, "shops", NOW, group_id=1)


def _stand_still(session):
    """How often the open row was tried, and whether it is being tried just now, is chance: it waits for its third time."""
    session.raw.execute(
        "UPDATE items SET state = ?, attempts = 2, reason = 'RegistryBusy', message = '2400 Command failed' "
        "WHERE domain_name = 'busy.com'",
        (int(ItemState.LATER),),
    )


class _StillPractice(Practice):
    def __init__(self, folder, seed):
        folder.mkdir(parents=True)
        super().__init__(folder, seed)
        self.clock = StillClock()


class OpenWorld:
    """A copy, to be called; nothing works on its tasks."""

    def __init__(self, data: Path, known):
        registry = RegistrySettings(
            name="north", address="127.0.0.1:1", login="x", password="x", ca_file=Path("none"), tlds=("*",)
        )  # fmt: skip
        self.known = known
        # One loop for all calls: making one takes as long as answering.
        self._loop = asyncio.Runner()
        self.store = open_store(data)
        self.app = App(Settings(data=data).with_registry(registry), self.store, StillClock())

    def call(self, action, parameters, *, form=None, method=None, **common):
        """The reply to a signed call."""
        method = method or ("POST" if form else "GET")
        return self._loop.run(
            self.app.dispatcher.answer(v1_call(action, parameters, method=method, form=form, **common))
        )

    def json(self, action, parameters, **how):
        """The answer to a call that must succeed."""
        reply = self.call(action, parameters, **how)
        assert reply.status == 200, reply.body.decode()
        return json.loads(reply.body)

    def reject(self, profile_id, reason):
        """The reviewer's no."""
        self.store.write_now(lambda session: verification.reject(session, profile_id, reason, NOW))

    def call_with_twice(self, action, parameters, name, *values):
        """The reply to a call that names one parameter several times; it is refused before its signature is looked at."""
        raw = v1_call(action, parameters)
        more = "".join(f"&{name}={value}" for value in values)
        return self._loop.run(self.app.dispatcher.answer(replace(raw, query=raw.query + more.encode())))

    def content(self):
        """Everything stored but nonces and when keys were used, so that a test can tell whether a refused call left anything."""
        with self.store.reading() as session:
            return content(session, but={"nonces", "key_uses"})

    def close(self):
        self._loop.close()
        self.app.queue.close()
        self.app._loop.close()
        self.app._dbos_engine.dispose()
        self.store.close()


_MASKS = (
    (re.compile(r"\b[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\b"), "«request id»"),
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "«task»"),
    (re.compile(r"\bS2026[0-9A-F]{16}\b"), "«registration»"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "«number»"),
    (re.compile(r"\b[1-9][0-9]{14}\b"), "100000000000000"),
    (re.compile(r'(?<="ScrollId":")[\w-]+'), "«place»"),
    (re.compile(r"(?<=<ScrollId>)[\w-]+"), "«place»"),
)


def masked(body: str) -> str:
    """A body without what chance made: request ids, task numbers, registrations, numbers of rows, proofs and groups."""
    for pattern, mask in _MASKS:
        body = pattern.sub(mask, body)
    return body
