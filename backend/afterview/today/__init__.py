"""The one page that says what to do next, and why."""
