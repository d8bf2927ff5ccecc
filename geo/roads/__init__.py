"""Roads: one table of stretches between junctions, whatever file they came from."""
