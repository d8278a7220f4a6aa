"""The command line; one console script, `stretchcheck`."""

from stretchcheck.cli.main import main

__all__ = ["main"]
