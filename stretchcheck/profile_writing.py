"""Writes profiles: changes the numbers it is told to, and leaves comments and everything else as they were."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from stretchcheck.profiles import ProfileError
from stretchcheck.reasons import reason
from stretchcheck.results import appearing_whole

SCHEMA: Final = 1

_EXTRA: Final = 'Writing a profile needs one more library: pip install "stretchcheck[tune]"'
_MARK: Final = "\ufeff"


class ProfileWriterMissingError(RuntimeError):
    """The library that writes TOML is not installed."""


def update(path: Path, changes: Mapping[str, Mapping[str, Any]], *, name: str | None = None) -> None:
    """Write a profile, or change one that is there; whole or not at all.

    Comments, order and every entry that is not named stay as they are; an entry that is named is replaced whole, since
    where a number comes from belongs to the number.

    Args:
        path: the file; its folder must exist.
        changes: new entries by table ("thresholds", "camera", ...) and name: a value, or a mapping with `value` and
            where it comes from, which becomes an inline table. None in such a mapping is left out.
        name: of the profile, as results show it; None keeps the one it has.

    Raises:
        ProfileError: the file that is there is no profile of this schema, or cannot be changed.
        ProfileWriterMissingError: tomlkit is not installed.
        OSError: the file cannot be written.
    """
    try:
        import tomlkit
        from tomlkit.exceptions import TOMLKitError
    except ImportError:
        raise ProfileWriterMissingError(_EXTRA) from None
    text = _text(path)
    wanted = _wanted(text, changes, name, path)
    try:
        document = tomlkit.parse(text.removeprefix(_MARK))
        _change(document, changes, name)
        written = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise ProfileError(f"Expected a profile that can be changed, but {_first(error)}: {path}") from None
    if tomllib.loads(written.replace("\r\n", "\n")) != wanted:
        raise ProfileError(
            f"Expected a profile laid out as tables such as [thresholds], but this one cannot be changed safely: {path}"
        )
    with appearing_whole(path.resolve()) as part:
        part.write_text(_MARK * text.startswith(_MARK) + written, encoding="utf-8", newline="")


def _text(path: Path) -> str:
    """What the file holds; nothing where there is none."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise ProfileError(f"Expected a TOML file, but it is not text in UTF-8: {path}") from None
    except OSError as error:
        raise ProfileError(f"Expected a profile that can be read, but it is not ({reason(error)}): {path}") from None


def _wanted(text: str, changes: Mapping[str, Mapping[str, Any]], name: str | None, path: Path) -> dict[str, Any]:
    """What the file must mean when it is written."""
    try:
        data = tomllib.loads(text.removeprefix(_MARK).replace("\r\n", "\n"))
    except ValueError as error:
        raise ProfileError(f"Expected a TOML file, but {_first(error)}: {path}") from None
    if text and data.get("schema") != SCHEMA:
        raise ProfileError(f"Expected schema = {SCHEMA}, but got {data.get('schema', 'none')!r:.60}: {path}")
    data["schema"] = SCHEMA
    if name is not None:
        data["name"] = name
    for table, entries in changes.items():
        present = data.setdefault(table, {})
        if not isinstance(present, dict):
            raise ProfileError(f"Expected {table} to be a table, but got {table} = {present!r:.60}: {path}")
        present |= {key: _plain(value) for key, value in entries.items()}
    return data


def _change(document: Any, changes: Mapping[str, Mapping[str, Any]], name: str | None) -> None:
    import tomlkit

    if "schema" not in document:
        document["schema"] = SCHEMA
    if name is not None:
        document["name"] = name
    for table, entries in changes.items():
        if table not in document:
            document[table] = tomlkit.table()
        for key, value in entries.items():
            _set(document[table], key, _plain(value))


def _set(table: Any, key: str, value: Any) -> None:
    """Set one entry; one that has a table of its own keeps it, with its comments."""
    from tomlkit.items import Table

    present = table.get(key)
    if isinstance(present, Table) and isinstance(value, dict):
        for gone in [each for each in present if each not in value]:
            del present[gone]
        for each, own in value.items():
            present[each] = own
    else:
        table[key] = _item(value)


def _item(value: Any) -> Any:
    import tomlkit

    if not isinstance(value, dict):
        return value
    inline = tomlkit.inline_table()
    inline.update(value)
    return inline


def _plain(value: Any) -> Any:
    """A value as TOML has it: lists for tuples, and nothing for None in a mapping."""
    if isinstance(value, Mapping):
        return {str(key): _plain(own) for key, own in value.items() if own is not None}
    if isinstance(value, (list, tuple)):
        return [_plain(own) for own in value]
    return value


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]
