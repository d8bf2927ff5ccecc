"""The page of the museum tours: which set stays where, month by month."""
