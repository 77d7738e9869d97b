"""One process imports everything once and forks a fresh child for every job or kernel: a new process at the price of
a call."""
