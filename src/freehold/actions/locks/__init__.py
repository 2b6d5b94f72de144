"""Transfer lock and update lock of domains."""
