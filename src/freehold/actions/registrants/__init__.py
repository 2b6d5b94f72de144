"""Contact data of domains, and its change."""
