"""What makes a Freehold that has no registry but its own an emulator: a clock to move, faults to order, a new beginning.

Nothing of it is there once a registry is configured.
"""
