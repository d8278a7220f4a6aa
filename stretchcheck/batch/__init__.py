"""Many clips at once: side by side or on a cluster, found done again, and given up by nobody's death."""
