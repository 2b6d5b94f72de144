"""What each TLD allows, as data (architecture.md, 7)."""
