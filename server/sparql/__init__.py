"""The SPARQL endpoint: what a query may do, where it runs, and how its answer is sent."""
