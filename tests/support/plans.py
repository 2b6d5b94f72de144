"""How the database goes about statements: which index it takes, and what it sorts."""


def plans(house, work):
    """How the database goes about the statements of a piece of work."""
    said = []

    def explained(session):
        execute = session.execute

        class Explaining:
            vault, raw, connection, dialect = session.vault, session.raw, session.connection, session.dialect

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
