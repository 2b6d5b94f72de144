"""Actions that show what registries hold of domains."""
