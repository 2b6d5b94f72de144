"""What an index of texts leads to is what going through all of an account's domains finds, on either database."""

import itertools
import random

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from freehold.opening import open_store
from freehold.store import accounts, contacts, domain_search, domains, text_search
from freehold.store.domain_search import Match, Search
from freehold.terms.domain_name import DomainName
from support.store_rows import NOW, new_domain, person

LARGE = 2_000
HOSTS = ("ns1.a.example", "ns2.a.example", "ns.b.example", "x-ns1.a.example", "ns1.a.example.net")


def names(chance):
    """Labels of few parts, so that a text is in some of them and not in others, and of all scripts that meet in names."""
    parts = ["shop", "sho", "op-", "1", "00", "a", "ab", "例子", "域名", "中文", "é", "ß", "x"]
    while True:
        label = "".join(chance.choice(parts) for _ in range(chance.randint(2, 5))).strip("-").replace("--", "-")
        yield f"{label}{chance.randint(0, 99)}.{chance.choice(('example', 'com.cn', '公司'))}"


def entered(session, account, number, seed, hosts=HOSTS):
    made, chance = accounts.create(session, account, NOW), random.Random(seed)
    holder = contacts.add(session, made.id, person(), NOW)
    every = dict.fromkeys(DomainName.parse(name) for name in itertools.islice(names(chance), 2 * number))
    chosen = [name for name in every if domains.owner_of(session, name) is None][:number]
    rows = [new_domain(name, holder, nameservers=tuple(chance.sample(hosts, chance.randint(0, 2)))) for name in chosen]
    domains.add_many(session, made.id, rows, NOW)
    return made.id


@pytest.fixture
def ada(database):
    """An account whose domains are too many to be gone through, with a stranger's between them."""

    def work(session):
        found = entered(session, "ada", LARGE, 1)
        entered(session, "cy", 300, 2)
        return found

    return database.write_now(work)


def fits(domain, wanted):
    """The rule of what is found, said a second time."""
    name, label = domain.name_unicode, domain.name.label
    if wanted.name_contains and wanted.name_contains not in name and wanted.name_contains not in domain.name:
        return False
    if wanted.nameserver and f" {wanted.nameserver} " not in f" {' '.join(domain.nameservers)} ":
        return False
    if wanted.keyword is None:
        return True
    text = wanted.keyword.text
    places = (wanted.keyword.prefix and label.startswith(text), wanted.keyword.suffix and label.endswith(text))
    return any(places) if wanted.keyword.prefix or wanted.keyword.suffix else text in label


def texts(every):
    """Parts of names as they stand in the books, in either form, and texts that mean something to a search in some language."""
    pieces = st.builds(
        lambda name, at, length: name[at : at + length],
        st.sampled_from([form for domain in every for form in (domain.name_unicode, str(domain.name))]),
        st.integers(0, 8),
        st.integers(1, 12),
    )
    odd = st.text(st.sampled_from("shop-01a例子é.%_\\/\"'*()^:+ "), max_size=8)
    return st.one_of(
        pieces, pieces.map(lambda text: text + "x"), odd, st.sampled_from(["sho*", '"shop"', "a or b", "near"])
    )


def searches(every):
    text = texts(every)
    keyword = st.builds(Match, text.filter(bool), st.booleans(), st.booleans())
    hosts = st.one_of(st.sampled_from(HOSTS), st.just(f"{HOSTS[0]} {HOSTS[1]}"), st.just("a.example"), text)
    return st.one_of(
        st.builds(Search, name_contains=text),
        st.builds(Search, keyword=keyword),
        st.builds(Search, nameserver=hosts),
        st.builds(Search, name_contains=text, keyword=keyword, nameserver=st.none() | hosts),
    )


def test_an_index_finds_what_going_through_all_domains_finds(database, ada):
    led = []
    with database.reading() as session:
        every = domain_search.scroll(session, ada, Search(), LARGE)
        assert len(every) == LARGE
        some = text_search.sample(session, ada)

        @settings(max_examples=100, deadline=None)
        @given(searches(every))
        def found(wanted):
            expected = [domain.id for domain in every if fits(domain, wanted)]
            page = domain_search.search(session, ada, wanted, 1, LARGE)
            assert [domain.id for domain in page.rows] == expected
            assert page.total == domain_search.count(session, ada, wanted) == len(expected)
            scrolled = domain_search.scroll(session, ada, wanted, 5, behind=every[99].id)
            assert [domain.id for domain in scrolled] == [id_ for id_ in expected if id_ < every[99].id][:5]
            led.append(bool(wanted.name_contains and text_search.names_with(session, some, wanted.name_contains)))

        found()
    assert {True, False} <= set(led)


def test_what_was_changed_or_taken_out_is_found_as_it_is(database, ada):
    """Through the tables themselves: no call renames a domain, and an emulator forgets its domains."""
    table = domains.domains

    def found(**wanted):
        with database.reading() as session:
            return [domain.name for domain in domain_search.scroll(session, ada, Search(**wanted), 9)]

    def change(statement):
        database.write_now(lambda session: session.execute(statement))

    (first, second) = (domain.name for domain in whole(database, ada)[:2])
    of_first = table.c.name == first
    change(table.update().where(of_first).values(name="xn--q9ja.example", name_unicode="zq域名qz.example"))
    change(table.update().where(table.c.name == second).values(nameservers="ns1.rare.example ns2.a.example"))

    assert (
        found(name_contains="q域名q")
        == found(keyword=Match("名qz"))
        == found(name_contains="q9ja")
        == ["xn--q9ja.example"]
    )
    assert found(nameserver="ns1.rare.example") == [second]
    change(table.update().where(table.c.name == second).values(nameservers=""))
    change(table.delete().where(table.c.name == "xn--q9ja.example"))
    assert found(name_contains="q域名q") == found(nameserver="ns1.rare.example") == []


def whole(database, account_id):
    with database.reading() as session:
        return domain_search.scroll(session, account_id, Search(), LARGE)


@pytest.mark.parametrize(("more", "text"), [("LOCALE 'C'", "quay-7"), ("LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'", "域名码")])
def test_postgresql_takes_its_indexes(postgres, tmp_path, more, text):
    with postgres.empty_database(f"ENCODING 'UTF8' {more} TEMPLATE template0") as url:
        store = open_store(tmp_path / "data", url=url)
        ada = store.write_now(lambda session: entered(session, "ada", LARGE, 1))
        postgres.run("VACUUM ANALYZE domains", sa.make_url(url).database)
        with store.reading() as session:
            some = text_search.sample(session, ada)

            def plan(conditions):
                statement = sa.select(domains.domains.c.id).where(*conditions)
                told = statement.compile(dialect=session.connection.dialect, compile_kwargs={"literal_binds": True})
                return "\n".join(row[0] for row in session.connection.exec_driver_sql(f"EXPLAIN {told}"))

            names = plan(text_search.names_with(session, some, text))
            nameservers = plan(text_search.served_by(session, some, "ns1.quay.example"))
        store.close()

    assert "Bitmap Index Scan on ix_domain_names" in names
    assert "Bitmap Index Scan on ix_domain_nameservers" in nameservers
