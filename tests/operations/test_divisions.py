"""Provinces and cities: held against the ISO list, against the word for each sign, and against the rules of a contact."""

import msgspec
import pycountry
import pytest

from freehold.operations.contact_rules import check_contact
from freehold.operations.divisions import provinces
from support.office import HOLDER


def every_place():
    return [(place.zh, place.pinyin) for province in provinces() for place in (province, *province.cities)]


def test_there_is_each_division_of_the_first_level_that_iso_3166_knows():
    """The three with country codes of their own aside."""
    known = {division.code for division in pycountry.subdivisions.get(country_code="CN")} - {"CN-HK", "CN-MO", "CN-TW"}

    assert len({province.zh for province in provinces()}) == len(provinces()) == len(known) == 31


def test_each_name_is_there_once_in_its_province_and_says_what_it_is():
    for province in provinces():
        names = [city.zh for city in province.cities]
        assert len(set(names)) == len(names) > 0
        assert [name for name in names if not name.endswith(("市", "州", "盟", "地区", "林区", "县"))] == []
        assert not province.zh.endswith(("省", "市", "区"))


def test_pinyin_has_a_syllable_a_sign():
    assert [zh for zh, pinyin in every_place() if len(pinyin.split(" ")) != len(zh)] == []
    assert [zh for zh, pinyin in every_place() if not pinyin.replace(" ", "").isalpha() or not pinyin.isascii()] == []


def test_no_two_provinces_are_written_alike():
    assert len({province.pinyin for province in provinces()}) == 31


@pytest.mark.parametrize(
    ("zh", "pinyin"),
    [
        ("浙江", "zhe jiang"), ("杭州市", "hang zhou shi"), ("重庆市", "chong qing shi"), ("长治市", "chang zhi shi"),
        ("朝阳市", "chao yang shi"), ("漯河市", "luo he shi"), ("六安市", "lu an shi"), ("厦门市", "xia men shi"),
        ("阿勒泰地区", "a le tai di qu"), ("吕梁市", "lv liang shi"), ("陕西", "shaan xi"), ("山西", "shan xi"),
    ],
)  # fmt: skip
def test_signs_of_several_readings_are_read_as_in_the_name(zh, pinyin):
    assert dict(every_place())[zh] == pinyin


def test_a_contact_takes_them_as_they_are():
    for province in provinces():
        for city in province.cities:
            check_contact(
                msgspec.structs.replace(
                    HOLDER, province=province.pinyin, city=city.pinyin, zh_province=province.zh, zh_city=city.zh
                )
            )
