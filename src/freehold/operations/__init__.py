"""What Freehold does, whichever door it was asked at; takes a session and terms, raises refusals."""
