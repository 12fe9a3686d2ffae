"""Debriefs: what the interview taught, looked at once the dust has settled."""
