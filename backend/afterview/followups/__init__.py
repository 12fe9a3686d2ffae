"""Follow-ups: what is owed to the employer, when, and when to stop."""
