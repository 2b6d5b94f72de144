"""The address of a PostgreSQL database as its client library reads it.

SQLAlchemy writes several servers as ``?host=a:5432&host=b:5432``, which the library by itself takes for one odd name.
"""

import psycopg.conninfo
import sqlalchemy as sa


def conninfo(url: sa.URL | str) -> str:
    """What to connect by; raises ValueError where that is no address."""
    try:
        address = sa.make_url(url).set(drivername="postgresql+psycopg")
    except sa.exc.ArgumentError as error:
        raise ValueError("it is no address of a database") from error
    _, given = address.get_dialect()().create_connect_args(address)
    return psycopg.conninfo.make_conninfo(**given)
