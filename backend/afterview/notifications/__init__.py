"""Notifications: what reaches the person, where, when, and how often at most."""
