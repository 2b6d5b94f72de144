"""List Chinese provinces and their cities."""

from freehold.operations import divisions
from freehold.rpc.action import Call, action
from freehold.rpc.shared import Localized
from freehold.rpc.structures import Structure, out


class Request(Localized):
    """Nothing but what every call may carry."""


class City(Structure):
    """One city."""

    child_division_name: str = out("City, with the word for it.", example="hang zhou shi")


class AdminDivision(Structure):
    """One province."""

    division_name: str = out("Province, without the word for it.", example="zhe jiang")
    children: list[City] = out("Its cities.", item="Children")


class Response(Structure):
    """All provinces of mainland China."""

    admin_divisions: list[AdminDivision] = out("Provinces.", item="AdminDivision")


@action("QueryDomainAdminDivision", writes=False)
def handle(call: Call, request: Request) -> Response:  # noqa: ARG001  it has no parameters of its own
    """List the provinces of mainland China and their cities, written as a profile takes them.

    In Chinese with Lang=zh, for ZhProvince and ZhCity; else in pinyin, for Province and City.
    """
    chinese = call.language == "zh"
    return Response(
        admin_divisions=[
            AdminDivision(
                division_name=province.zh if chinese else province.pinyin,
                children=[City(child_division_name=city.zh if chinese else city.pinyin) for city in province.cities],
            )
            for province in divisions.provinces()
        ]
    )
