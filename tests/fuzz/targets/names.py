"""The folding of domain names: one form for one name, and the form for people leads back to it."""

from freehold.terms.domain_name import DomainName, MalformedName


def seeds():
    names = [
        "Example.COM",
        "中文.公司",
        "例子。测试",
        "xn--fiqs8s.xn--55qx5d",
        "a-b.co.uk.",
        "ＡＢＣ．com",
        "faß.de",
        "ß.com",
        "a\u0301.com",
        "xn--f9dt7l.com",
    ]
    return [name.encode() for name in names]


def check(octets):
    """What is taken is in its normal form: folding it again, or what people read of it, changes nothing."""
    try:
        name = DomainName.parse(octets.decode("utf-8", "surrogatepass"))
    except (MalformedName, UnicodeDecodeError):
        return
    assert name.isascii()
    assert name == name.lower()
    assert len(name) <= 253
    labels = name.split(".")
    assert len(labels) >= 2
    assert all(0 < len(label) <= 63 and set(label) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for label in labels)
    assert not any(label.startswith("-") or label.endswith("-") for label in labels)
    assert DomainName.parse(name) == name
    assert DomainName.parse(name.unicode) == name
