"""Actions around a domain that is to leave for another registrar."""
