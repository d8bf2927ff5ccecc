"""The page of the caravans' year: who goes where, day by day."""
