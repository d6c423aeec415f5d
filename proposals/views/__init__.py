"""Pages of the proposal box, one module a subject."""
