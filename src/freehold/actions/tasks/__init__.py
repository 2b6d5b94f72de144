"""Tasks and their details."""
