"""Running one notebook: the engines, the shell, kernels, what is saved of it, and how it ended."""
