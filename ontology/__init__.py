"""What pacte means: its names, vocabulary, schemes and shapes."""
