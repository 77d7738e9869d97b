"""Rows that come in clusters: least squares with every covariance by its name, and the wild bootstrap."""
