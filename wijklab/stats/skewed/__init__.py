"""Costs: many have none and a few have much. Models for such numbers, and what they say in euro."""
