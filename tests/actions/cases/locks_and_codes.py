"""Locks, what a registry keeps of a domain, and the way out of it."""

from actions.cases.case import Case, listed
from freehold.store import accounts, contacts, domains, readings, transfer_codes
from freehold.terms.contacts import Contact
from freehold.terms.ds_records import DsRecord
from freehold.terms.instants import DAY, Instant
from freehold.terms.locks import SERVER_LOCK
from support.action_world import NOW

SINGLE_LOCKS = ("SaveSingleTaskForTransferProhibitionLock", "SaveSingleTaskForUpdateProhibitionLock")
MANY_LOCKS = ("SaveBatchTaskForTransferProhibitionLock", "SaveBatchTaskForUpdateProhibitionLock")
CODE = "SaveSingleTaskForQueryingTransferAuthorizationCode"


def _read(session):
    """The registry of example.com was last seen to hold it locked, and signed."""
    found = domains.candidates(session, accounts.by_name(session, "acme").id, ["example.com"])[0]
    records = [DsRecord(60485, 13, 2, "D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A")]
    readings.put(session, found.id, SERVER_LOCK, records, NOW)


def _served(session):
    session.raw.execute("UPDATE domains SET nameservers = 'ns1.example.com ns.other.net' WHERE name = 'example.com'")


def _given(session):
    account = accounts.by_name(session, "acme").id
    found = domains.candidates(session, account, ["gone.com"])[0]
    transfer_codes.ask(session, account, found.id, 1, "secret")
    transfer_codes.given(
        session, transfer_codes.wanted(session, 1), "hostmaster@example.com", Instant(NOW + 15 * DAY), NOW
    )


def _gone_with(assignments):
    """gone.com in another state."""
    return lambda session: session.raw.execute(f"UPDATE domains SET {assignments} WHERE name = 'gone.com'")


def _mute(session):
    """The registrant of gone.com has no mail address."""
    account = accounts.by_name(session, "acme").id
    nobody = contacts.add(session, account, Contact(organization="Nobody Ltd", country="CN"), NOW)
    session.raw.execute("UPDATE domains SET registrant_id = ? WHERE name = 'gone.com'", (nobody,))


CASES = [
    *(
        case
        for action in SINGLE_LOCKS
        for case in (
            Case(action, "on", {"DomainName": "例子.cn", "Status": "true"}),
            Case(action, "a name that is none", {"DomainName": "??", "Status": "true"}),
            Case(action, "a stranger's domain", {"DomainName": "stranger.com", "Status": "false"}),
            Case(action, "a busy domain", {"DomainName": "busy.com", "Status": "false"}),
            Case(action, "neither on nor off", {"DomainName": "example.com"}),
        )
    ),
    *(
        case
        for action in MANY_LOCKS
        for case in (
            Case(action, "off", {**listed("example.com", "locked.com"), "Status": "false"}),
            Case(action, "a malformed name", {**listed("exa mple.com"), "Status": "true"}),
            Case(action, "unknown and strangers' domains", {**listed("stranger.com", "nobody.com"), "Status": "true"}),
            Case(action, "a busy domain", {**listed("busy.com", "example.com"), "Status": "true"}),
            Case(action, "neither on nor off", {**listed("example.com"), "Status": "perhaps"}),
        )
    ),
    Case("QueryDnsHost", "a domain with a nameserver of its own", {"InstanceId": "<instance>"}, arranged=_served),
    Case("QueryDnsHost", "a domain without", {"InstanceId": "<instance>"}),
    Case("QueryDnsHost", "one that is not there", {"InstanceId": "S20260000000000000000"}),
    Case("QueryDnsHost", "none named", {}),
    Case("QueryDnsHost", "no registration at all", {"InstanceId": "S" * 65}),
    Case("QueryDSRecord", "as last read", {"DomainName": "example.com"}, arranged=_read),
    Case("QueryDSRecord", "never read", {"DomainName": "例子.cn"}),
    Case("QueryDSRecord", "a stranger's", {"DomainName": "stranger.com"}),
    Case("QueryServerLock", "enabled", {"InstanceId": "<instance>"}, arranged=_read),
    Case("QueryServerLock", "not enabled", {"InstanceId": "<instance>"}),
    Case("QueryServerLock", "one that is not there", {"InstanceId": "S20260000000000000000"}),
    Case("QueryServerLock", "none named", {}),
    Case("ListServerLock", "all", {}, arranged=_read),
    Case("ListServerLock", "of a domain that is not locked", {"DomainName": "例子.cn"}),
    Case("ListServerLock", "by a date that is not known", {"StartExpireDate": "1780000000000"}),
    Case("ListServerLock", "a state that does not exist", {"ServerLockStatus": "4"}),
    Case(CODE, "a domain that may leave", {"DomainName": "gone.com"}),
    Case(CODE, "a stranger's", {"DomainName": "stranger.com"}),
    Case(CODE, "after a change of registrant", {"DomainName": "example.com"}),
    Case(CODE, "with the transfer lock", {"DomainName": "gone.com"}, arranged=_gone_with("transfer_lock = 'OPEN'")),
    Case(CODE, "just registered", {"DomainName": "gone.com"}, arranged=_gone_with(f"registered_at = {NOW - 59 * DAY}")),
    Case(CODE, "about to expire", {"DomainName": "expired.xyz"}),
    Case(CODE, "already leaving", {"DomainName": "gone.com"}, arranged=_gone_with("transferring_out = 1")),
    Case(CODE, "a registrant without an address", {"DomainName": "gone.com"}, arranged=_mute),
    Case(CODE, "a busy domain", {"DomainName": "busy.com"}),
    Case("QueryTransferOutInfo", "the code was given out", {"DomainName": "gone.com"}, arranged=_given),
    Case("QueryTransferOutInfo", "leaving", {"DomainName": "gone.com"}, arranged=_gone_with("transferring_out = 1")),
    Case("QueryTransferOutInfo", "nothing was asked for", {"DomainName": "example.com"}),
    Case("QueryTransferOutInfo", "a stranger's", {"DomainName": "stranger.com"}),
]  # fmt: skip
