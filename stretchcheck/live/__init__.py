"""The live session: a server on this computer that coaches two people, and the page that it serves."""
