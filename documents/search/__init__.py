"""Search over everything that can be read: German analysis, the seam to an engine, and two engines behind it."""
