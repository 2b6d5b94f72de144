"""Golden pairs: each action's replies to the octet, in JSON and XML, English and Chinese, refusals included.

``make golden`` writes them anew; the difference is then for a person to read.
"""

import itertools
import json
import os
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import etree

from actions.cases import CASES
from actions.cases.domain_verification import DOMAIN_BY_DOCUMENT
from actions.cases.holders import BY_DOCUMENT, MANY_CONTACTS, NEW_CONTACT, SEED_ACTION
from actions.cases.locks_and_codes import MANY_LOCKS
from actions.cases.profiles import SAVE_AND_SUBMIT
from actions.published_codes import ELSEWHERE, NEVER_SENT, PUBLISHED
from freehold import actions
from freehold.rpc.catalogue import find_actions, published_actions
from support.action_world import masked
from support.signing import KEY

GOLDEN = Path(__file__).parent / "golden"
FORMS = list(itertools.product(("JSON", "XML"), ("en", "zh")))
ACTIONS = sorted({case.action for case in CASES})
BUILT = {built.name: built for built in find_actions(actions)}
CHINESE = tomllib.loads(files("freehold").joinpath("locale/zh.toml").read_text(encoding="utf-8"))["refusals"]
TYPES = {"string": str, "boolean": bool, "int32": int, "int64": int, "integer": int}

SHOWN_ELSEWHERE = {
    **{
        action: {"TooManyDomains"}
        for action in (SEED_ACTION, MANY_CONTACTS, NEW_CONTACT, BY_DOCUMENT, DOMAIN_BY_DOCUMENT, *MANY_LOCKS)
    },
    "SaveDomainGroup": {"TooManyDomainGroups"},
    "UpdateDomainToDomainGroup": {"TooManyDomains"},
    "SaveRegistrantProfile": {"ProfileQuotaExceeded"},
    SAVE_AND_SUBMIT: {"ProfileQuotaExceeded"},
}
"""It takes 100,001 names, 500 profiles or 1,000 groups to see these: see tests/operations."""


class Copies:
    """Copies of the filled world: a case has one as it was filled, and hands it on when it left it so."""

    def __init__(self, filled, folder):
        self._filled, self._folder = filled, folder
        self._number = 0
        self._world = self._content = None

    def one(self):
        if self._world is None:
            self._number += 1
            self._world = self._filled.opened(self._folder / str(self._number))
            self._content = self._content or self._world.content()
        return self._world

    def given_back(self):
        if self._world.content() != self._content:
            self.close()

    def close(self):
        if self._world is not None:
            self._world.close()
            self._world = None


@pytest.fixture
def copies(filled, tmp_path):
    made = Copies(filled, tmp_path)
    yield made
    made.close()


def answered(copies, case, form, language):
    """The reply to one case on an untouched copy, as it is kept."""
    world = copies.one()
    if case.arranged is not None:
        world.store.write_now(case.arranged)
    given = {name: filled_in(value, world.known) for name, value in case.parameters.items()}
    parameters = {name: value for name, value in given.items() if not name.endswith("@")} | {"Lang": language}
    posted = {name.removesuffix("@"): value for name, value in given.items() if name.endswith("@")}
    reply = world.call(case.action, parameters, form=posted or None, Format=form, **case.signer)
    copies.given_back()
    shown = masked(reply.body.decode())
    for name, value in world.known.items():
        if name.startswith("token"):
            shown = shown.replace(value, f"«{name}»")
    return f"{reply.status} {shown}"


def filled_in(value, known):
    return known[value[1:-1]] if value.startswith("<") and value.endswith(">") else value


def written(action, pieces):
    """A golden file: cases as headings, a reply a form."""
    lines = [f"# {action}", ""]
    for case, form, language, reply in pieces:
        if (form, language) == FORMS[0]:
            lines += [f"## {case.title}", ""]
            lines += [f"{name.removesuffix('@')} = {value[:60]}" for name, value in case.parameters.items()]
            lines += [f"AccessKeyId = {case.key}"] if case.key != KEY else []
            lines.append("")
        lines += [f"{form} {language}: {reply}", ""]
    return "\n".join(lines)


@pytest.mark.parametrize("action", ACTIONS)
def test_replies_are_as_kept(copies, action):
    pieces = [
        (case, form, language, answered(copies, case, form, language))
        for case in CASES
        if case.action == action
        for form, language in FORMS
    ]
    text = written(action, pieces)
    file = GOLDEN / f"{action}.md"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_each_built_action_has_golden_pairs():
    assert set(ACTIONS) == set(BUILT)


def kept(action, form, language):
    """The golden replies of an action in one form and language, each with its title: [(title, status, body)]."""
    pieces = re.split(r"^## ", (GOLDEN / f"{action}.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = []
    for piece in pieces:
        told = re.search(rf"^{form} {language}: (\d+) (.*?)\n\n", f"{piece}\n\n", re.MULTILINE | re.DOTALL)
        found.append((piece.partition("\n")[0], int(told[1]), told[2]))
    return found


def sentence_of(refusal, language):
    """What a refusal's sentence looks like, whatever its values."""
    text = CHINESE[refusal.__name__] if language == "zh" else refusal.sentence
    return re.compile(
        "".join(
            re.escape(part) if number % 2 == 0 else ".+" for number, part in enumerate(re.split(r"(\{\w+\})", text))
        )
    )


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_refusal_an_action_declares_is_among_its_pairs(action, language):
    messages = [json.loads(body)["Message"] for _, status, body in kept(action, "JSON", language) if status >= 400]
    missing = {
        refusal.__name__
        for refusal in BUILT[action].refuses
        if not any(sentence_of(refusal, language).fullmatch(message) for message in messages)
    }

    assert missing == SHOWN_ELSEWHERE.get(action, set())


@pytest.mark.parametrize("action", ACTIONS)
def test_a_golden_answer_has_the_published_structure(action):
    """Names, slips included, and types; what is not published is not sent (protocol.md, 6.3)."""
    published = published_actions()[action]["response"]

    found = [
        f"{title}: {wrong}"
        for title, status, body in kept(action, "JSON", "en")
        if status == 200
        for wrong in misfits(json.loads(body), published, "")
    ]

    assert found == []


def misfits(value, published, path):
    """Where a value is not of the published shape: an object, ``[item name, shape]`` for a list, or a type's name."""
    if isinstance(published, dict):
        if not isinstance(value, dict):
            return [f"{path} is no object"]
        found = [f"{path}.{name} is not published" for name in value.keys() - published.keys()]
        return found + [
            wrong
            for name in value.keys() & published.keys()
            for wrong in misfits(value[name], published[name], f"{path}.{name}")
        ]
    if isinstance(published, list):
        if not isinstance(value, list):
            return [f"{path} is no list"]
        return [wrong for number, row in enumerate(value) for wrong in misfits(row, published[1], f"{path}[{number}]")]
    fits = type(value) is TYPES[published]
    return [] if fits else [f"{path} is {value!r} and not {published}"]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_json_and_xml_say_the_same(action, language):
    for (title, status, in_json), (_, in_xml_status, in_xml) in zip(
        kept(action, "JSON", language), kept(action, "XML", language), strict=True
    ):
        root = etree.fromstring(in_xml.encode())
        assert root.tag == (f"{action}Response" if status == 200 else "Error")
        assert (status, told(json.loads(in_json))) == (
            in_xml_status,
            [text for text in root.itertext() if text.strip()],
        ), title


def told(value):
    """The texts of a JSON value in their order, as XML writes them."""
    if isinstance(value, dict):
        return [text for member in value.values() for text in told(member)]
    if isinstance(value, list):
        return [text for member in value for text in told(member)]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


def test_each_published_code_of_an_action_is_among_its_pairs():
    missing = set()
    for action, codes in PUBLISHED.items():
        shown = {json.loads(body).get("Code") for _, _, body in kept(action, "JSON", "en")}
        missing |= {(action, code) for code in codes - shown}

    assert set(PUBLISHED) == set(BUILT)
    assert missing == {(action, code) for action, code in NEVER_SENT if code in PUBLISHED[action]} | ELSEWHERE


@pytest.mark.parametrize("action", ["SubmitEmailVerification", "ResendEmailVerification"])
@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "The account's 500 confirmation mails of today are used up; try again tomorrow."),
        ("zh", "今天的验证邮件数量已达上限（每账号 500 封），请明天再试。"),
    ],
)
def test_an_account_that_used_up_its_mails_is_told_address_by_address(world, action, language, message):
    world.store.write_now(lambda session: session.raw.execute("UPDATE email_submissions SET count = 500"))
    again = {"SendIfExist": "true"} if action == "SubmitEmailVerification" else {}

    answer = world.json(action, {"Email": "second@example.com,bad", "Lang": language, **again})

    assert [(row["Email"], row["Code"]) for row in answer["FailList"]] == [
        ("second@example.com", "SendTokenQuotaExceeded"), ("bad", "ParameterIllegal"),
    ]  # fmt: skip
    assert (answer["FailList"][0]["Message"], answer["SuccessList"]) == (message, [])


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "The 10 confirmation mails of today to this address are used up; try again tomorrow."),
        ("zh", "今天发往该邮箱的验证邮件已达上限（10 封），请明天再试。"),
    ],
)
def test_an_address_that_had_its_mails_is_told(world, language, message):
    world.store.write_now(lambda session: session.raw.execute("UPDATE email_sendings SET count = 10"))

    answer = world.json("ResendEmailVerification", {"Email": "second@example.com", "Lang": language})

    assert answer["FailList"] == [{"Email": "second@example.com", "Code": "SendTokenQuotaExceeded", "Message": message}]


def test_english_and_chinese_refusals_differ():
    for action in ACTIONS:
        english = {body for _, status, body in kept(action, "JSON", "en") if status >= 400}
        chinese = {body for _, status, body in kept(action, "JSON", "zh") if status >= 400}
        assert len(english) == len(chinese)
        assert not english & chinese
