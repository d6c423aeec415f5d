"""States and steps, one module a subject."""
