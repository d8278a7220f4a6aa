"""Knows what the metadata of a recording may say, so that a foreign or mended file is refused before it is judged."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from vision._mediatime import LONGEST_S

_LARGEST_PX: Final = 100_000
"""Longest side of a picture that anybody could have watched."""

_FASTEST_FPS: Final = 1e12
"""More than any clock of a container can tell."""

_LONGEST_S: Final = LONGEST_S + 60.0
"""With the last frame, which may be shown for long."""

_SHOWN: Final = 60
"""Characters of an offending value that are repeated."""

_Test = Callable[[Any], bool]


def fault(metadata: Mapping[str, Any]) -> str | None:
    """What is wrong with the metadata, as "expected, but got"; None where nothing is. What is missing is not."""
    checks = [("", _OF_ALL, metadata)]
    checks += [(f"{part}.", keys, metadata[part]) for part, keys in _OF_PARTS.items() if _is_table(metadata[part])]
    for where, keys, table in checks:
        for key, (wanted, test) in keys.items():
            if key in table and not test(table[key]):
                return f"{wanted} as {where}{key}, but got {shown(table[key])}"
    return None


def shown(value: object) -> str:
    """A value in one line, cut where it is long."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def is_text(name: str | Path) -> bool:
    """Whether a name can be written down; a system may hold names that are only bytes."""
    return not any("\ud800" <= letter <= "\udfff" for letter in str(name))


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value) and is_text(value)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


def _are_hashes(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_hash, value.values()))


def _number(low: float, high: float) -> _Test:
    def is_in(value: Any) -> bool:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return is_number and low <= value <= high

    return is_in


def _whole(low: float, high: float) -> _Test:
    in_span = _number(low, high)
    return lambda value: isinstance(value, int) and in_span(value)


_TABLE: Final = ("a table", _is_table)
_TEXT: Final = ("text", _is_text)
_SIDE: Final = (f"a whole number from 1 to {_LARGEST_PX}", _whole(1, _LARGEST_PX))

_OF_ALL: Final[Mapping[str, tuple[str, _Test]]] = {
    "source": _TABLE,
    "engine": _TABLE,
    "warnings": ("a list of texts", _are_texts),
    "is_still": ("true or false", lambda value: isinstance(value, bool)),
}
_OF_PARTS: Final[Mapping[str, Mapping[str, tuple[str, _Test]]]] = {
    "source": {
        "name": _TEXT,
        "sha256": ("64 digits in hexadecimal", _is_hash),
        "duration_s": (f"seconds from 0 to {_LONGEST_S:g}", _number(0.0, _LONGEST_S)),
        "frames": ("a whole number from 0", _whole(0, math.inf)),
        "fps": (f"a number from 0 to {_FASTEST_FPS:g}", _number(0.0, _FASTEST_FPS)),
        "width": _SIDE,
        "height": _SIDE,
    },
    "engine": {"name": _TEXT, "model": _TEXT, "models": ("sha256 of the networks", _are_hashes)},
}
