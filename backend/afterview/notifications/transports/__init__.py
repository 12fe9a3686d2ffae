"""One file for each way a reminder leaves: mail, web push, and whatever apprise speaks."""
