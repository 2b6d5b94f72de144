"""Real-name verification."""
