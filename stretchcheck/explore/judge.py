"""Runs in the processes that judge: reads labels, measures a clip once, and judges it by any thresholds."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from calibration.labels import LabelError
from calibration.scoring.reference import Reference
from calibration.truth import TruthError, read_truth
from protocols.thresholds import Settings
from stretchcheck.evaluate.clips import references_of
from stretchcheck.evaluate.labelled import Labelled
from stretchcheck.reasons import reason_and_path
from stretchcheck.schema import InvalidResultError
from stretchcheck.tune.noted import noted
from stretchcheck.tune.replay import measured, result_of
from vision.capture import SourceError
from vision.recording import Recording, RecordingError

Json = dict[str, Any]

_REMEMBERED: Final = 512
"""Clips that one process keeps; a minute of one takes 4 megabytes, and 25 with all that was found in it."""

_WANTED: Final = (TruthError, LabelError, RecordingError, SourceError, InvalidResultError, FileNotFoundError)


@dataclass(frozen=True, slots=True)
class Told:
    """What was labelled in a clip, by each rater, or why that cannot be read."""

    references: tuple[Reference, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What judging a clip gave.

    Attributes:
        result: of schema 1.
        read: every threshold that was read on the way, with its value; with the same values the same comes out.
            None where that is not known.
        error: why it could not be judged; then there is no result.
    """

    result: Json | None
    read: dict[str, float] | None = None
    error: str | None = None

    def holds_for(self, settings: Settings) -> bool:
        """Whether judging by these settings would give the same."""
        return self.read is not None and all(settings[name] == value for name, value in self.read.items())


def read_clip(labelled: Labelled) -> Told:
    """Read what was labelled; what is wrong with it is told, not raised."""
    try:
        truth = None if labelled.truth is None else read_truth(labelled.truth)
        return Told(tuple(references_of(labelled, truth)))
    except _WANTED as error:
        return Told(error=_line(error))
    except OSError as error:
        return Told(error=f"Could not be read, {reason_and_path(error)}")


def sha256_of(path: Path) -> str:
    """Of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def shows(recording: Path, video: Path) -> bool:
    """Whether a video is the one that a recording was made of.

    Raises:
        OSError, RecordingError: one of them cannot be read.
    """
    return bool(sha256_of(video) == Recording(recording).metadata["source"].get("sha256"))


def judge_clip(recording: Path, settings: Settings) -> Outcome:
    """Judge a recording, recognising stretch and side; what is wrong with it is told, not raised."""
    try:
        known = _remembered(recording)
        noting = noted(settings)
        result = result_of(known, stretch="auto", side="auto", settings=noting)
    except _WANTED as error:
        return Outcome(None, error=_line(error))
    except OSError as error:
        return Outcome(None, error=f"Could not be read, {reason_and_path(error)}")
    except Exception as error:  # noqa: BLE001 - a defect of ours must not cost the user the other clips
        said = f"{type(error).__name__}: {_line(error)}"
        return Outcome(None, error=f"This is a defect of stretchcheck, please report it ({said}).")
    # what judges a still lists all thresholds instead of reading those that it needs
    is_still = bool(known.recording.metadata.get("is_still"))
    return Outcome(result, None if is_still else dict(noting.read))


_remembered = lru_cache(maxsize=_REMEMBERED)(measured)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
