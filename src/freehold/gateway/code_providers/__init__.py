"""Verification providers: who issues the codes that some registries want of a new holder (epp-facts.md, 10).

Each kind of provider is a file here with a class that has ``ask``. What it answers is checked before it is used: the
provider's word is the signature, not the connection (``desk.py``).
"""
