"""What pages show of the congress, one module a subject."""
