"""How the database goes about statements: which index it takes, what it sorts, and what it reads in vain."""


def plans(house, work):
    """SQLite's steps for each statement of a piece of work."""
    return [[row[3] for row in plan] for plan in _explained(house, work, "EXPLAIN QUERY PLAN")]


def rows_read_in_vain(house, work):
    """Rows that PostgreSQL looked at for a piece of work and that did not fit, all statements together."""

    return sum(node.get("Rows Removed by Filter", 0) * node["Actual Loops"] for node in _nodes(house, work))


def tables_read_through(house, work):
    """The tables that PostgreSQL reads from end to end for a piece of work."""
    return {node["Relation Name"] for node in _nodes(house, work) if node["Node Type"] == "Seq Scan"}


def _nodes(house, work):
    """The parts of PostgreSQL's plans, of all statements."""

    def within(node):
        yield node
        for inner in node.get("Plans", []):
            yield from within(inner)

    for (row,) in _explained(house, work, "EXPLAIN (ANALYZE, FORMAT JSON)"):
        yield from within(row[0][0]["Plan"])


def _explained(house, work, how):
    """The database's rows about each statement, whether it is run by SQLAlchemy or by the driver."""
    said = []

    def explained(session):
        class Driver:
            @staticmethod
            def execute(text, values=()):
                said.append(list(session.raw.execute(f"{how} {text}", values)))
                return session.raw.execute(text, values)

        class Explaining:
            vault, raw, connection, dialect = session.vault, Driver, session.connection, session.dialect

            @staticmethod
            def execute(statement, parameters=None):
                text = str(
                    statement.compile(dialect=session.connection.dialect, compile_kwargs={"literal_binds": True})
                )
                said.append(list(session.raw.execute(f"{how} {text}")))
                return session.execute(statement, parameters)

        work(Explaining())

    house.read(explained)
    return said
