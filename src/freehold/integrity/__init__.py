"""The invariants as far as the store shows them (REL-0): read-only, a file for each family, one statement a check."""
