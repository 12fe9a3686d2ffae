"""Durable jobs: what has to happen later, even when the process dies in between."""
