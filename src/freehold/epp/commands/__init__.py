"""One file a command: what it says, what is answered, and whether it may be repeated."""
