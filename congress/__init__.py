"""教代会: democratic management."""
