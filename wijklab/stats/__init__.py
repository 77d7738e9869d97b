"""Arrays (and a Generator where chance is needed) in, frozen results out: no dataframe, no words, no files."""
