"""Puts a take on the disk: everyone's landmarks, and the pictures only when that was asked for."""

import contextlib
import hashlib
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from stretchcheck.live.video import VideoKeeper
from stretchcheck.reasons import reason_and_path
from vision.recording import RecordingWriter
from vision.types import Observation

_log = logging.getLogger(__name__)

_RECORDING: Final = "poses.parquet"


class Keeping:
    """Never raises for a disk that is full or locked: coaching goes on without a recording, `failure` says so."""

    def __init__(self, folder: Path, size_px: tuple[int, int], *, video: bool = False) -> None:
        self._path, self._size_px = folder / _RECORDING, size_px
        self._hash = hashlib.sha256()
        self._frames = 0
        self._last_s = 0.0
        self._writer: RecordingWriter | None = None
        self._video: VideoKeeper | None = None
        self.failure: str | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._writer = RecordingWriter(self._path, {}).__enter__()
            self._video = VideoKeeper(folder, size_px) if video else None
        except OSError as error:
            self._fail(error)

    def add(self, observation: Observation, picture: bytes) -> None:
        """One frame, its time counted from the take's first."""
        self._hash.update(picture)
        self._frames += 1
        self._last_s = observation.time_s
        if self._writer is None:
            return
        try:
            self._writer.write(observation)
        except OSError as error:
            self._fail(error)
            return
        self._film(observation.time_s, picture)

    def _film(self, time_s: float, picture: bytes) -> None:
        if self._video is None or not picture:
            return
        try:
            self._video.add(time_s, picture)
        except OSError as error:
            video, self._video = self._video, None
            self.failure = f"The pictures of this stretch are not kept: {reason_and_path(error)}"
            with contextlib.suppress(OSError):
                video.discard()

    def close(self, *, engine: Mapping[str, Any], meant: Mapping[str, Any]) -> Path | None:
        """The files take their names; the recording, or None where there is none. `meant` may be empty."""
        if self._writer is None:
            return None
        if not self._frames:
            self._discard()
            return None
        plan = {"meant": dict(meant)} if meant else {}
        self._writer.set_metadata(source=self._source(), engine=dict(engine), is_still=False, warnings=[], **plan)
        writer, self._writer = self._writer, None
        try:
            writer.__exit__(None, None, None)
        except OSError as error:
            self._fail(error)
            return None
        self._close_video()
        return self._path

    def _close_video(self) -> None:
        try:
            if self._video is not None:
                self._video.close()
        except OSError as error:
            self.failure = f"The pictures of this stretch are not kept: {reason_and_path(error)}"

    def _source(self) -> dict[str, Any]:
        width, height = self._size_px
        fps = (self._frames - 1) / self._last_s if self._last_s > 0 else 0.0
        length_s = self._last_s + (1 / fps if fps else 0.0)
        return {
            "name": "live session", "sha256": self._hash.hexdigest(), "width": width, "height": height,
            "fps": round(fps, 3), "duration_s": round(length_s, 3), "frames": self._frames,
        }  # fmt: skip

    def _fail(self, error: OSError) -> None:
        self._discard()
        self.failure = f"This stretch is not recorded: {reason_and_path(error)}"
        _log.warning(self.failure)

    def _discard(self) -> None:
        writer, self._writer, video, self._video = self._writer, None, self._video, None
        try:
            if writer is not None:
                writer.__exit__(OSError, OSError("given up"), None)
            if video is not None:
                video.discard()
        except OSError:
            _log.info("a recording could not be taken away", exc_info=True)
