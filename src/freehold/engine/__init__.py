"""Durable work: chunks, lanes and outcomes on the durable execution library. Knows no domains."""
