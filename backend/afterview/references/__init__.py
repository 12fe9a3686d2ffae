"""References: the people who vouch for you, and what you owe them."""
