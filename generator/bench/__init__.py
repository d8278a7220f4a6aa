"""The bench set: scenarios, their banks of poses, clips as time courses over them, and the truth of both people."""
