"""Actions on what an account notes at its domains."""
