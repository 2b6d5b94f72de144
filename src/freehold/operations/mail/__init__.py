"""Mail: written from templates with the change, carried from the outbox to a server or to files after it."""
