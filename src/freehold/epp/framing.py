"""Data units: four octets of length, which count themselves, then one document (RFC 5734, 4)."""

HEADER = 4
SMALLEST = HEADER + 1
LARGEST = 1 << 20
"""Our cap; a stated length beyond it is a broken stream, told before memory is taken (SEC-41)."""


class BrokenStream(Exception):
    """What came is no sequence of data units; nothing after it can be trusted. *whole* came before it and can."""

    def __init__(self, why: str, whole: list[bytes]) -> None:
        super().__init__(why)
        self.whole = whole


def frame(document: bytes) -> bytes:
    """One data unit, in one piece: two writes would wait for each other's acknowledgement (epp-facts.md, 1)."""
    length = len(document) + HEADER
    if length > LARGEST:
        raise ValueError(f"a document of {len(document)} octets is too long to send")
    return length.to_bytes(HEADER, "big") + document


class Framer:
    """Takes octets as they come and gives documents when they are whole."""

    __slots__ = ("_buffer",)

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, octets: bytes) -> list[bytes]:
        """The documents that are whole with these octets; raises BrokenStream on a length out of bounds."""
        buffer = self._buffer
        buffer += octets
        documents: list[bytes] = []
        start, end = 0, len(buffer)
        while end - start >= HEADER:
            length = int.from_bytes(buffer[start : start + HEADER], "big")
            if not SMALLEST <= length <= LARGEST:
                buffer.clear()
                raise BrokenStream(f"a data unit of {length} octets", documents)
            if end - start < length:
                break
            documents.append(bytes(buffer[start + HEADER : start + length]))
            start += length
        if start:
            del buffer[:start]
        return documents

    @property
    def halfway(self) -> bool:
        """Whether a data unit has begun and not ended."""
        return bool(self._buffer)
