"""What the advanced search and the scroll share: their filters, and a row of what they find."""

import hashlib
from contextlib import suppress
from typing import Any

from freehold.actions.domains.members import DomainMembers, values_of
from freehold.operations import domain_texts
from freehold.policy import kinds
from freehold.rpc.action import Call
from freehold.rpc.shared import Localized, after_day, from_day
from freehold.rpc.structures import Int32, members_of, out, param
from freehold.store import contacts, groups
from freehold.store.domain_search import Match, Search
from freehold.store.domains import Domain
from freehold.terms.contacts import Holder
from freehold.terms.domain_name import DomainName, MalformedName, suffix_of
from freehold.terms.instants import DAY, Instant
from freehold.terms.phrases import Phrase
from freehold.terms.refusals import ParameterIllegal
from freehold.terms.verification import RealNameStatus

_LATEST_DAY = 253402300799999
_NOT_A_SUFFIX = Phrase("NotASuffix", "has a suffix that cannot be: {name}")


def _day(description: str) -> Any:
    return param(description, default=None, minimum=0, maximum=_LATEST_DAY)


class Filters(Localized):
    """Which domains."""

    key_word: str | None = param("Only names with this text before their suffix.", default=None, max_length=63)
    key_word_prefix: bool | None = param("The text stands at the beginning.", default=None)
    key_word_suffix: bool | None = param("The text stands at the end, or in either place with both.", default=None)
    excluded: str | None = param("No names with this text before their suffix.", default=None, max_length=63)
    excluded_prefix: bool | None = param("That text stands at the beginning.", default=None)
    excluded_suffix: bool | None = param("That text stands at the end, or in either place with both.", default=None)
    start_length: Int32 | None = param(
        "Only names of so many characters or more, without suffix.", default=None, minimum=0
    )
    end_length: Int32 | None = param(
        "Only names of so many characters or fewer, without suffix.", default=None, minimum=0
    )
    form: Int32 | None = param(
        "Only names of: 11 digits, 12 letters, 13 both or hyphens, 14 Chinese.", default=None, choices=(11, 12, 13, 14)
    )
    suffixs: str | None = param(
        "Only domains under these suffixes, with commas between.", default=None, example="com,com.cn", max_length=2_000
    )
    product_domain_type: str | None = param(
        "Only domains of this kind.", default=None, choices=("New gTLD", "gTLD", "ccTLD", "other")
    )
    domain_status: Int32 | None = param(
        "0 all, 1 needs renewal, 2 needs redemption, 3 normal, 4 leaving, 5 registrant being changed, 6 real-name not"
        " done, 7 real-name failed, 8 under review.",
        default=None,
        choices=(0, 1, 2, 3, 4, 5, 6, 7, 8),
    )
    start_registration_date: int | None = _day("Registered on this day or later: milliseconds, whole days.")
    end_registration_date: int | None = _day("Registered on this day or earlier.")
    start_expiration_date: int | None = _day("Expiring on this day or later.")
    end_expiration_date: int | None = _day("Expiring on this day or earlier.")
    domain_group_id: int | None = param("Only domains of this group.", default=None)
    resource_group_id: str | None = param("Only domains of this resource group.", default=None, max_length=64)


class DomainRow(DomainMembers):
    """One domain."""

    domain_audit_status: str = out("State of the real-name verification.", example="SUCCEED")
    registrant_organization: str | None = out("Holder.", example="Example Widgets Ltd")
    zh_registrant_organization: str | None = out("Holder in Chinese.", example="示例部件有限公司")
    email: str | None = out("Registrant's mail address.", example="hostmaster@example.com")
    domain_group_id: str | None = out("Its group.", example="1")
    dns_list: list[str] = out("Nameservers.", item="Dns")


def rows_of(call: Call, found: list[Domain]) -> list[DomainRow]:
    """The domains as rows; their holders are read together, and so are the names of groups."""
    holders = contacts.of_account(call.session, call.account.id, {domain.registrant_id for domain in found}, Holder)
    named = groups.names(call.session, call.account.id)
    return [_row(domain, holders[domain.registrant_id], named.get(domain.group_id or 0), call.now) for domain in found]


def _row(domain: Domain, holder: Holder, group: str | None, now: Instant) -> DomainRow:
    return DomainRow(
        **values_of(domain, holder, group, now),
        domain_audit_status=domain.real_name_status.value,
        registrant_organization=holder.organization or None,
        zh_registrant_organization=holder.zh_organization or None,
        email=holder.email or None,
        domain_group_id=None if domain.group_id is None else str(domain.group_id),
        dns_list=list(domain.nameservers),
    )


def digest_of(filters: Filters) -> str:
    """What tells one set of filters from another."""
    given = [(name, getattr(filters, name)) for name in members_of(Filters) if name not in members_of(Localized)]
    return hashlib.sha256(repr(given).encode()).hexdigest()


def wanted_of(call: Call, filters: Filters) -> Search:
    """The filters as the store takes them. Raises ParameterIllegal for a suffix that cannot be."""
    only, others = kinds.tlds_of(filters.product_domain_type)
    status = filters.domain_status or 0
    renewal = Instant(call.now + domain_texts.RENEWAL_DAYS * DAY)
    return Search(
        keyword=_match(filters.key_word, filters.key_word_prefix, filters.key_word_suffix),
        excluded=_match(filters.excluded, filters.excluded_prefix, filters.excluded_suffix),
        length_from=filters.start_length,
        length_to=filters.end_length,
        form=filters.form,
        suffixes=None if filters.suffixs is None else _suffixes(filters.suffixs),
        tlds=only,
        not_tlds=others,
        registered_from=from_day(filters.start_registration_date),
        registered_before=after_day(filters.end_registration_date),
        expires_from=_latest(
            from_day(filters.start_expiration_date), Instant(renewal + 1) if status == _NORMAL else None
        ),
        expires_before=_earliest(
            after_day(filters.end_expiration_date), Instant(renewal + 1) if status == _NEEDS_RENEWAL else None
        ),
        transferring_out=True if status == _LEAVING else None,
        being_changed=True if status == _BEING_CHANGED else None,
        real_name_status=_REAL_NAME.get(status),
        group_id=filters.domain_group_id,
        resource_group_id=filters.resource_group_id,
        # Redemption is a state of deleted names, and those are not in our books.
        nothing=status == _NEEDS_REDEMPTION or filters.product_domain_type == "other",
    )


_NEEDS_RENEWAL, _NEEDS_REDEMPTION, _NORMAL, _LEAVING, _BEING_CHANGED = 1, 2, 3, 4, 5
_REAL_NAME = {6: RealNameStatus.NONE.value, 7: RealNameStatus.FAILED.value, 8: RealNameStatus.AUDITING.value}


def _match(text: str | None, prefix: bool | None, suffix: bool | None) -> Match | None:
    if text is None or not text.strip():
        return None
    folded = text.strip().lower()
    if folded.startswith("xn--"):
        # Part of a label's other form stays as it is: no name that people read has it.
        with suppress(MalformedName):
            folded = DomainName.parse(f"{folded}.example").label
    return Match(folded, bool(prefix), bool(suffix))


def _suffixes(text: str) -> list[str]:
    found = []
    for part in text.split(","):
        name = part.strip()
        if name in {"", "."}:
            continue
        try:
            found.append(suffix_of(name))
        except MalformedName as error:
            raise ParameterIllegal(
                parameter="Suffixs", why=_NOT_A_SUFFIX.of(name=name.removeprefix(".")[:80])
            ) from error
    return found


def _latest(first: Instant | None, second: Instant | None) -> Instant | None:
    return max((at for at in (first, second) if at is not None), default=None)


def _earliest(first: Instant | None, second: Instant | None) -> Instant | None:
    return min((at for at in (first, second) if at is not None), default=None)
