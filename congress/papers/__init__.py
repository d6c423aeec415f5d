"""Papers of the congress, one module a subject."""
