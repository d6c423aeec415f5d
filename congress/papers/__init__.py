"""Documents the congress prints, one module a subject."""
