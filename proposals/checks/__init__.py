"""Rules of the proposal box: values in, findings out; one module a subject."""
