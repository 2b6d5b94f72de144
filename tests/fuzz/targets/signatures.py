"""The canonical form of signed parameters (SEC-2), against a reading of its own that knows nothing of shortcuts."""

import base64
import hashlib
import hmac

from freehold.rpc.signature import V3Request, v1_mismatch, v1_signature, v1_string_to_sign, v3_mismatch, wire_query
from freehold.rpc.splitting import split
from freehold.terms.refusals import Refusal

SECRET = "testsecret"
BETWEEN = b"\xff"
"""Between two queries of an input; no query that is taken has this octet."""

_KEPT = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")


def seeds():
    return [
        b"Action=QueryTaskList&Version=2018-01-29&PageNum=1&PageSize=20&SignatureNonce=1&Signature=x%3D",
        b"DomainName.1=example.com&DomainName.2=%E4%B8%AD%E6%96%87.com&Lang=zh",
        b"a+b=c+d&%61=1&Key=a%2Fb~%7E*%2A",
        b"A=1&B=2\xffA=1%26B%3D2",
        b"A=1&&B\xffA=&B=",
    ]


def check(octets):
    """Whatever is taken is what was signed: the signature of the plain reading fits, and none of another's does."""
    read = []
    for query in octets.split(BETWEEN)[:2]:
        try:
            pairs = split(query, "query")
        except Refusal:
            assert plainly(query) is None, "refused, and there is nothing wrong with it"
            continue
        assert pairs.values == plainly(query)
        assert v1_mismatch("GET", pairs, SECRET, v1_of(pairs.values)) is None
        assert v3_mismatch(v3_request(pairs), SECRET, v3_of(pairs.values)) is None
        assert v1_mismatch("POST", pairs, SECRET, v1_of(pairs.values)) is not None
        read.append(pairs)
    if len(read) == 2 and signed(read[0].values) != signed(read[1].values):
        for one, other in (read, read[::-1]):
            assert v1_mismatch("GET", one, SECRET, v1_of(other.values)) is not None
            assert v3_mismatch(v3_request(one), SECRET, v3_of(other.values)) is not None
            if other.plain_names:
                # A client may sign its own spelling; it must not be the signature of anything else.
                spelt = v1_signature(SECRET, v1_string_to_sign("GET", wire_query(other)))
                assert v1_mismatch("GET", one, SECRET, spelt) is not None


def signed(values):
    return {name: value for name, value in values.items() if name != "Signature"}


def plainly(query):
    """The parameters, read octet by octet; None when one cannot be read, or occurs twice."""
    found = {}
    try:
        query.decode()
    except UnicodeDecodeError:
        return None
    for part in query.split(b"&"):
        if not part:
            continue
        name, _, value = part.partition(b"=")
        try:
            name, value = unescaped(name), unescaped(value)
        except ValueError:
            return None
        if name in found:
            return None
        found[name] = value
    return found


def unescaped(text):
    out, at = bytearray(), 0
    while at < len(text):
        octet = text[at : at + 1]
        if octet == b"%":
            digits = text[at + 1 : at + 3]
            if len(digits) != 2 or not all(digit in b"0123456789abcdefABCDEF" for digit in digits):
                raise ValueError(text)
            out.append(int(digits, 16))
            at += 3
            continue
        out += b" " if octet == b"+" else octet
        at += 1
    return out.decode()


def escaped(text):
    return "".join(chr(octet) if octet in _KEPT else f"%{octet:02X}" for octet in text.encode())


def canonical(values):
    return "&".join(f"{escaped(name)}={escaped(values[name])}" for name in sorted(values))


def v1_of(values):
    string = f"GET&%2F&{escaped(canonical(signed(values)))}"
    return base64.b64encode(hmac.new(f"{SECRET}&".encode(), string.encode(), hashlib.sha1).digest()).decode()


def v3_request(pairs):
    return V3Request("POST", "/", pairs, (b"host",), b"host:a.example\n", "0" * 64)


def v3_of(values):
    request = f"POST\n/\n{canonical(values)}\nhost:a.example\n\nhost\n{'0' * 64}"
    string = f"ACS3-HMAC-SHA256\n{hashlib.sha256(request.encode()).hexdigest()}"
    return hmac.new(SECRET.encode(), string.encode(), hashlib.sha256).hexdigest()
