"""A netCDF file in the layout of a poses dataset of the movement package, with the measures and phases beside it.

Written by xarray through h5netcdf: movement's datasets are xarray's, HDF5 compresses and knows UTF-8 text, and h5py
has wheels everywhere. SciPy's writer would need no h5py, but knows only the old format: no compression, no UTF-8.
No variable has the unit "seconds": xarray would read it as a kind of date.
"""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from protocols.repetition import PHASES
from stretchcheck.exports.clip import Clip, ExportError
from stretchcheck.results import appearing_whole
from vision.joints import JOINT_NAMES

if TYPE_CHECKING:
    import xarray as xr

_LIBRARIES: Final = ("xarray", "h5netcdf", "h5py")
_EXTRA: Final = 'netCDF needs more libraries: pip install "stretchcheck[export]"'
_POINTS: Final = ("time", "keypoints", "individuals")
_PLACES: Final = ("time", "space", "keypoints", "individuals")
_DEEP: Final = ("time", "space_3d", "keypoints", "individuals")
_UNITS: Final = (
    ("_px_m", "pixel m-1"),
    ("_deg_s", "degree s-1"),
    ("_deg", "degree"),
    ("_px", "pixel"),
    ("_sw", "shoulder width"),
    ("_shanks", "shank length"),
    ("_femurs", "femur length"),
)
"""By the end of a measure's name; the others have none."""

_NOT_MEASURED: Final = frozenset({"frame", "time_s", "phase", "repetition"})


def write(clip: Clip) -> list[Path]:
    """Write `poses.nc`."""
    for library in _LIBRARIES:
        if importlib.util.find_spec(library) is None:
            raise ExportError(f"{_EXTRA} ({library} is missing)")
    path = clip.folder / "poses.nc"
    made = dataset(clip)
    squeezed = {name: {"zlib": True, "complevel": 4} for name, each in made.data_vars.items() if each.dtype.kind == "f"}
    with appearing_whole(path) as part:
        made.to_netcdf(part, engine="h5netcdf", format="NETCDF4", encoding=squeezed)
    return [path]


def dataset(clip: Clip) -> "xr.Dataset":
    """The poses dataset: position (time, space, keypoints, individuals) in pixels and all the rest."""
    import xarray as xr

    coordinates = {
        "time": ("time", clip.times_s, {"long_name": "media time from the first frame, in s"}),
        "space": ("space", ["x", "y"]),
        "space_3d": ("space_3d", ["x", "y", "z"]),
        "keypoints": ("keypoints", list(JOINT_NAMES)),
        "individuals": ("individuals", [track.name for track in clip.someone()]),
    }
    return xr.Dataset(_landmarks(clip) | _measures(clip) | _states(clip), coordinates, _about(clip))


def _landmarks(clip: Clip) -> dict[str, Any]:
    return {
        "position": (
            _PLACES,
            _stacked(clip, "x_px", "y_px"),
            {"units": "pixel", "long_name": "x right, y down, from the upper left of the upright picture"},
        ),
        "confidence": (
            _POINTS,
            _stacked(clip, "visibility")[:, 0],
            {"units": "1", "long_name": "the network's own guess that a joint is visible; says little of covered ones"},
        ),
        "presence": (
            _POINTS,
            _stacked(clip, "presence")[:, 0],
            {"units": "1", "long_name": "likelihood that a joint is inside the picture"},
        ),
        "position_3d": (
            _DEEP,
            _stacked(clip, "x_m", "y_m", "z_m"),
            {
                "units": "m",
                "long_name": "from the own mid-hip, camera axes: x right, y down, z (guessed) away",
            },
        ),
    }


def _stacked(clip: Clip, *names: str) -> Any:
    """(n, len(names), 33, individuals)."""
    count, tracks = len(clip.times_s), clip.someone()
    stacked = np.empty((count, len(names), len(JOINT_NAMES), len(tracks)), dtype=np.float32)
    for number, track in enumerate(tracks):
        for index, name in enumerate(names):
            stacked[:, index, :, number] = track.column(name, count)
    return stacked


def _measures(clip: Clip) -> dict[str, Any]:
    names = [name for name in clip.measures.column_names if name not in _NOT_MEASURED]
    return {name: ("time", clip.measures[name].to_numpy(), {"units": _unit(name)}) for name in names}


def _unit(name: str) -> str:
    return next((unit for end, unit in _UNITS if name.endswith(end)), "1")


def _states(clip: Clip) -> dict[str, Any]:
    """What is not measured but counted: numbers with their meaning, as the CF conventions have it."""
    phases = [PHASES.index(each) if each in PHASES else -1 for each in clip.measures["phase"].to_pylist()]
    meaning = {
        "flag_values": np.arange(-1, len(PHASES), dtype=np.int8),
        "flag_meanings": " ".join(("outside_a_repetition", *PHASES)),
    }
    repetition = clip.measures["repetition"].fill_null(-1).to_numpy().astype(np.int32)
    return {
        "frame": ("time", clip.frames.astype(np.int32), {"long_name": "number of the frame in its source, from 0"}),
        "phase": ("time", np.array(phases, dtype=np.int8), meaning),
        "repetition": ("time", repetition, {"long_name": "number in result.json, -1 outside"}),
    }


def _about(clip: Clip) -> dict[str, Any]:
    source, engine = clip.result["source"], clip.result["engine"]
    about = {
        "source_software": "stretchcheck",
        "ds_type": "poses",
        "time_unit": "seconds",
        "source_file": source["name"],
        "source_sha256": source["sha256"],
        "engine": f"{engine['name']} {engine['model']}",
        "stretch": clip.result["stretch"] or "",
        "view": clip.result["view"]["kind"],
    }
    return about | ({"fps": clip.rate_hz} if clip.rate_hz is not None else {})
