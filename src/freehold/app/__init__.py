"""The composition root: settings in, a wired App out; the only place where things are wired."""

from freehold.app.app import App

__all__ = ["App"]
