"""What happened over the years: staggered starts, event studies, trends before the start, bounds on what they hid."""
