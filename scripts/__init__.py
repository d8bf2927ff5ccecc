"""Scripts that make what is committed: embedded data and generated pages."""
