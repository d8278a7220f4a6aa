"""Reads profiles: TOML files that hold only what differs from the defaults, and what was calibrated."""

import difflib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from protocols.thresholds import DEFAULTS, Settings, UnknownThresholdError
from stretchcheck.calibrated import CalibratedSettings, Calibration, UnknownCalibrationError, checked
from stretchcheck.reasons import reason

_KEYS: Final = ("schema", "name", "thresholds", "camera", "person")


class ProfileError(ValueError):
    """The file is not a profile, or names something that does not exist."""


def load(path: Path | None) -> Settings:
    """The settings of a profile, or the defaults where none is given.

    A profile has `schema = 1`, optionally `name`, and a table `thresholds` of numbers; a threshold may also be a table
    with `value` and where it comes from. The tables `camera` and `person` hold what was calibrated, in the same way;
    then `stretchcheck.calibrated.calibration_of` tells it of the settings.
    """
    if path is None:
        return DEFAULTS
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # editors of Windows put a mark in front
    except FileNotFoundError:
        raise ProfileError(f"Expected a profile, but there is no such file: {path}") from None
    except UnicodeDecodeError:
        raise ProfileError(f"Expected a TOML file, but it is not text in UTF-8: {path}") from None
    except OSError as error:
        raise ProfileError(f"Expected a profile that can be read, but it is not ({reason(error)}): {path}") from None
    except RecursionError:
        raise ProfileError(f"Expected a TOML file, but it is nested too deep: {path}") from None
    except ValueError as error:  # not only of the syntax: a number may have too many digits
        raise ProfileError(f"Expected a TOML file, but {_first(error)}: {path}") from None
    return _settings(data, path)


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]


def _shown(value: object) -> str:
    """A value in one line, cut where it is long."""
    return f"{value!r:.60}"


def _plain(name: str) -> str:
    """A name as it is, or quoted where it would break the line."""
    return name if name.isprintable() else _shown(name)


def _settings(data: dict[str, Any], path: Path) -> Settings:
    if data.get("schema") != 1:
        got = f"schema = {_shown(data['schema'])}" if "schema" in data else "none"
        raise ProfileError(f"Expected schema = 1, but got {got}: {path}")
    if unknown := sorted(set(data) - set(_KEYS)):
        near = difflib.get_close_matches(unknown[0], _KEYS, n=1)
        hint = f" (is {near[0]} meant?)" if near else ""
        raise ProfileError(f"Expected only {', '.join(_KEYS)}, but got {_plain(unknown[0])}{hint}: {path}")
    name = data.get("name", path.stem)
    if not isinstance(name, str) or not name.isprintable() or not name.strip():
        raise ProfileError(f"Expected a name of one line of text, but got {_shown(name)}: {path}")
    try:
        changed: dict[str, Any] = {
            entry: value["value"] if isinstance(value, dict) else value
            for entry, value in _entries(data, "thresholds", path)
        }
        camera, person = (
            {entry: checked(table, entry, value) for entry, value in _entries(data, table, path)}
            for table in ("camera", "person")
        )
        if camera or person:
            return CalibratedSettings(changed, name, Calibration(camera, person))
        return Settings(changed, name)
    except (UnknownThresholdError, UnknownCalibrationError) as error:
        raise ProfileError(f"{error} Profile: {path}") from None


def _entries(data: dict[str, Any], table: str, path: Path) -> Iterator[tuple[str, Any]]:
    """The entries of one table; one that is a table itself has a value."""
    entries = data.get(table, {})
    if not isinstance(entries, dict):
        raise ProfileError(f"Expected {table} to be a table, but got {table} = {_shown(entries)}: {path}")
    for name, value in entries.items():
        if isinstance(value, dict) and "value" not in value:
            raise ProfileError(f"Expected a value in the table of {_plain(name)}, but got none: {path}")
        yield name, value
