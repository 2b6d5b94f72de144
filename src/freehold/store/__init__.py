"""Business tables, each file with its table and its queries; takes a session, returns frozen values."""
