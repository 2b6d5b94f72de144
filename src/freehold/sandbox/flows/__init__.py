"""What each command does at the practice registry; one file an object, each function's docstring lists the codes it gives."""
