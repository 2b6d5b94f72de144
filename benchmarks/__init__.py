"""Figures that survive a noisy machine: each is a ratio of two things measured in one run (docs: contract, section 5)."""
