"""Says in plain words why the system refused something."""

import re
from typing import Final

_INNER: Final = re.compile(r".*\[errno \d+\] ", re.DOTALL | re.IGNORECASE)
"""What a library wrote around the words of the system."""


def reason(error: OSError) -> str:
    """Such as "permission denied"."""
    if isinstance(error, FileExistsError):
        return "a file of that name is in its place"
    said = error.strerror or _INNER.sub("", str(error)) or type(error).__name__
    return said.lower()


def printable(text: str) -> str:
    """The text in one line: what would break it, colour it or cannot be encoded stands escaped."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def reason_and_path(error: OSError) -> str:
    """Such as "permission denied: results/clip"; without a path where the system named none."""
    path = error.filename2 or error.filename
    return f"{reason(error)}: {path}" if path else reason(error)
