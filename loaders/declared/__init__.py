"""Read the tables that a declaration describes: columns to terms, without a line of Python for each."""
