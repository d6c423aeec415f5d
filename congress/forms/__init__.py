"""Input for the congress, one module a subject."""
