"""What pages show: lists, exports, facts; one module a subject."""
