"""How pacte knows: from source documents and tables to a release."""
