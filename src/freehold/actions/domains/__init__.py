"""Lists and details of domains."""
