"""What is heard in a live session, offline: the safe word at any time, and the answer to a check-in."""
