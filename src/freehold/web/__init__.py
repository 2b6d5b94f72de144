"""HTTP: the server, its strict framing, and the addresses that are served."""
