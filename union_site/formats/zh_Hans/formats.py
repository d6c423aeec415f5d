"""Money is written 1,000.00, as accounts and union papers have it."""

# Django's own Chinese formats set no separator and groups of four.
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
