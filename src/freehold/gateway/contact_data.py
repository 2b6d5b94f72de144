"""Contact data as EPP wants it (RFC 5733), and back far enough to recognise our own.

``int`` is ASCII, ``loc`` any script. The ``int`` part is always given; ``loc`` where there is Chinese data.
"""

from freehold.epp.commands.contact import Address, AuthInfo, ContactCreate, ContactData, PostalInfo, Telephone
from freehold.terms.contacts import Contact
from freehold.terms.verification import RegistrantType

_LONGEST_LINE, _LONGEST_CODE = 255, 16
_NOT_GIVEN = "N/A"


def to_create(handle: str, contact: Contact, auth: str) -> ContactCreate:
    """The command that makes the contact under this handle."""
    return ContactCreate(
        id=handle,
        postal_infos=tuple(_postal_infos(contact)),
        voice=_telephone(contact),
        email=contact.email,
        auth_info=AuthInfo(password=auth),
    )


def _postal_infos(contact: Contact) -> list[PostalInfo]:
    international = PostalInfo(
        type="int",
        name=_ascii(contact.name or contact.organization),
        organization=_ascii(contact.organization) if contact.organization else None,
        address=Address(
            street=(_ascii(contact.address),) if contact.address else (),
            city=_ascii(contact.city),
            province=_ascii(contact.province) if contact.province else None,
            postal_code=_ascii(contact.postal_code)[:_LONGEST_CODE] if contact.postal_code else None,
            country=contact.country or "CN",
        ),
    )
    if not (contact.zh_organization or contact.zh_name):
        return [international]
    local = PostalInfo(
        type="loc",
        name=(contact.zh_name or contact.zh_organization)[:_LONGEST_LINE],
        organization=contact.zh_organization[:_LONGEST_LINE] or None,
        address=Address(
            street=((contact.zh_address or contact.address)[:_LONGEST_LINE],),
            city=(contact.zh_city or contact.city or _NOT_GIVEN)[:_LONGEST_LINE],
            province=(contact.zh_province or contact.province)[:_LONGEST_LINE] or None,
            postal_code=contact.postal_code[:_LONGEST_CODE] or None,
            country=contact.country or "CN",
        ),
    )
    return [international, local]


def _ascii(text: str) -> str:
    """Text for an ``int`` block: what is not ASCII is left out, which validation of profiles keeps from mattering."""
    plain = text.encode("ascii", "ignore").decode("ascii").strip()
    return (plain or _NOT_GIVEN)[:_LONGEST_LINE]


def _telephone(contact: Contact) -> Telephone | None:
    if not contact.telephone:
        return None
    return Telephone(number=f"+{contact.tel_area or '86'}.{contact.telephone}"[:17], extension=contact.tel_ext or None)


def read(found: ContactData) -> Contact:
    """An object's data as a contact of ours. With an organisation it is taken for one's; EPP does not say."""
    held = {entry.type: entry for entry in found.postal_infos}
    plain = held.get("int") or held.get("loc")
    local = held.get("loc")
    area, _, number = (found.voice.number if found.voice else "").removeprefix("+").partition(".")
    values = {} if plain is None else _read_postal(plain, "")
    if local is not None:
        values |= _read_postal(local, "zh_")
    values.pop("zh_country", None)
    values.pop("zh_postal_code", None)
    kind = RegistrantType.ORGANISATION if values.get("organization") else RegistrantType.INDIVIDUAL
    return Contact(
        registrant_type=kind,
        tel_area=area,
        telephone=number,
        tel_ext=(found.voice.extension or "") if found.voice else "",
        email=found.email,
        **values,
    )


def _read_postal(info: PostalInfo, prefix: str) -> dict[str, str]:
    address = info.address
    given = {
        "name": info.name,
        "organization": info.organization,
        "address": " ".join(address.street) if address else None,
        "city": address.city if address else None,
        "province": address.province if address else None,
        "postal_code": address.postal_code if address else None,
        "country": address.country if address else None,
    }
    return {f"{prefix}{name}": value or "" for name, value in given.items()}


def same(found: ContactData, contact: Contact) -> bool:
    """Whether the object holds this contact's data: an earlier create of ours, and not a stranger's object."""
    wanted = {entry.type: entry for entry in _postal_infos(contact)}
    held = {entry.type: entry for entry in found.postal_infos}
    if found.email.lower() != contact.email.lower() or not held:
        return False
    return all(
        kind in held and (held[kind].name, held[kind].organization) == (entry.name, entry.organization)
        for kind, entry in wanted.items()
    )
