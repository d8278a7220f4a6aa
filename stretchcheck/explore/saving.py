"""Saves what was found as a profile: numbers, a note on why, and what they were looked at with."""

import re
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from protocols.thresholds import Settings
from stretchcheck.profile_writing import update
from stretchcheck.profiles import ProfileError
from stretchcheck.results import appearing_whole

SOURCE: Final = "explored by hand"
_NAME: Final = re.compile(r"[\w][\w .()+-]{0,100}\.toml")
_LONGEST: Final = 1000


@dataclass(slots=True)
class Saving:
    """Where profiles go.

    Attributes:
        folder: of all of them.
        base: the profile that was in force at the start, whose comments and other numbers a new one keeps.
        command: as it was typed.
        own: files that were written in this session and may be written again.
    """

    folder: Path
    base: Path | None
    command: str
    own: set[Path] = field(default_factory=set)

    @property
    def proposed(self) -> str:
        """A name for the file."""
        return self.base.name if self.base is not None else "explored.toml"

    def save(self, file: object, note: object, *, start: Settings, now: Mapping[str, float], data_sha256: str) -> Path:
        """Write a profile, whole or not at all.

        Args:
            file: name of the file, in the folder; the profile of the start, one of this session, or a new one.
            note: why these numbers.
            start: what was in force at the start.
            now: what differs from the defaults now.
            data_sha256: of the recordings and labels that were looked at.

        Raises:
            ProfileError: the name or the note cannot be used, or the file is somebody else's.
            OSError: it cannot be written.
        """
        path, why = self._place(file), _note(note)
        is_base = self.base is not None and path == self.folder / self.base.name
        beside = {
            "source": SOURCE, "note": why, "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "command": self.command, "data_sha256": data_sha256,
        }  # fmt: skip
        entries = {
            name: {"value": value, "before": start[name], **beside}
            for name, value in now.items()
            if value != start[name]
        }
        with appearing_whole(path) as part:
            kept = path if path in self.own else self.base
            if kept is not None and kept.exists():
                shutil.copyfile(kept, part)
            _take_back(part, self.own, path, entries, start, beside)
            update(part, {"thresholds": entries}, name=None if is_base else path.stem)
        self.own.add(path)
        return path

    def _place(self, file: object) -> Path:
        if not isinstance(file, str) or not _NAME.fullmatch(file):
            raise ProfileError(
                f"Expected the name of a file that ends in .toml, without a folder, but got {file!r:.80}."
            )
        path = self.folder / file
        is_base = self.base is not None and file == self.base.name
        if path.exists() and not is_base and path not in self.own:
            raise ProfileError(f"Expected a new name or the profile that was opened, but there is such a file: {path}")
        return path


def _note(note: object) -> str:
    if not isinstance(note, str) or not note.strip():
        raise ProfileError("Expected a note on why these numbers, but got none.")
    if len(note) > _LONGEST:
        raise ProfileError(f"Expected a note of at most {_LONGEST} letters, but got {len(note)}.")
    return " ".join(note.split())


def _take_back(
    part: Path, own: set[Path], path: Path, entries: dict[str, Any], start: Settings, beside: Mapping[str, Any]
) -> None:
    """A number that an earlier save of this session changed and that is back where it was is written down as such."""
    if path not in own or not part.exists():
        return
    present = tomllib.loads(part.read_text(encoding="utf-8-sig")).get("thresholds", {})
    for name, entry in present.items():
        is_ours = isinstance(entry, dict) and entry.get("source") == SOURCE
        if is_ours and name not in entries and entry.get("value") != start[name]:
            entries[name] = {"value": start[name], **beside}
