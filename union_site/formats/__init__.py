"""How numbers are written here; Django looks into this folder by language."""
