"""Inference with few neighbourhoods: each is one observation, and the rule that picks the headline can be read."""
