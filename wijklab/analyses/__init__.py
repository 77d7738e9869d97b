"""One module a question, none of which knows another: a checked study in, `Estimates` out."""
