"""The reading of registries' and clients' documents (SEC-40): read, or refused in the declared ways; what is read can be written."""

from pathlib import Path

from freehold.epp.connection import Connection, Ended, Role
from freehold.epp.documents import Command, Unsupported
from freehold.epp.framing import LARGEST, frame
from freehold.epp.parsing import Malformed
from freehold.epp.reading import read
from freehold.epp.writing import write

_DOCUMENTS = Path(__file__).parents[2] / "epp"


def seeds():
    files = [*_DOCUMENTS.glob("documents/*.xml"), *_DOCUMENTS.glob("extension_documents/*.xml")]
    return [file.read_bytes() for file in sorted(files)]


def check(octets):
    """As a document by itself, and as what each side of a connection is sent."""
    try:
        document = read(octets)
    except (Malformed, Unsupported):
        document = None
    if isinstance(document, Command) and not document.unknown_extensions:
        assert read(write(document)) == document
    if len(octets) > LARGEST - 4:
        return
    for role in Role:
        connection = Connection(role)
        events = connection.receive(frame(octets) if octets else b"")
        assert len(events) <= 1 or isinstance(events[-1], Ended)
