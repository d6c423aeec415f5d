"""What pages show of proposals, one module a subject."""
