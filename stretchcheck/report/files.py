"""Builds the report of a folder from the files that stand in it: no video, no network, no second judging."""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import numpy as np

from stretchcheck import results
from stretchcheck.reasons import reason
from stretchcheck.report.page import render_report
from stretchcheck.report.series import Array, ReportSeries, Thumbnail
from stretchcheck.report.words import Json
from stretchcheck.schema import validate_result

RESULT: Final = "result.json"
MEASURES: Final = "measures.parquet"
REPORT: Final = "report.html"

_CLOCK: Final = re.compile(r"(?:(\d+):)?(\d+\.\d)(?: s)?")
_JPEG: Final = "data:image/jpeg;base64,"


class FilesError(ValueError):
    """Files of a results folder that are missing, damaged or not ours; one line, the path last."""


@dataclass(frozen=True, slots=True, eq=False)
class Rebuilt:
    """A report that was built anew.

    Attributes:
        result: the object of result.json.
        series: what its charts show.
        pictures: how many pictures the earlier report gave; None where there was no earlier report to take them from.
    """

    result: Json
    series: ReportSeries
    pictures: int | None


def write_report(folder: Path, result: Json, thumbnails: Sequence[Thumbnail]) -> ReportSeries:
    """Write report.html from a result, the measures.parquet beside it, and pictures; returns what its charts show.

    Raises:
        FilesError: measures.parquet is missing or damaged.
        OSError: the report cannot be written.
    """
    series = read_series(folder / MEASURES, result)
    results.write_text(folder / REPORT, render_report(result, series, thumbnails))
    return series


def rebuild(folder: Path) -> Rebuilt:
    """Write report.html anew, with the pictures that the earlier one carries, since a recording holds none.

    Raises:
        FilesError: result.json or measures.parquet is missing or damaged; an earlier report is then left as it is.
        OSError: the report cannot be written.
    """
    result = read_result(folder / RESULT)
    kept = kept_thumbnails(folder / REPORT)
    series = write_report(folder, result, kept or ())
    return Rebuilt(result, series, None if kept is None else len(kept))


def read_result(path: Path) -> Json:
    """The object of a result.json.

    Raises:
        FilesError: it is missing, damaged or not of schema 1.
    """
    try:
        made: Any = json.loads(path.read_text(encoding="utf-8"))
        validate_result(made)
        json.dumps(made, ensure_ascii=False).encode()  # a report can be written of it
    except OSError as error:
        raise FilesError(f"Expected a result, but {reason(error)}: {path}") from None
    except (ValueError, RecursionError) as error:
        raise FilesError(f"Expected a result of schema 1, but got a damaged one ({_line(error)}): {path}") from None
    checked: Json = made
    return checked


def read_series(path: Path, result: Json) -> ReportSeries:
    """What the charts show: the followed angle on the steady clock, and the other leg from the measures of the frames.

    Raises:
        FilesError: the file is missing, damaged or of a version that did not write the angle on the steady clock.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            told = json.loads((file.metadata.metadata or {})[results.FOLLOWED.encode()])
            followed = {name: np.array(told[name], dtype=np.float64) for name in ("time_s", "angle_deg", "speed_deg_s")}
            other = _other_leg(result)
            frames = file.read(columns=["time_s", other]) if other and len(followed["time_s"]) else None
        leg = _interpolated(followed["time_s"], frames, other) if frames is not None else None
        return ReportSeries(**followed, other_leg_deg=leg)
    except FileNotFoundError:
        raise FilesError(f"Expected the measures of every frame, but got no such file: {path}") from None
    except KeyError:
        raise FilesError(
            "Expected measures with the followed angle on the steady clock, but got none; "
            f"`stretchcheck analyze` of the recording beside it writes them: {path}"
        ) from None
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise FilesError(f"Expected measures as Parquet, but got a damaged file ({_line(error)}): {path}") from None


def _interpolated(at_s: Array, frames: Any, name: str) -> Array:
    time_s, values = (frames[column].to_numpy().astype(np.float64) for column in ("time_s", name))
    interpolated: Array = np.interp(at_s, time_s, values)
    return interpolated


def _other_leg(result: Json) -> str:
    """The column of the other leg's angle where only one leg moves, else nothing."""
    sides = {repetition["side"] for repetition in result["repetitions"]}
    if result["stretch"] != "knee-to-chest" or len(sides) != 1:
        return ""
    other = {"left": "right", "right": "left"}.get(sides.pop())
    return f"thigh_trunk_{other}_image_deg" if other else ""


def kept_thumbnails(report: Path) -> list[Thumbnail] | None:
    """The pictures that a report carries, as they are; None without such a file or where it cannot be read."""
    try:
        text = report.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    reader = _Pictures()
    reader.feed(text)
    reader.close()
    return reader.found


class _Pictures(HTMLParser):
    """Finds the pictures of a report: JPEG data whose words are "what, at when"."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Thumbnail] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a picture; anything else of the page is passed over."""
        given = dict(attrs)
        data, words = given.get("src") or "", given.get("alt") or ""
        caption, _, when = words.rpartition(", at ")
        clock = _CLOCK.fullmatch(when)
        if tag != "img" or not data.startswith(_JPEG) or clock is None:
            return
        try:
            jpeg = base64.b64decode(data.removeprefix(_JPEG), validate=True)
        except binascii.Error:
            return
        self.found.append(Thumbnail(60 * int(clock[1] or 0) + float(clock[2]), caption, jpeg))

    handle_startendtag = handle_starttag


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
