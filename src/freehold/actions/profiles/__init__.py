"""Registrant profiles."""
