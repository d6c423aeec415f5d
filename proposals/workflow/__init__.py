"""The lives of both kinds of proposals: one table each."""
