"""Tables of so many rows that they stay in their file: looked through and added up there, by DuckDB."""

from wijklab.sources.large.file import LARGE, LargeFile, large_file

__all__ = ["LARGE", "LargeFile", "large_file"]
