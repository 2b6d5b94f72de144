"""How the database goes about statements: which index it takes, and what it sorts."""


def plans(house, work, *, prepared=False):
    """How the database goes about the statements of a piece of work; those that were *prepared* go to the driver."""
    said = []

    def explained(session):
        execute = session.execute

        class ExplainingDriver:
            """Of statements that were prepared."""

            @staticmethod
            def execute(text, values=()):
                said.append([row[3] for row in session.raw.execute(f"EXPLAIN QUERY PLAN {text}", values)])
                return session.raw.execute(text, values)

        class Explaining:
            vault, connection, dialect = session.vault, session.connection, session.dialect
            raw = ExplainingDriver if prepared else session.raw

            @staticmethod
            def execute(statement, parameters=None):
                text = str(
                    statement.compile(dialect=session.connection.dialect, compile_kwargs={"literal_binds": True})
                )
                said.append([row[3] for row in session.raw.execute(f"EXPLAIN QUERY PLAN {text}")])
                return execute(statement, parameters)

        work(Explaining())

    house.read(explained)
    return said
