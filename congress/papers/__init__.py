"""The papers of the congress: documents as blocks, one module a subject."""
