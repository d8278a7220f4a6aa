"""Files that cannot be used, disks that are full, and the command as a user types it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clips import clip
from drawn_recording import write_recording
from stretchcheck.analyze import attempt
from stretchcheck.asked import Options, Outcome
from stretchcheck.cli import main
from stretchcheck.inputs import find

SAMPLE = Path(__file__).parents[1] / "sample_videos" / "ktc_good_right.mp4"
Picture = np.ndarray[Any, np.dtype[np.uint8]]


def analyzed(path: Path, out: Path, **options: Any) -> Outcome:
    """What `analyze` makes of one file."""
    (given,) = find([str(path)])
    return attempt(given, Options(out=out, **options), progress=lambda doing, at_s, of_s: None)


def refusal(path: Path, out: Path) -> str:
    """The one line that refuses a file, which ends with its path; nothing is left of it."""
    outcome = analyzed(path, out)
    assert outcome.result is None
    assert outcome.error is not None
    assert 1 == len(outcome.error.splitlines())
    assert outcome.error.startswith("Expected ")
    assert outcome.error.endswith(f": {path}")
    return outcome.error


def typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object
) -> tuple[int, str, list[str]]:
    """Exit code, stdout and the lines on stderr of a command."""
    monkeypatch.setattr(sys, "argv", ["stretchcheck", *map(str, words)])
    with pytest.raises(SystemExit) as left:
        main()
    shown = capsys.readouterr()
    return int(left.value.code or 0), shown.out, shown.err.splitlines()


# -- clips


def people(count: int = 10) -> list[Picture]:
    """The first pictures of a sample clip: somebody lies, somebody helps."""
    with av.open(str(SAMPLE)) as container:
        frames = container.decode(video=0)
        return [next(frames).to_ndarray(format="bgr24") for _ in range(count)]


def film(
    path: Path,
    pictures: list[Picture],
    *,
    rate: int = 25,
    ticks: list[int] | None = None,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    rotation_deg: int = 0,
    container_format: str | None = None,
) -> Path:
    """Write pictures as a clip; `ticks` are time stamps in frames."""
    with av.open(str(path), "w", format=container_format) as container:
        stream: Any = container.add_stream(codec, rate=rate)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = pix_fmt
        if rotation_deg:
            stream.set_display_rotation(rotation_deg)
        for tick, picture in zip(ticks or range(len(pictures)), pictures, strict=True):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
            frame.pts, frame.time_base = tick, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def cut_in_the_last_frame(path: Path, share: float) -> tuple[Path, int]:
    """The beginning of a clip whose index stands in front, and how many frames are whole in it."""

    def simple(stream: Any) -> None:
        stream.max_b_frames = 0

    clip(path, n=60, noise=True, options={"movflags": "faststart"}, prepare=simple)
    content = path.read_bytes()
    end = int(len(content) * share)
    with av.open(str(path)) as container:
        whole = sum(packet.pos + packet.size <= end for packet in container.demux() if packet.size)
    path.write_bytes(content[:end])
    return path, whole


def headless(path: Path) -> Path:
    """A film whose header was written and nothing else."""
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.start_encoding()
    return path


# -- recordings


def recording(
    path: Path,
    *,
    table: Callable[[pa.Table], pa.Table] = lambda rows: rows,
    about: Callable[[dict[str, Any]], Mapping[str, Any]] = lambda said: said,
) -> Path:
    """A sound recording, its rows and its metadata changed."""
    with pq.ParquetFile(write_recording(path)) as file:
        rows, said = file.read().replace_schema_metadata(None), json.loads(file.metadata.metadata[b"stretchcheck"])
    changed = table(rows)
    with pq.ParquetWriter(path, changed.schema) as writer:
        writer.write_table(changed)
        writer.add_key_value_metadata({b"stretchcheck": json.dumps(about(said)).encode()})
    return path


def in_column(name: str, change: Callable[[Any], Any]) -> Callable[[pa.Table], pa.Table]:
    """A column's values changed, as an array of numpy."""

    def changed(rows: pa.Table) -> pa.Table:
        values = change(rows[name].to_numpy())
        return rows.set_column(rows.column_names.index(name), name, pa.array(values))

    return changed


# -- disks


@contextmanager
def disk(folder: Path, *options: str) -> Iterator[Path]:
    """A small disk of its own, mounted on a folder; skips the test where that is not allowed."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", ",".join(options), "none", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"a disk cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
