"""Under which suffixes an account holds domains."""

from freehold.store import accounts, contacts, domains, suffixes
from freehold.terms.domain_name import DomainName
from support.store_rows import NOW, new_domain, person


def test_a_suffix_is_what_follows_the_first_label_told_once_in_readable_form(database):
    def enter(session):
        for account, names in (
            ("ada", ["a.com", "b.com", "shop.com.cn", "例子.cn", "a.公司", "example.co.uk"]),
            ("cy", ["c.org"]),
        ):
            made = accounts.create(session, account, NOW)
            holder = contacts.add(session, made.id, person(), NOW)
            rows = [new_domain(DomainName.parse(name), holder) for name in names]
            domains.add_many(session, made.id, rows, NOW)
            yield suffixes.of_account(session, made.id)

    found = database.write_now(lambda session: list(enter(session)))

    assert found == [["cn", "co.uk", "com", "com.cn", "公司"], ["org"]]


def test_an_account_without_domains_has_no_suffixes(database):
    assert database.write_now(lambda session: suffixes.of_account(session, 1)) == []
