"""Our side of registries: the only input and output with them."""
