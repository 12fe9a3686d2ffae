"""Replies: what came back, what kind of answer it is, and what it proposes."""
