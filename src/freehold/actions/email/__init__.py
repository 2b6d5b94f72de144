"""E-mail verification."""
