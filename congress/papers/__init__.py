"""Documents that the congress prints, one module a subject."""
