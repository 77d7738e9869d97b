"""Studies times notebooks: what is to be run, running it, and the record of what was run."""
