"""Read official tables: rows to statements that name their row."""
