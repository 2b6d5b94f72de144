"""A poll message must not block its queue because its data cannot be read (epp-facts.md, 9)."""

import pytest

from freehold.epp.documents import Response, Result, UnreadableData
from freehold.epp.parsing import Malformed
from freehold.epp.reading import read
from freehold.gateway.outcomes import of_response
from freehold.terms.outcomes import Unknown

ANSWER = (
    '<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><response><result code="{code}"><msg>words</msg></result>{queue}'
    '<resData><domain:panData xmlns:domain="urn:ietf:params:xml:ns:domain-1.0"><domain:name>a.example</domain:name>'
    "</domain:panData></resData><trID><clTRID>A-1</clTRID><svTRID>S-1</svTRID></trID></response></epp>"
)
QUEUE = '<msgQ count="2" id="17"><qDate>2026-11-24T00:00:00Z</qDate><msg>Pending action completed</msg></msgQ>'


def test_a_message_with_unreadable_data_is_read_for_its_id_and_kept_whole():
    octets = ANSWER.format(code=1301, queue=QUEUE).encode()

    response = read(octets)

    assert isinstance(response, Response)
    assert (response.code, response.queue.id, response.queue.text) == (1301, "17", "Pending action completed")
    assert isinstance(response.data, UnreadableData)
    assert response.data.tag == "{urn:ietf:params:xml:ns:domain-1.0}panData"
    assert response.octets == octets


def test_the_same_data_without_a_message_makes_no_answer():
    with pytest.raises(Malformed):
        read(ANSWER.format(code=1000, queue="").encode())


def test_a_change_answered_with_data_that_cannot_be_read_is_of_unknown_outcome():
    """REL-6."""
    told = Response((Result(1000, "words"),), "A-1", "S-1", UnreadableData("{x}y", "why"))

    assert isinstance(of_response(told), Unknown)
