"""Reconcile: compare our copy of the domains with what their registries show, and repair only on command (REL-22)."""
