"""Rules: values in, findings out; one module a subject."""
