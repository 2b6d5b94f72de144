"""The vectors of the published protocol, both signatures, on the fast path and on the long one."""

import pytest

from freehold.rpc import signature
from freehold.rpc.splitting import Pairs, merge, split

SECRET = "testsecret"
SEED = "SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID"
OWN = {
    "DomainName.1": "example.com",
    "DomainName.2": "中文 a+b~*.cn",
    "DomainName.10": "example.net",
    "RegistrantProfileId": "1",
    "TransferOutProhibited": "true",
}
COMMON = {
    "Action": SEED,
    "Version": "2018-01-29",
    "Format": "JSON",
    "AccessKeyId": "testid",
    "SignatureMethod": "HMAC-SHA1",
    "SignatureVersion": "1.0",
    "SignatureType": "",
    "SignatureNonce": "9b7a44b0-3be1-11e5-8c73-08002700c460",
    "Timestamp": "2026-01-02T03:04:05Z",
}
CANONICAL = "%E4%B8%AD%E6%96%87%20a%2Bb~%2A.cn"
OTHER_ENCODINGS = {
    "canonical": CANONICAL,
    "a plus for the blank": CANONICAL.replace("%20", "+"),
    "lower-case digits": CANONICAL.lower(),
    "an escaped tilde": CANONICAL.replace("~", "%7E"),
    "a bare asterisk": CANONICAL.replace("%2A", "*"),
    "not escaped at all": "中文 a%2Bb~*.cn",
}


def wire(parameters, name_2=CANONICAL):
    pairs = {**parameters}
    if "DomainName.2" in pairs:
        pairs["DomainName.2"] = name_2
    for name in ("Timestamp", "SecurityToken"):
        if name in pairs:
            pairs[name] = signature.percent_encode(pairs[name])
    return split("&".join(f"{name}={value}" for name, value in pairs.items()).encode(), "query")


@pytest.mark.parametrize("encoding", OTHER_ENCODINGS.values(), ids=OTHER_ENCODINGS)
@pytest.mark.parametrize(
    ("method", "more", "expected"),
    [
        ("GET", {}, "pvYy0dddHpAur0fK2/UHEqk61z8="),
        ("POST", {}, "JOJ/+HChpsy4f5VhLNtrDX+xKTU="),
        ("GET", {"SecurityToken": "tok+/="}, "jlSi8Wf2HL1geWBn9E2T6jFUOkE="),
    ],
)
def test_v1_vectors_hold_however_the_value_is_escaped(method, more, expected, encoding):
    pairs = wire({**COMMON, **OWN, **more, "Signature": "whatever"}, encoding)

    assert signature.v1_mismatch(method, pairs, SECRET, expected) is None


def test_v1_signs_form_parameters_like_those_of_the_query():
    query = wire({**COMMON, **{name: value for name, value in OWN.items() if name != "RegistrantProfileId"}})
    form = split(b"RegistrantProfileId=1", "form")

    assert signature.v1_mismatch("POST", merge(query, form), SECRET, "JOJ/+HChpsy4f5VhLNtrDX+xKTU=") is None


def test_a_v1_mismatch_tells_the_string_to_sign():
    told = signature.v1_mismatch("GET", wire({**COMMON, **OWN}), "another", "pvYy0dddHpAur0fK2/UHEqk61z8=")

    assert told is not None
    assert told.startswith("GET&%2F&AccessKeyId%3Dtestid%26Action%3D")
    assert "DomainName.2%3D%25E4%25B8%25AD%25E6%2596%2587%2520a%252Bb~%252A.cn%26" in told
    assert signature.v1_signature(SECRET, told) == "pvYy0dddHpAur0fK2/UHEqk61z8="


def v3_request(query, more, action, body_hash):
    headers = {
        "host": [b"api.example.test"],
        "x-acs-version": [b"2018-01-29"],
        "x-acs-date": [b"2026-01-02T03:04:05Z"],
        "x-acs-signature-nonce": [b"9b7a44b03be111e58c7308002700c460"],
        "x-acs-action": [action.encode()],
        "x-acs-content-sha256": [body_hash.encode()],
        **more,
    }
    names = tuple(sorted(name.encode() for name in headers))
    block = signature.canonical_headers(names, lambda name: headers[name.decode()])
    return signature.V3Request("POST", "/", query, names, block, body_hash)


EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
FORM = "f22c726977a88866f2f3ac0c9f4a3d6849342b3b07a7e6bac5aecb8dd07cd99f"


@pytest.mark.parametrize("encoding", OTHER_ENCODINGS.values(), ids=OTHER_ENCODINGS)
def test_the_first_v3_vector_holds_however_the_value_is_escaped(encoding):
    request = v3_request(wire(OWN, encoding), {}, SEED, EMPTY)

    told = signature.v3_mismatch(request, SECRET, "0")
    expected = "bb1404e50e5df1e90264d551b5aae227b8bbff335a6d17f7ecc3f82d35d95ba6"

    assert told is not None
    assert told[0] == "ACS3-HMAC-SHA256\ne21dae878813351d64190f1b7b72b01cd5fb3a4479bd53745c7741d5a3eaa25d"
    assert signature.v3_mismatch(request, SECRET, expected) is None


def test_the_second_v3_vector_holds():
    query = wire({"RegistrantProfileID": "5", "IdentityCredentialNo": "110", "IdentityCredentialType": "SFZ"})
    more = {"content-type": [b" application/x-www-form-urlencoded "], "x-acs-security-token": [b"tok+/="]}
    request = v3_request(query, more, "RegistrantProfileRealNameVerification", FORM)

    told = signature.v3_mismatch(request, SECRET, "0")
    expected = "b5f690c57b38d2989e57392813894cdd1218792fd62c15b635d5009120b2f6cf"

    assert told is not None
    assert told[0] == "ACS3-HMAC-SHA256\n71f9b7579d5540411c96e62f8935e21e115da9913b5bde013c77992dd61b0e76"
    assert signature.v3_mismatch(request, SECRET, expected) is None


def test_several_values_of_a_signed_header_are_sorted_and_joined():
    values = {b"a": [b" two", b"one "], b"b": []}
    assert signature.canonical_headers((b"a", b"b"), values.__getitem__) == b"a:one,two\nb:\n"


def test_a_signed_call_cannot_be_regrouped_by_escaping_an_ampersand_in_a_name():
    """SEC-2: ``a=1&b=2`` and one parameter called ``a=1&b`` must not share a signature."""
    good = signature.v1_signature(SECRET, signature.v1_string_to_sign("GET", "a=1&b=2"))
    forged = split(b"a%3D1%26b=2", "query")

    assert forged.values == {"a=1&b": "2"}
    assert signature.v1_mismatch("GET", split(b"a=1&b=2", "query"), SECRET, good) is None
    assert signature.v1_mismatch("GET", forged, SECRET, good) is not None


def test_blank_values_are_signed():
    assert signature.canonical_query(Pairs({"b": "", "a": "1"}, {})) == "a=1&b="
