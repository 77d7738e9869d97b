"""Linear mixed models on group sums, as a cross-check."""
