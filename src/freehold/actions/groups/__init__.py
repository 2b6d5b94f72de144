"""Actions on groups of domains."""
