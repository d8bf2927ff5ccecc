"""One file a page: load, controls, ask the planner, show."""
