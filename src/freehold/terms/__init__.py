"""The field's vocabulary as types: pure, without I/O."""
