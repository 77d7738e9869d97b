"""Tests in a real browser: one for all of them, closed when the last has run."""
