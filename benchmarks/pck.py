"""How right the duo engine is on hand-labelled photographs: people found, joints right, bad joints told.

    python -m benchmarks.pck FOLDER_WITH_LABELS [--models lite,full,heavy] [--draw FOLDER]

*Found*: mid-shoulder and mid-hip lie within 0.35 trunk lengths of the label.
*PCK*: share of visible, sure joints within 0.2 trunk lengths; those of people not found count as wrong.
*AUC*: how well a number tells joints more than 0.25 trunk lengths off from the others.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.stats import rankdata

from vision.estimators import ModelName, load_estimator
from vision.joints import BONES, Joint
from vision.types import Body, Frame, Image, Observation, Points

Flags = NDArray[np.bool_]

FOUND_TRUNKS: Final = 0.35
RIGHT_TRUNKS: Final = 0.2
BAD_TRUNKS: Final = 0.25
GROUPS: Final = ("lying, with partner", "partner", "alone")
WITNESSES: Final = ("1 - visibility", "distance of the networks", "scatter")
_COLOURS: Final = ((60, 60, 255), (80, 220, 60), (255, 140, 40), (0, 220, 255), (255, 0, 255), (200, 200, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """One labelled person.

    Attributes:
        group: one of `GROUPS`.
        xy_px: (33, 2), NaN where not labelled.
        sure: (33,) visible and without doubt.
    """

    group: str
    xy_px: Points
    sure: Flags

    @property
    def ends_px(self) -> Points:
        """(2, 2) mid-shoulder and mid-hip, of the labelled sides."""
        return _ends(self.xy_px)

    @property
    def trunk_px(self) -> float:
        """Length of the trunk."""
        return float(np.linalg.norm(self.ends_px[0] - self.ends_px[1]))


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What became of one labelled person.

    Attributes:
        group: one of `GROUPS`.
        found: whether a body was on the person at all.
        errors: (n,) trunk lengths of the sure joints; infinite when not found.
        witnesses: (n, 3) `WITNESSES` in trunk lengths or scores, NaN when not found.
    """

    group: str
    found: bool
    errors: Points
    witnesses: Points


def read_labels(folder: Path) -> Iterator[tuple[Path, list[Label]]]:
    """Every labelled picture with its people."""
    for entry in json.loads((folder / "labels.json").read_text())["images"]:
        together = len(entry["people"]) > 1
        yield folder / entry["file"], [_label(person, together=together) for person in entry["people"]]


def compare(labels: Sequence[Label], bodies: Sequence[Body]) -> list[Outcome]:
    """Outcomes of the people of one picture; each body answers for one label at most."""
    far = np.array([[_trunk_error(label, body) for body in bodies] for label in labels]).reshape(len(labels), -1)
    rows, columns = linear_sum_assignment(np.minimum(far, 1e3))
    pairs = [(int(row), int(column)) for row, column in zip(rows, columns, strict=True)]
    near = {row: bodies[column] for row, column in pairs if far[row, column] <= FOUND_TRUNKS}
    return [_outcome(label, near.get(row)) for row, label in enumerate(labels)]


def auc(bad: Flags, score: Points) -> float:
    """Chance that a bad joint scores higher than a good one; NaN scores left out."""
    known = np.isfinite(score)
    bad, ranks = bad[known], rankdata(score[known])
    n_bad, n_good = np.count_nonzero(bad), np.count_nonzero(~bad)
    return float((ranks[bad].sum() - n_bad * (n_bad + 1) / 2) / (n_bad * n_good)) if n_bad and n_good else float("nan")


def table(name: str, outcomes: Sequence[Outcome]) -> str:
    """One line: found and PCK of every group, AUC of every witness."""
    cells = [f"{name:14}"]
    for group in GROUPS:
        mine = [each for each in outcomes if each.group == group]
        errors = np.concatenate([each.errors for each in mine])
        cells.append(
            f"{np.mean([each.found for each in mine]):6.0%} {np.mean(errors <= RIGHT_TRUNKS):5.2f} ({len(mine)})"
        )
    errors = np.concatenate([each.errors for each in outcomes if each.found])
    witnesses = np.concatenate([each.witnesses for each in outcomes if each.found])
    cells += [f"{auc(errors > BAD_TRUNKS, witnesses[:, k]):6.2f}" for k in range(len(WITNESSES))]
    return " | ".join(cells)


def header() -> str:
    """The line above the tables."""
    return " | ".join(["found, PCK (n)", *GROUPS, *(f"AUC {name}" for name in WITNESSES)])


def draw(image: Image, observation: Observation, labels: Sequence[Label] = ()) -> Image:
    """A copy with bodies as lines, the witness as small crosses and labels as rings."""
    canvas = image.copy()
    for body in observation.bodies:
        colour = _COLOURS[body.person % len(_COLOURS)]
        for a, b in BONES:
            cv2.line(canvas, _pixel(body.xy_px[a]), _pixel(body.xy_px[b]), colour, 2, cv2.LINE_AA)
        for point in body.witness_px[np.isfinite(body.witness_px[:, 0])]:
            cv2.drawMarker(canvas, _pixel(point), colour, cv2.MARKER_TILTED_CROSS, 8, 1)
        for point, radius in zip(body.xy_px[11:], body.scatter_px[11:], strict=True):
            cv2.circle(canvas, _pixel(point), max(1, round(np.nan_to_num(radius))), colour, 1, cv2.LINE_AA)
    for label in labels:
        for point in label.xy_px[label.sure]:
            cv2.circle(canvas, _pixel(point), 4, (255, 255, 255), 1, cv2.LINE_AA)
    return canvas


def main() -> None:
    """Print the table; draw when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="holds labels.json and the pictures it names")
    parser.add_argument("--models", default=",".join(get_args(ModelName)))
    parser.add_argument("--draw", type=Path, metavar="FOLDER", help="write every picture with bodies drawn in")
    given = parser.parse_args()
    print(header())
    for model in given.models.split(","):
        print(table(f"duo {model}", run(given.folder, _looker(model), given.draw and given.draw / model)))


def run(folder: Path, look: Callable[[Image], Observation], drawings: Path | None = None) -> list[Outcome]:
    """Outcomes of every labelled person; drawings of every picture in `stills`, labelled or not."""
    labelled = dict(read_labels(folder))
    outcomes: list[Outcome] = []
    if drawings is not None:
        drawings.mkdir(parents=True, exist_ok=True)
    for path in sorted({*labelled, *((folder / "stills").glob("*") if drawings else ())}):
        image = _read(path)
        observation = look(image)
        outcomes += compare(labelled[path], observation.bodies) if path in labelled else []
        if drawings is not None:
            cv2.imwrite(str(drawings / f"{path.stem}.png"), draw(image, observation, labelled.get(path, ())))
    return outcomes


def _read(path: Path) -> Image:
    image = cv2.imread(str(path))
    if image is None:
        raise ValueError(f"Expected a picture, but got something else: {path}")
    return image.astype(np.uint8, copy=False)


def _looker(model: ModelName) -> Callable[[Image], Observation]:
    estimator = load_estimator("duo", model=model, stills=True)

    def look(image: Image) -> Observation:
        estimator.reset()
        return estimator(Frame(0.0, 0, image))

    return look


def _label(person: Mapping[str, Any], *, together: bool) -> Label:
    xy, sure = np.full((len(Joint), 2), np.nan), np.zeros(len(Joint), bool)
    for name, (x, y, visible) in person["joints"].items():
        joint = Joint[name.upper()]
        if visible:
            xy[joint] = x, y
        sure[joint] = visible == 2 and name not in person["unsure"]
    alone = "lying, with partner" if together else "alone"
    return Label("partner" if person["role"] == "partner" else alone, xy, sure)


def _ends(xy_px: Points) -> Points:
    pairs = ((Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER), (Joint.LEFT_HIP, Joint.RIGHT_HIP))
    return np.array([np.nanmean(xy_px[list(pair)], axis=0) for pair in pairs])


def _trunk_error(label: Label, body: Body) -> float:
    known = np.isfinite(label.xy_px)  # compare like with like where one side is not labelled
    distance = np.linalg.norm(_ends(np.where(known, body.xy_px, np.nan)) - label.ends_px, axis=1)
    return float(distance.mean()) / label.trunk_px


def _outcome(label: Label, body: Body | None) -> Outcome:
    joints = np.flatnonzero(label.sure)
    if body is None:
        missing = np.full((len(joints), len(WITNESSES)), np.nan)
        return Outcome(label.group, False, np.full(len(joints), np.inf), missing)
    errors = np.linalg.norm(body.xy_px - label.xy_px, axis=1) / label.trunk_px
    networks = np.linalg.norm(body.xy_px - body.witness_px, axis=1) / label.trunk_px
    witnesses = np.column_stack([1.0 - body.visibility, networks, body.scatter_px / label.trunk_px])
    return Outcome(label.group, True, errors[joints], witnesses[joints])


def _pixel(point: Points) -> tuple[int, int]:
    x, y = np.clip(np.nan_to_num(point), -1e4, 1e4)
    return round(float(x)), round(float(y))


if __name__ == "__main__":
    main()
