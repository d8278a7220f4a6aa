"""Reads profiles: TOML files that hold only the numbers that differ from the defaults."""

import tomllib
from pathlib import Path
from typing import Any, Final

from protocols.thresholds import DEFAULTS, Settings, UnknownThresholdError

_KEYS: Final = {"schema", "name", "thresholds"}


class ProfileError(ValueError):
    """The file is not a profile, or names something that does not exist."""


def load(path: Path | None) -> Settings:
    """The settings of a profile, or the defaults where none is given.

    A profile has `schema = 1`, optionally `name`, and a table `thresholds` of numbers; a threshold may also be a table
    with `value` and where it comes from.
    """
    if path is None:
        return DEFAULTS
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProfileError(f"Expected a profile, but there is no such file: {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"Expected a profile that can be read, but got {error.__class__.__name__}: {path}") from None
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"Expected a TOML file, but {_first(error)}: {path}") from None
    return _settings(data, path)


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]


def _settings(data: dict[str, Any], path: Path) -> Settings:
    unknown = sorted(set(data) - _KEYS)
    if data.get("schema") != 1:
        raise ProfileError(f"Expected schema = 1, but got {data.get('schema')!r}: {path}")
    if unknown:
        raise ProfileError(f"Expected only {sorted(_KEYS)}, but got {unknown[0]!r}: {path}")
    table = data.get("thresholds", {})
    if not isinstance(table, dict):
        raise ProfileError(f"Expected a table of thresholds, but got {type(table).__name__}: {path}")
    changed: dict[str, Any] = {
        name: value.get("value") if isinstance(value, dict) else value for name, value in table.items()
    }
    try:
        return Settings(changed, str(data.get("name", path.stem)))
    except UnknownThresholdError as error:
        raise ProfileError(f"{error} Profile: {path}") from None
