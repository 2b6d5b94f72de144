"""Contacts (RFC 5733)."""

import re
from typing import Any

from freehold.epp.commands import contact as epp
from freehold.epp.documents import Response
from freehold.sandbox.flows.context import Context, Declined
from freehold.sandbox.world import Contact, epp_time

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,15}\Z")
_TELEPHONE = re.compile(r"\+[0-9]{1,3}\.[0-9]{1,14}\Z")
_CLIENT_STATUSES = {"clientDeleteProhibited", "clientTransferProhibited", "clientUpdateProhibited"}


def check(context: Context, body: epp.ContactCheck) -> Response:
    """1000."""
    checked = tuple(
        epp.CheckedContact(
            id=epp.CheckedId(id=wanted, available=wanted not in context.world.contacts),
            reason="In use" if wanted in context.world.contacts else None,
        )
        for wanted in body.ids
    )
    return context.answer(data=epp.ContactChecked(contacts=checked))


def info(context: Context, body: epp.ContactInfo) -> Response:
    """1000, 2303."""
    found = _found(context, body.id)
    held = found.sponsor == context.client
    linked = ("linked",) if context.world.linked(found.id) else ()
    statuses = found.statuses + linked or ("ok",)
    data = epp.ContactData(
        id=found.id,
        roid=found.roid,
        statuses=tuple(
            epp.Status(value=value) for value in (statuses if found.statuses or not linked else ("ok", *linked))
        ),
        postal_infos=tuple(_postal(entry) for entry in found.body["postal_infos"]),
        voice=_telephone(found.body["voice"]),
        fax=_telephone(found.body["fax"]),
        email=found.body["email"],
        sponsor=found.sponsor,
        creator=found.sponsor,
        created=epp_time(found.created_at),
        updater=None if found.updated_at is None else found.sponsor,
        updated=None if found.updated_at is None else epp_time(found.updated_at),
        auth_info=epp.AuthInfo(password=found.auth) if held else None,
    )
    return context.answer(data=data)


def create(context: Context, body: epp.ContactCreate) -> Response:
    """1000, 2005 for a malformed id, telephone or postal information, 2302."""
    if _ID.match(body.id) is None:
        raise Declined(2005, "id: 3 to 16 letters, digits, hyphens")
    if body.id in context.world.contacts:
        raise Declined(2302)
    _check_values(body.postal_infos, body.voice, body.email)
    if not body.postal_infos:
        raise Declined(2003, "postalInfo")
    made = Contact(
        id=body.id,
        roid=context.world.new_roid("C"),
        sponsor=context.client,
        auth=body.auth_info.password,
        body={
            "postal_infos": [_unpostal(entry) for entry in body.postal_infos],
            "voice": _untelephone(body.voice),
            "fax": _untelephone(body.fax),
            "email": body.email,
        },
        created_at=context.world.now(),
    )
    context.world.put_contact(made)
    context.note("contact:create", body.id, {"email": body.email})
    return context.answer(data=epp.ContactCreated(id=body.id, created=epp_time(made.created_at)))


def update(context: Context, body: epp.ContactUpdate) -> Response:
    """1000, 2004 for a status a client may not set, 2005, 2201, 2303, 2304."""
    found = _own(context, body.id)
    adding = {status.value for status in body.add.statuses} if body.add else set()
    removing = {status.value for status in body.remove.statuses} if body.remove else set()
    if (adding | removing) - _CLIENT_STATUSES:
        raise Declined(2004, "status")
    if "clientUpdateProhibited" in found.statuses and "clientUpdateProhibited" not in removing:
        raise Declined(2304, "clientUpdateProhibited")
    change = body.change
    if change is not None:
        _check_values(change.postal_infos, change.voice, change.email)
        kinds = {entry.type for entry in change.postal_infos}
        kept = [entry for entry in found.body["postal_infos"] if entry["type"] not in kinds]
        found.body["postal_infos"] = kept + [_unpostal(entry) for entry in change.postal_infos]
        found.body["voice"] = _untelephone(change.voice) or found.body["voice"]
        found.body["fax"] = _untelephone(change.fax) or found.body["fax"]
        found.body["email"] = change.email or found.body["email"]
        found.auth = change.auth_info.password if change.auth_info else found.auth
    found.statuses = tuple(sorted((set(found.statuses) | adding) - removing))
    found.updated_at = context.world.now()
    context.world.put_contact(found)
    context.note("contact:update", body.id, {"add": sorted(adding), "remove": sorted(removing)})
    return context.answer()


def delete(context: Context, body: epp.ContactDelete) -> Response:
    """1000, 2201, 2303, 2304, 2305 while a domain uses it."""
    found = _own(context, body.id)
    if "clientDeleteProhibited" in found.statuses:
        raise Declined(2304, "clientDeleteProhibited")
    if context.world.linked(body.id):
        raise Declined(2305)
    context.world.drop_contact(body.id)
    context.note("contact:delete", body.id, {})
    return context.answer()


def _found(context: Context, wanted: str) -> Contact:
    found = context.world.contacts.get(wanted)
    if found is None:
        raise Declined(2303, f"contact {wanted[:16]}")
    return found


def _own(context: Context, wanted: str) -> Contact:
    found = _found(context, wanted)
    if found.sponsor != context.client:
        raise Declined(2201)
    return found


def _check_values(postal_infos: tuple[epp.PostalInfo, ...], voice: epp.Telephone | None, email: str | None) -> None:
    kinds = [entry.type for entry in postal_infos]
    if any(kind not in {"int", "loc"} for kind in kinds) or len(set(kinds)) != len(kinds):
        raise Declined(2005, "postalInfo: at most one int and one loc")
    for entry in postal_infos:
        if entry.type == "int" and not repr(entry).isascii():
            raise Declined(2005, "postalInfo int: ASCII only")
        if entry.address is not None and (len(entry.address.country) != 2 or len(entry.address.street) > 3):
            raise Declined(2005, "addr: two letters of country, at most three streets")
    if voice is not None and voice.number and _TELEPHONE.match(voice.number) is None:
        raise Declined(2005, "voice: +CC.NUMBER")
    if email is not None and "@" not in email:
        raise Declined(2005, "email")


def _postal(entry: dict[str, Any]) -> epp.PostalInfo:
    address = epp.Address(
        street=tuple(entry["street"]),
        city=entry["city"],
        province=entry["province"],
        postal_code=entry["postal_code"],
        country=entry["country"],
    )
    return epp.PostalInfo(type=entry["type"], name=entry["name"], organization=entry["organization"], address=address)


def _unpostal(entry: epp.PostalInfo) -> dict[str, Any]:
    address = entry.address or epp.Address(city="", country="")
    return {
        "type": entry.type,
        "name": entry.name,
        "organization": entry.organization,
        "street": list(address.street),
        "city": address.city,
        "province": address.province,
        "postal_code": address.postal_code,
        "country": address.country,
    }


def _telephone(entry: list[str | None] | None) -> epp.Telephone | None:
    return None if not entry else epp.Telephone(number=entry[0] or "", extension=entry[1])


def _untelephone(entry: epp.Telephone | None) -> list[str | None] | None:
    return None if entry is None else [entry.number, entry.extension]
