"""提案箱: the proposal box."""
