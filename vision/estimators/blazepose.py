"""BlazePose's landmark network: 33 joints of the one person in a region, in pixels and in metres."""

from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.estimators.regions import CROP_PX, Region
from vision.estimators.runtime import opened
from vision.joints import MIRROR, N_JOINTS
from vision.types import Image, Points

_POINTS: Final = 39  # 33 joints, two that place the next region, four unused
_HEATMAP_PX: Final = 64
_STRIDE: Final = CROP_PX / _HEATMAP_PX
_REACH: Final = 3  # the window is 7 x 7
_SURE: Final = 0.5
_WINDOW: Final = np.arange(-_REACH, _REACH + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """One person as BlazePose sees them in one region.

    Attributes:
        xy_px: (33, 2) pixels of the full picture.
        anchors_px: (2, 2) landmarks 33 and 34, from which the next region follows.
        visibility: (33,) 0..1.
        presence: (33,) 0..1.
        world_m: (33, 3) metres, hip-centred, camera axes.
        score: likelihood that there is a person in the region, 0..1.
        region: where it looked.
    """

    xy_px: Points
    anchors_px: Points
    visibility: Points
    presence: Points
    world_m: Points
    score: float
    region: Region


class BlazePose:
    """The network, in as many copies as may be asked at once; safe to share between threads.

    Each copy runs on one thread: two regions side by side take less time than one after the other on two threads.
    """

    def __init__(self, weights: Path, *, copies: int = 1) -> None:
        self._free: SimpleQueue[_Copy] = SimpleQueue()
        for _ in range(copies):
            self._free.put(_Copy(weights))

    def __call__(self, image: Image, region: Region) -> Landmarks:
        """The joints of the person in a region of a BGR picture; outside the picture is black."""
        copy = self._free.get()
        try:
            return copy(image, region)
        finally:
            self._free.put(copy)


class _Copy:
    """One interpreter of the network; not safe to share between threads."""

    def __init__(self, weights: Path) -> None:
        self._net = opened(weights, threads=1, unread="Identity_2")
        self._input = self._net.get_input_details()[0]["index"]
        self._outputs = {tuple(int(n) for n in d["shape"]): d["index"] for d in self._net.get_output_details()}

    def __call__(self, image: Image, region: Region) -> Landmarks:
        """See `BlazePose`."""
        self._invoke(image, region)
        points = self._get(1, 195).reshape(_POINTS, 5).astype(np.float64)
        heatmap = self._get(1, _HEATMAP_PX, _HEATMAP_PX, _POINTS)[0]
        points[:N_JOINTS, :2] = refined(points[:N_JOINTS, :2], heatmap)
        xy_px = region.to_picture(points[:, :2])
        world_m = region.world_to_picture(self._get(1, 117).reshape(_POINTS, 3)[:N_JOINTS].astype(np.float64))
        names = MIRROR if region.mirrored else np.arange(N_JOINTS)
        return Landmarks(
            xy_px=xy_px[names],
            anchors_px=xy_px[N_JOINTS : N_JOINTS + 2],
            visibility=_sigmoid(points[names, 3]),
            presence=_sigmoid(points[names, 4]),
            world_m=world_m[names],
            score=float(np.clip(self._get(1, 1)[0, 0], 0.0, 1.0)),
            region=region,
        )

    def _invoke(self, image: Image, region: Region) -> None:
        crop = cv2.warpAffine(image, region.crop_matrix(), (CROP_PX, CROP_PX))
        rgb = cv2.cvtColor(crop, cv2.COLOR_BGR2RGB).astype(np.float32) / np.float32(255)
        self._net.set_tensor(self._input, rgb[None])
        self._net.invoke()

    def _get(self, *shape: int) -> NDArray[np.float32]:
        values: NDArray[np.float32] = self._net.get_tensor(self._outputs[shape])
        return values


def refined(xy: Points, heatmap: NDArray[np.float32]) -> Points:
    """Joints moved to the centre of mass of their heatmap, as MediaPipe does.

    Args:
        xy: (n, 2) pixels of the crop.
        heatmap: (64, 64, >= n) logits, one plane a joint.

    Returns:
        (n, 2) pixels of the crop; a joint off the crop, or with no cell above 0.5 in the
        7 x 7 window round it, stays where it was.
    """
    cell = np.trunc(xy / _STRIDE).astype(np.int64)
    inside = np.all((cell >= 0) & (cell < _HEATMAP_PX), axis=1)
    cols, rows = cell[:, 0, None] + _WINDOW, cell[:, 1, None] + _WINDOW  # (n, 7) each
    known = _on_map(rows)[:, :, None] & _on_map(cols)[:, None, :]
    last = _HEATMAP_PX - 1
    logits = heatmap[
        np.clip(rows, 0, last)[:, :, None], np.clip(cols, 0, last)[:, None, :], np.arange(len(xy))[:, None, None]
    ]
    weight = np.where(known, _sigmoid(logits.astype(np.float64)), 0.0)  # (n, 7, 7)
    sure = inside & (weight.max(axis=(1, 2)) >= _SURE)
    total = np.where(sure, weight.sum(axis=(1, 2)), 1.0)
    centre = np.column_stack([(weight.sum(axis=1) * cols).sum(axis=1), (weight.sum(axis=2) * rows).sum(axis=1)])
    return np.where(sure[:, None], centre / total[:, None] * _STRIDE, xy)


def _on_map(index: NDArray[np.int64]) -> NDArray[np.bool_]:
    return (index >= 0) & (index < _HEATMAP_PX)


def _sigmoid(logits: Points) -> Points:
    return 1.0 / (1.0 + np.exp(-np.clip(logits, -60.0, 60.0)))
