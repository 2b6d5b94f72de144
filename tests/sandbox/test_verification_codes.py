"""The practice registry in the mode ``thin-with-code``: what it takes, refuses, keeps and shows of verification codes."""

import pytest

from freehold.epp.commands.domain import DomainDelete, DomainInfo, DomainUpdate, NameWithHosts
from freehold.epp.extensions import signed_code
from freehold.epp.extensions.verification_code import CodesData, CodesInfo, EncodedCode, EncodedSignedCodes
from freehold.epp.namespaces import CONTACT, VERIFICATION_CODE
from freehold.gateway.session import open_session
from freehold.sandbox.admin_client import SandboxRefused
from freehold.terms.instants import DAY
from support.codes import anchor, pem, signed
from support.registries import run, sandbox_registry


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with sandbox_registry(tmp_path_factory.mktemp("registry")) as found:
        found.admin.ask("set_mode", suffix="*", mode="thin-with-code")
        yield found


@pytest.fixture
def registry(running):
    running.forget()
    running.admin.ask("trust_codes", anchors=pem(anchor()))
    running.seed("shop.com")
    return running


def ask(registry, *commands):
    """The answers to commands with extensions, in one session."""

    async def work():
        session = await open_session(registry.settings(), "TEST-1", lambda _: [VERIFICATION_CODE])
        found = [
            await session.start(body, f"TEST-1-{number}", extensions=extensions)
            for number, (body, *extensions) in enumerate([(body, *more) for body, *more in commands])
            for extensions in [tuple(extensions)]
        ]
        await session.log_out("TEST-2")
        return found

    return run(work())


def update(*documents, data=None):
    codes = tuple(EncodedCode(data=signed_code.encode(document)) for document in documents)
    return DomainUpdate(name="shop.com"), EncodedSignedCodes(codes=codes if data is None else (EncodedCode(data=data),))


INFO = (DomainInfo(name=NameWithHosts(name="shop.com", hosts="none")), CodesInfo())


def shown(response):
    (data,) = response.extensions
    assert isinstance(data, CodesData)
    codes = [code for profile in data.profiles for code in profile.set]
    missing = [code.type for profile in data.profiles for code in profile.missing]
    return data.status, {code.type: code.value for code in codes}, missing


def test_the_greeting_offers_codes_and_no_contacts(registry):
    async def greeting():
        session = await open_session(registry.settings(), "TEST-1", lambda _: [VERIFICATION_CODE])
        await session.log_out("TEST-2")
        return session

    session = run(greeting())
    assert CONTACT not in session.greeting.object_uris
    assert session.extensions == (VERIFICATION_CODE,)


def test_codes_are_kept_shown_and_noted_without_their_values(registry):
    before, *_, after = ask(
        registry,
        INFO,
        update(signed("1-name1", "domain", code_id="code-d")),
        update(signed("1-real1", code_id="code-r")),
        INFO,
    )

    assert shown(before) == ("pendingCompliance", {}, ["domain", "real-name"])
    assert shown(after) == ("compliant", {"domain": "1-name1", "real-name": "1-real1"}, [])
    details = [entry["detail"] for entry in registry.admin.ledger()]
    assert [detail["codes"] for detail in details] == [
        [{"id": "code-d", "type": "domain"}],
        [{"id": "code-r", "type": "real-name"}],
    ]
    assert "1-real1" not in str(details)


def test_a_new_code_takes_the_place_of_the_one_of_its_type(registry):
    *_, after = ask(registry, update(signed("1-old")), update(signed("1-new", code_id="code-2")), INFO)

    assert shown(after)[1] == {"real-name": "1-new"}


def test_a_domain_without_its_codes_fails_its_duty_after_five_days(registry):
    now = registry.admin.ask("stats")["now"]
    registry.admin.ask("set_clock", at=now + 6 * DAY)
    (after,) = ask(registry, INFO)
    registry.admin.ask("set_clock", at=now)

    assert shown(after) == ("nonCompliant", {}, ["domain", "real-name"])


def test_of_another_profile_nothing_is_known(registry):
    (after,) = ask(registry, (INFO[0], CodesInfo(profile="elsewhere")))

    assert shown(after) == ("notApplicable", {}, [])


REFUSED = [
    (update(signed(by="stranger")), 2306, "no trust anchor vouches"),
    (update(signed().replace(b"1-abc123", b"1-evil12")), 2306, "does not hold"),
    (update(signed(kind="horoscope")), 2306, "of a type that is not wanted"),
    (update(signed(), signed("1-b", code_id="code-2")), 2306, "twice"),
    (update(data="not base64"), 2003, "not base64"),
    (update(data="YWJj"), 2003, "not well-formed"),
    (update(), 2003, "code"),
    ((DomainDelete(name="shop.com"), EncodedSignedCodes(codes=(EncodedCode(data=signed_code.encode(signed())),))), 2102, "codes"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "code", "why"), REFUSED, ids=[why for _, _, why in REFUSED])
def test_a_code_that_does_not_do_is_refused_and_nothing_is_changed(registry, command, code, why):
    answer, after = ask(registry, command, INFO)

    assert answer.code == code
    assert why in answer.message
    assert shown(after) == ("pendingCompliance", {}, ["domain", "real-name"])
    assert registry.admin.ledger() == []


def test_sha1_and_strangers_are_trusted_on_order_only(registry):
    registry.admin.ask("trust_codes", anchors=pem(anchor(), anchor("stranger")))
    answer, _ = ask(registry, update(signed(by="stranger")), INFO)
    assert answer.code == 1000

    registry.admin.ask("trust_codes", anchors=pem(anchor()), algorithms=["rsa-sha1"])
    answer, _ = ask(registry, update(signed("1-again")), INFO)
    assert answer.code == 2306


@pytest.mark.parametrize("order", [{"anchors": "none"}, {"anchors": pem(anchor()), "algorithms": ["md5"]}])
def test_what_cannot_be_trusted_is_no_order(registry, order):
    with pytest.raises(SandboxRefused):
        registry.admin.ask("trust_codes", **order)


def test_the_mode_is_for_the_whole_registry(registry):
    with pytest.raises(SandboxRefused, match="whole registry"):
        registry.admin.ask("set_mode", suffix="com", mode="thin-with-code")
