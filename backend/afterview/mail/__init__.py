"""Mail: the user's own account, how a message leaves through it, and how one is read."""
