"""The measures of GB/T 9704-2012 in points, which both renderers keep to."""

MM = 72 / 25.4

# 5.2.3: 22 lines of 28 characters fill the type area of 156 × 225 mm.
LINES, CHARACTERS = 22, 28
MEASURE, HEIGHT = 156 * MM, 225 * MM
PITCH = HEIGHT / LINES
CELL = MEASURE / CHARACTERS
# A turned page is 225 mm wide inside.
WIDE_MEASURE = HEIGHT

# 3号, 2号, 4号; tables in 小四 or 五号.
SIZE, TITLE_SIZE, SMALL_SIZE = 16.0, 22.0, 14.0
TABLE_SIZE, SMALL_TABLE_SIZE = 12.0, 10.5
