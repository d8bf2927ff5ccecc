"""Museum tours: layers put into numbers, and answers in the words of planners."""
