"""Who is asking: accounts, browser sessions, personal tokens."""
