"""What an operator does with seeds and releases: one module for each command, or for those that belong together."""
