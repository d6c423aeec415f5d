"""What the proposal box prints and draws, one module a subject."""
