"""A registry to practise on: EPP over TLS, objects that survive a kill, misbehaviour on order, and a ledger. Knows only epp."""
