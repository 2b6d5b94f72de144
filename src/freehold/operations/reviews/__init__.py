"""Reviews of documents by a provider: the program's own rule for tests, or a service outside. By hand it always works too."""
