"""Why a database is not opened."""


class CannotOpen(Exception):
    """The database cannot be opened; the sentence says what to do."""


class InUse(CannotOpen):
    """Another engine has the database open."""
