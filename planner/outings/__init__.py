"""The planner's question about caravans: whom to visit when, and on which way."""
