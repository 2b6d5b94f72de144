"""Backups of a data folder: made beside a running server, verified, sealed; and restored into an empty folder (REL-21)."""
