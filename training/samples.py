"""Crops of people with the truth of every joint in the crop, spoiled as cameras spoil pictures."""

from __future__ import annotations

import json
import pathlib
import struct
from dataclasses import dataclass

import cv2
import numpy as np

from vision.estimators.regions import CROP_PX, Region, from_landmarks
from vision.joints import BONES, HIPS, MIRROR, N_JOINTS, SHOULDERS

Draw = np.random.Generator
ROLES = ("recipient", "partner")
REACH = 1.04
"""Landmark 34 lies this much farther from the hips than the farthest joint, as the network was taught before."""

SHOWN = 0.6
"""Share of the joints inside the picture from which on somebody is in it."""

EMPTY_PX, EMPTY_REACH, TRIES = (80.0, 260.0), 0.9, 12
"""Sides of empty crops, how far from anybody they are in those, and how often a place is looked for."""

_HIPS, _SHOULDERS = list(HIPS), list(SHOULDERS)


@dataclass(frozen=True, eq=False)
class Person:
    """Truth of one person: (33, 2) pixels, (33, 3) metres in camera axes, (33,) what hides each joint."""

    xy_px: np.ndarray
    xyz_m: np.ndarray
    hidden_by: np.ndarray


@dataclass(frozen=True, eq=False)
class Picture:
    """A PNG, still packed, and who is in it by role."""

    png: bytes
    people: dict[str, Person]

    @property
    def roles_shown(self) -> list[str]:
        """Roles of those of whom enough is in the picture; a PNG tells its width and height in bytes 16 to 24."""
        size_px = struct.unpack(">II", self.png[16:24])
        inside = {role: (one.xy_px > 0.0) & (one.xy_px < size_px) for role, one in self.people.items()}
        return [role for role, joints in inside.items() if joints.all(axis=1).mean() >= SHOWN]

    def image(self) -> np.ndarray:
        """(H, W, 3) BGR."""
        return cv2.imdecode(np.frombuffer(self.png, np.uint8), cv2.IMREAD_COLOR)


@dataclass(frozen=True, eq=False)
class Sample:
    """What the network is shown and should say.

    Attributes:
        crop: (3, 256, 256) uint8 RGB.
        xy_px: (35, 2) pixels of the crop: 33 joints, the mid-hip, and the point on the circle round the body.
        xyz_m: (33, 3) metres from the mid-hip, axes of the crop.
        hidden: (33,) whether anything hides the joint.
    """

    crop: np.ndarray
    xy_px: np.ndarray
    xyz_m: np.ndarray
    hidden: np.ndarray


def pictures(folder: pathlib.Path) -> list[Picture]:
    """All pictures of the scenes that are whole."""
    found = []
    for done in sorted(folder.glob("*/done")):
        for truth in sorted(done.parent.glob("[0-9]*.json")):
            people = {role: _person(marks) for role, marks in json.loads(truth.read_text()).items() if role in ROLES}
            found.append(Picture(truth.with_suffix(".png").read_bytes(), people))
    return found


def _person(marks: dict[str, dict]) -> Person:
    rows = [marks[str(joint)] for joint in range(N_JOINTS)]
    return Person(*(np.array([row[key] for row in rows]) for key in ("px", "m", "hidden_by")))


def anchors(xy_px: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mid-hip, and the point above it on the circle round the body."""
    hip, shoulder = xy_px[_HIPS].mean(axis=0), xy_px[_SHOULDERS].mean(axis=0)
    up = (shoulder - hip) / max(float(np.linalg.norm(shoulder - hip)), 1e-3)
    return hip, hip + up * REACH * np.linalg.norm(xy_px - hip, axis=1).max()


def drawn(picture: Picture, role: str, draw: Draw) -> Sample:
    """A crop of one person as the engine may cut it out: shifted, scaled, turned, mirrored, and spoiled."""
    person = picture.people[role]
    hip, top = anchors(person.xy_px)
    region = _moved(from_landmarks(hip, top), draw)
    matrix = region.crop_matrix()
    crop = spoiled(cv2.warpAffine(picture.image(), matrix, (CROP_PX, CROP_PX)), draw)
    turn = matrix[:, :2] * (region.size_px / CROP_PX)
    points = np.vstack([person.xy_px, hip, top]) @ matrix[:, :2].T + matrix[:, 2]
    metres = person.xyz_m - person.xyz_m[_HIPS].mean(axis=0)
    metres[:, :2] = metres[:, :2] @ turn.T
    hidden = person.hidden_by > 0
    if region.mirrored:
        points[:N_JOINTS], metres, hidden = points[MIRROR], metres[MIRROR], hidden[MIRROR]
    return Sample(shown(crop), points.astype(np.float32), metres.astype(np.float32), hidden)


def nobody(picture: Picture, draw: Draw) -> np.ndarray | None:
    """A crop, as planes, of a place where nobody is; None where none was found."""
    image = picture.image()
    marks = np.concatenate([_along(person.xy_px) for person in picture.people.values()])
    for _ in range(TRIES):
        size_px = float(draw.uniform(*EMPTY_PX))
        place = draw.uniform(0.0, 1.0, 2) * image.shape[1::-1]
        if np.linalg.norm(marks - place, axis=1).min() > EMPTY_REACH * size_px:
            region = Region(*place, size_px, float(draw.uniform(-np.pi, np.pi)))
            return shown(spoiled(cv2.warpAffine(image, region.crop_matrix(), (CROP_PX, CROP_PX)), draw))
    return None


def _along(xy_px: np.ndarray) -> np.ndarray:
    """Places on the limbs and in the trunk, close enough that none is far from all of them."""
    ends = np.array([*BONES, *((s, h) for s in _SHOULDERS for h in _HIPS)])
    shares = np.linspace(0.0, 1.0, 6)[:, None, None]
    return np.concatenate([xy_px, ((1.0 - shares) * xy_px[ends[:, 0]] + shares * xy_px[ends[:, 1]]).reshape(-1, 2)])


def _moved(region: Region, draw: Draw) -> Region:
    size_px = region.size_px * float(np.exp(draw.normal(0.0, 0.13)))
    far = draw.random() < 0.07
    turn = draw.uniform(-0.8, 0.8) if far else draw.normal(0.0, 0.22)
    x, y = draw.normal(0.0, 0.05, 2) * size_px
    return Region(region.x_px + x, region.y_px + y, size_px, region.angle_rad + turn, bool(draw.random() < 0.5))


def kept(crop: np.ndarray, draw: Draw) -> np.ndarray:
    """A crop of a real picture, turned, scaled, mirrored and spoiled: what the network says of it should stay."""
    middle = CROP_PX / 2
    matrix = cv2.getRotationMatrix2D((middle, middle), draw.normal(0.0, 12.0), float(np.exp(draw.normal(0.0, 0.1))))
    matrix[:, 2] += draw.normal(0.0, 8.0, 2)
    moved = cv2.warpAffine(crop, matrix, (CROP_PX, CROP_PX))
    return shown(spoiled(moved[:, ::-1] if draw.random() < 0.5 else moved, draw))


def shown(crop: np.ndarray) -> np.ndarray:
    """(256, 256, 3) BGR as the network takes it: planes of RGB."""
    return np.ascontiguousarray(crop[:, :, ::-1].transpose(2, 0, 1))


def spoiled(crop: np.ndarray, draw: Draw) -> np.ndarray:
    """Darker or brighter, of another contrast and tint, blurred, noisy, partly covered, compressed."""
    values = crop.astype(np.float32)
    if draw.random() < 0.5:
        values *= np.exp(draw.normal(0.0, 0.25))
    if draw.random() < 0.4:
        values = 255.0 * np.clip(values / 255.0, 0.0, 1.0) ** np.exp(draw.normal(0.0, 0.3))
    if draw.random() < 0.3:
        values = values * np.exp(draw.normal(0.0, 0.07, 3))
    if draw.random() < 0.3:
        side = int(draw.integers(110, 240))
        small = cv2.resize(values, (side, side), interpolation=cv2.INTER_AREA)
        values = cv2.resize(small, (CROP_PX, CROP_PX))
    if draw.random() < 0.6:
        values = values + draw.normal(0.0, draw.uniform(1.0, 9.0), values.shape)
    if draw.random() < 0.2:
        side = int(draw.integers(15, 60))
        row, column = draw.integers(0, CROP_PX - side, 2)
        values[row : row + side, column : column + side] = draw.uniform(0.0, 255.0, 3)
    whole = np.clip(values, 0.0, 255.0).astype(np.uint8)
    if draw.random() < 0.5:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(draw.integers(35, 92))]
        whole = cv2.imdecode(cv2.imencode(".jpg", whole, quality)[1], cv2.IMREAD_COLOR)
    return whole
