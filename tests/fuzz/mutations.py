"""Small damage to octets, drawn from a seed: what ``make test`` tries the fuzz targets with."""

NASTY = [b"\x00", b"\xff", b"\n", b"\r\n", b"%", b"%00", b"+", b"&", b"=", b".", b"*", b"?", b"\xe3\x80\x82", b"\xcc\x81", b"xn--",
         b"]]>", b"<!", b"&#0;", b"\xff\xff\xff\xff", b"-1", b"9" * 40]  # fmt: skip


def damaged(octets, chance):
    """One to four changes: an octet changed, taken out or said twice, or something nasty put in."""
    found = bytearray(octets)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(found))
        match chance.randrange(5):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del found[at : at + chance.randint(1, 8)]
            case 2:
                found[at:at] = found[at : at + chance.randint(1, 40)]
            case 3:
                found[at:at] = chance.choice(NASTY)
            case _:
                del found[at:]
    return bytes(found)
