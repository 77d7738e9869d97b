"""What the comparisons of arms share: people measured twice, neighbourhood means as quantities, and how both are shown.

The numbers themselves happen in `stats`.
"""
