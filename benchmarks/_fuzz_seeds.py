"""Sound files of every kind that is read, small, to be damaged."""

import io
import json
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

_ROOT: Final = Path(__file__).resolve().parents[1]
_RECORDING: Final = _ROOT / "bench" / "recordings" / "ktc_side_left_1_good.poses.parquet"
_FRAMES: Final = 10
_SIZE: Final = (96, 64)
_KEPT: Final = slice(None, None, 6)
"""Frames of the recording that are kept: two and a half a second are judged in a tenth of a second."""

_CLIPS: Final = (
    ("mp4", "libx264", "yuv420p", {}),
    ("mp4", "libx264", "yuv420p", {"movflags": "faststart"}),
    ("mov", "mpeg4", "yuv420p", {}),
    ("mp4", "libx265", "yuv420p", {"movflags": "frag_keyframe+empty_moov"}),
    ("mkv", "libx264", "yuv420p", {}),
    ("mkv", "ffv1", "yuv444p", {}),
    ("webm", "libvpx", "yuv420p", {}),
    ("webm", "libvpx-vp9", "yuv420p", {}),
    ("avi", "mpeg4", "yuv420p", {}),
    ("avi", "mjpeg", "yuvj420p", {}),
    ("ts", "libx264", "yuv420p", {}),
    ("mpg", "mpeg2video", "yuv420p", {}),
    ("flv", "flv", "yuv420p", {}),
    ("wmv", "wmv2", "yuv420p", {}),
    ("3gp", "h263", "yuv420p", {}),
    ("gif", "gif", "rgb8", {}),
    ("h264", "libx264", "yuv420p", {}),
    ("mjpeg", "mjpeg", "yuvj420p", {}),
)
_STILLS: Final = ("jpg", "png", "webp", "bmp")
_FIXED_SIZES: Final = {"h263": (128, 96)}

_PROFILE: Final = """schema = 1
name = "Anna"

[thresholds]
drift_deg = 6
deeper_deg = 7.5
speed_red_deg_s = 70.0

[thresholds.ktc_engaged_deg]
value = 100
source = "tuned on 12 recordings"
"""

_LABELS: Final = """clip,start_s,end_s,kind,stretch,side,subject,rater
clip_1,6.5,31.5,hold,spinal-twist,left,Ada,R1
clip_1,9.25,9.6,jerk,spinal-twist,left,Ada,R1
"""

_BORIS: Final = (
    "Observation id\tObservation date\tDescription\tObservation duration\tObservation type\tSource\tTime offset (s)\t"
    "Media duration (s)\tFPS\trater\tSubject\tBehavior\tBehavioral category\tModifier #1\tModifier #2\tBehavior type\t"
    "Time\tMedia file name\tImage index\tImage file path\tComment\n"
    + "".join(
        f"session 1\t2026-11-20 10:00:00\t\t25.000\tMedia file(s)\tplayer #1:clip_1.mp4\t0.0\t50.000\t30.000\tR1\tAda\t"
        f"hold\t\tspinal twist\tleft\t{kind}\t{at}\tclip_1.mp4\t195\tNA\ta\n"
        for kind, at in (("START", "6.500"), ("STOP", "31.500"))
    )
)

_ELAN: Final = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2026-11-20T10:00:00+01:00" FORMAT="3.0" VERSION="3.0">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"><MEDIA_DESCRIPTOR MEDIA_URL="file:///C:/v/clip.mp4"
 MIME_TYPE="video/mp4" RELATIVE_MEDIA_URL="./clip.mp4"/></HEADER>
<TIME_ORDER><TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="4200"/><TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="36900"/>
</TIME_ORDER><TIER LINGUISTIC_TYPE_REF="default-lt" ANNOTATOR="R1" TIER_ID="Hold"><ANNOTATION>
<ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
<ANNOTATION_VALUE>left, knee-to-chest</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>
</ANNOTATION_DOCUMENT>
"""

_STUDIO: Final = [
    {
        "id": 24,
        "data": {"video": "/data/upload/1/0a1b2c3d-clip_4.mp4", "fps": 25},
        "annotations": [
            {
                "id": 5,
                "completed_by": {"id": 1, "email": "r@x"},
                "was_cancelled": False,
                "result": [
                    {
                        "id": "x1",
                        "type": "timelinelabels",
                        "value": {"ranges": [{"start": 10, "end": 60}], "timelinelabels": ["hold left"]},
                    }
                ],
            }
        ],
    }
]


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A sound file: what it is called and holds; `inside` is what its bytes say, where that can be damaged too."""

    name: str
    content: bytes
    inside: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """What a recording says: its rows and its metadata."""

    table: pa.Table
    about: dict[str, Any]

    def as_parquet(self) -> bytes:
        """The file."""
        file = io.BytesIO()
        with pq.ParquetWriter(file, self.table.schema, compression="zstd") as writer:
            writer.write_table(self.table)
            writer.add_key_value_metadata({b"stretchcheck": json.dumps(self.about).encode()})
        return file.getvalue()


def media() -> list[SeedFile]:
    """Clips of every container and codec that PyAV can write here, and stills."""
    made = []
    with tempfile.TemporaryDirectory() as scratch:
        for number, (suffix, codec, pixels, options) in enumerate(_CLIPS):
            path = Path(scratch) / f"{number}.{suffix}"
            if codec in av.codecs_available:
                _clip(path, codec, pixels, options)
                made.append(SeedFile(path.name, path.read_bytes()))
    pictures = [SeedFile(f"still.{suffix}", cv2.imencode(f".{suffix}", _drawn(0))[1].tobytes()) for suffix in _STILLS]
    return made + pictures


def recording() -> list[SeedFile]:
    """Half a minute of a bench clip at few frames a second."""
    with pq.ParquetFile(_RECORDING) as file:
        about = json.loads(file.metadata.metadata[b"stretchcheck"])
        table = file.read().replace_schema_metadata(None)
    kept = np.isin(table["frame"].to_numpy(), np.unique(table["frame"].to_numpy())[_KEPT])
    landmarks = Landmarks(table.filter(pa.array(kept)), about)
    return [SeedFile("clip.poses.parquet", landmarks.as_parquet(), landmarks)]


def profile() -> list[SeedFile]:
    """A profile."""
    return [SeedFile("anna.toml", _PROFILE.encode())]


def labels() -> list[SeedFile]:
    """Labels of every program that are read, without those that are packed."""
    return [
        SeedFile("ours.csv", _LABELS.encode()),
        SeedFile("boris.tsv", _BORIS.encode()),
        SeedFile("elan.eaf", _ELAN.encode()),
        SeedFile("studio.json", json.dumps(_STUDIO).encode(), _STUDIO),
    ]


def _clip(path: Path, codec: str, pixels: str, options: dict[str, str]) -> None:
    with av.open(str(path), "w", options=options) as container:
        more = {"x265-params": "log-level=none"} if codec == "libx265" else {}
        stream: Any = container.add_stream(codec, rate=Fraction(25), options={"g": "4", **more})
        stream.width, stream.height = _FIXED_SIZES.get(codec, _SIZE)
        stream.pix_fmt = pixels
        for index in range(_FRAMES):
            frame = av.VideoFrame.from_ndarray(_drawn(index), format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _drawn(index: int) -> Any:
    noise = np.random.default_rng(index).integers(0, 40, (_SIZE[1], _SIZE[0], 3))
    return (noise + 20 * index).astype(np.uint8)
