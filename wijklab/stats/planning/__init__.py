"""What a study can find, before any data come in."""
