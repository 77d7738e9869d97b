"""What is it worth? Cost and effect weighed together: draws, a frontier, and a handful of neighbourhoods."""
