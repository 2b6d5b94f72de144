"""Names and values out of a raw query."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.rpc.splitting import MOST_PARAMETERS, merge, split
from freehold.terms.refusals import MalformedRequest, Refusal, RequestTooLarge


def test_values_are_decoded_once_and_blank_ones_kept():
    pairs = split("a=1&b=&c&d=x%3Dy=z&e=%2B+%20&f=%25E4&g=中".encode(), "query")

    assert pairs.values == {"a": "1", "b": "", "c": "", "d": "x=y=z", "e": "+  ", "f": "%E4", "g": "中"}


@pytest.mark.parametrize("query", [b"a=1&a=1", b"a=1&b=2&%61=3", b"a&a"])
def test_a_name_twice_in_one_place_is_refused(query):
    """SEC-2."""
    with pytest.raises(MalformedRequest) as refused:
        split(query, "query")

    assert str(refused.value) == "The request cannot be read: the parameter a occurs twice in the query."


def test_in_query_and_form_the_form_counts():
    merged = merge(split(b"a=1&b=2", "query"), split(b"b=3", "form"))

    assert merged.values == {"a": "1", "b": "3"}


@pytest.mark.parametrize("query", [b"a=%", b"a=%4", b"a=%zz", b"%=1"])
def test_a_broken_escape_is_refused(query):
    with pytest.raises(MalformedRequest):
        split(query, "query")


@pytest.mark.parametrize("query", [b"a=\xff", b"a=%ff", b"%c3=1", b"a=%ed%a0%80"])
def test_what_is_not_utf_8_is_refused(query):
    """SEC-7."""
    with pytest.raises(MalformedRequest):
        split(query, "query")


def test_more_parameters_than_any_call_has_are_refused():
    """SEC-11."""
    with pytest.raises(RequestTooLarge):
        split(b"&".join(b"%d" % number for number in range(MOST_PARAMETERS + 1)), "query")


@given(st.binary(max_size=200))
def test_any_octets_are_read_or_refused(octets):
    """SEC-8."""
    with contextlib.suppress(Refusal):
        split(octets, "form")


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=12), max_size=12))
def test_what_a_client_encodes_is_what_is_read(parameters):
    from urllib.parse import urlencode

    assert split(urlencode(parameters).encode(), "query").values == parameters
