"""From a file as a user has it to tables, columns and values of a declared layer."""
