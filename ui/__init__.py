"""What a planner sees; draws, and plans nothing."""
