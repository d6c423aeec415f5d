"""文书: figures, summaries, plans, district collection."""
