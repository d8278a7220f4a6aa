"""Render the bank of poses of one scene, pose by pose; a killed run continues where it stopped.

Usage: python render_bank.py ktc_right --banks DIR
or, for a handful of poses with the landmarks drawn: python render_bank.py ktc_right --preview DIR
"""

from __future__ import annotations

import argparse
import json
import pathlib
import time

import numpy as np

from figure.character import Character
from film.bank import Entry, path_angles_deg, plan_entries, save_index
from film.config import Scene, load_person, load_room, load_scene
from film.drawing import draw_landmarks
from stage.actor import Actor
from stage.camera import Viewpoint
from stage.render import empty_scene, save_picture, set_quality
from stage.room import build_room
from stretches.base import Course, State, Way
from stretches.figure_four import FigureFour
from stretches.knee_to_chest import KneeToChest
from stretches.partner import KneelingPartner, Place
from stretches.spinal_twist import SpinalTwist

STRETCHES = {"knee-to-chest": KneeToChest, "spinal-twist": SpinalTwist, "figure-four": FigureFour}


class Set:
    """The two people of a scene, in the room and before the camera."""

    def __init__(self, scene: Scene, *, samples: int) -> None:
        empty_scene()
        headward = 1.0 if scene.near_side == "left" else -1.0
        people = (load_person("subjects", scene.subject), load_person("partners", scene.partner))
        self._recipient, self._partner = (Character(p.shape, p.outfit) for p in people)
        place = scene.partner_place
        course = Course(scene.stretch, scene.side, scene.near_side, place.far, scene.start_deg, scene.end_deg)
        self.stretch = STRETCHES[scene.stretch](self._recipient, course)
        unknown = sorted(set(scene.faults) - set(self.stretch.faults))
        if unknown:
            raise ValueError(f"Expected faults among {list(self.stretch.faults)}, but got {unknown}.")
        spot = Place(place.far, place.x_m, place.distance_m, headward)
        self._kneeling = KneelingPartner(self._partner, spot)
        self._actors = (
            Actor("recipient", people[0], self._recipient),
            Actor("partner", people[1], self._partner),
        )
        build_room(load_room(scene.room), headward)
        self._view = Viewpoint(scene.camera, headward)
        set_quality(samples=samples, threads=1)

    def way(self) -> Way:
        """The path of the stretch."""
        return Way(self._recipient, self.stretch)

    def show(self, state: State) -> dict:
        """Pose both people and return the truth of the picture to come."""
        pose = self.stretch.pose(state)
        grips = self.stretch.grips(pose, state)
        partner_pose = self._kneeling.pose(grips, reach=state.reach, breath=state.breath)
        self._actors[0].show(self._recipient.surfaces(pose))
        self._actors[1].show(self._partner.surfaces(partner_pose))
        marks = {
            "recipient": self._recipient.landmarks(pose),
            "partner": self._partner.landmarks(partner_pose),
        }
        truth = {"measures": self.stretch.measures(marks["recipient"])}
        for role, found in marks.items():
            truth[role] = self._seen(role, found)
        return truth

    def _seen(self, role: str, marks: dict) -> dict:
        """Landmarks of one person in the picture and in camera axes."""
        points = np.array(list(marks.values()))
        pixels, metres = self._view.pixels(points), self._view.camera_axes(points)
        return {
            str(number): {
                "px": [round(float(v), 2) for v in pixels[row]],
                "hidden_by": self._view.hidden_by(points[row], role),
                "m": [round(float(v), 4) for v in metres[row]],
            }
            for row, number in enumerate(marks)
        }


def render(stage: Set, entry: Entry, folder: pathlib.Path) -> bool:
    """Render one pose unless it is there already; True if there was something to do."""
    picture, truth = folder / f"{entry.picture}.png", folder / f"{entry.picture}.json"
    if picture.exists() and truth.exists():
        return False
    truth.write_text(json.dumps(stage.show(entry.state)))
    save_picture(picture)
    return True


def preview(stage: Set, scene: Scene, folder: pathlib.Path) -> None:
    """Render a few poses with their landmarks drawn in."""
    folder.mkdir(parents=True, exist_ok=True)
    states = {
        "rest": State(0.0, 0.0, 0.0), "reaching": State(0.0, 0.0, 0.5), "ready": State(),
        "quarter": State(0.25), "half": State(0.5), "end": State(1.0),
    }  # fmt: skip
    states |= {kind: State(1.0, fault=1.0, fault_kind=kind) for kind in scene.faults}
    for name, state in states.items():
        truth = stage.show(state)
        path = folder / f"{scene.name}_{name}.png"
        save_picture(path)
        draw_landmarks(path, truth, folder / f"{scene.name}_{name}_marks.png")
        print(name, json.dumps(truth["measures"]))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scene")
    parser.add_argument("--banks", type=pathlib.Path, default=pathlib.Path("banks"))
    parser.add_argument("--preview", type=pathlib.Path, help="folder for a few quick pictures")
    parser.add_argument("--samples", type=int, default=2)
    options = parser.parse_args()
    scene = load_scene(options.scene)
    stage = Set(scene, samples=options.samples)
    if options.preview:
        preview(stage, scene, options.preview)
        return
    folder = options.banks / scene.name
    folder.mkdir(parents=True, exist_ok=True)
    way = stage.way()
    angles = path_angles_deg(scene, way)
    entries = plan_entries(scene, angles, way.courses(angles))
    save_index(folder, scene, way, entries)
    pictures = list({entry.picture: entry for entry in entries}.values())
    start = time.monotonic()
    for done, entry in enumerate(pictures, start=1):
        if render(stage, entry, folder):
            spent = time.monotonic() - start
            print(f"{done}/{len(pictures)} {entry.picture} {spent:.0f} s", flush=True)


if __name__ == "__main__":
    main()
