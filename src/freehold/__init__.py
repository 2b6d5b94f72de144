"""Freehold: a registrar back office you run yourself."""

__version__ = "0.1.0"
