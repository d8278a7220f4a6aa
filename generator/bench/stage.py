"""A scenario in Blender: room, light, people, camera, and the truth of each picture."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from bench.cast import PARTNER, PASSER, RECIPIENT, Cast
from bench.measures import partner_measures, recipient_measures
from bench.shots import Shot
from figure.measures import Landmarks
from film.config import load_room
from stage.actor import Actor
from stage.camera import Viewpoint
from stage.render import empty_scene, set_quality
from stage.room import build_room

OUT_OF_SIGHT_M = 40.0


class BenchStage:
    """The people of a scenario in the room and before the camera."""

    def __init__(self, cast: Cast, *, samples: int, room: dict[str, Any] | None = None) -> None:
        """A room with everybody in it; `room` as in `rooms.toml` instead of the one that the scenario names."""
        empty_scene()
        scenario = cast.scenario
        self.cast = cast
        self._actors = {role: Actor(role, cast.people[role], person) for role, person in cast.characters.items()}
        build_room(
            load_room(scenario.room) if room is None else room,
            scenario.headward,
            foot_wall=scenario.camera.yaw_deg < 0.0,
        )
        _relight(scenario.light.lamps, scenario.light.sky, scenario.light.tint)
        self._view = Viewpoint(scenario.camera, scenario.headward)
        set_quality(samples=samples, threads=1)

    def show(self, shot: Shot) -> dict:
        """Pose everybody and return the truth of the picture to come."""
        marks: dict[str, Landmarks] = {}
        for role, pose in self.cast.poses(shot).items():
            person = self.cast.characters[role]
            surfaces = person.surfaces(pose)
            if role == PASSER and shot.passing < 0.0:
                surfaces = {name: points + [0.0, 0.0, OUT_OF_SIGHT_M] for name, points in surfaces.items()}
            self._actors[role].show(surfaces)
            marks[role] = person.landmarks(pose)
        measures = {**self.cast.stretch.measures(marks[RECIPIENT]), **recipient_measures(marks[RECIPIENT])}
        if PARTNER in marks:
            measures |= partner_measures(marks[PARTNER], marks[RECIPIENT])
        if shot.passing < 0.0:
            marks.pop(PASSER, None)
        return {"measures": measures, **{role: self._seen(role, found) for role, found in marks.items()}}

    def show_nobody(self, shot: Shot) -> None:
        """Put everybody out of sight."""
        for role, pose in self.cast.poses(shot).items():
            surfaces = self.cast.characters[role].surfaces(pose)
            self._actors[role].show({name: points + [0.0, 0.0, OUT_OF_SIGHT_M] for name, points in surfaces.items()})

    def _seen(self, role: str, marks: Landmarks) -> dict:
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


def _relight(lamps: float, sky: float, tint: tuple[float, float, float]) -> None:
    """Make the room's lamps and sky brighter or darker, and colour the lamps."""
    for light in bpy.data.lights:
        light.energy *= lamps
        light.color = tuple(np.array(light.color) * tint)
    background = bpy.context.scene.world.node_tree.nodes["Background"]
    background.inputs["Strength"].default_value *= sky
