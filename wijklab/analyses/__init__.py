"""One module or folder a question, none of which knows another: a checked study in, `Estimates` out."""
