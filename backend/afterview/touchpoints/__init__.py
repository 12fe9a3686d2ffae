"""Touchpoints: every word between a candidate and an employer, and how much is too much."""
