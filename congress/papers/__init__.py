"""Documents that are printed, one module a subject."""
