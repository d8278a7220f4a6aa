"""Which set of scenarios is made: the bench, or another one beside it."""

import os

BENCH = "bench"
NAME = os.environ.get("BENCH_SET", BENCH)
"""Folder of the scenarios below `scenarios/`; their clip lists and their split are named after it."""
