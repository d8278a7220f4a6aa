"""The camera: placing it, projecting points, and asking what hides them."""

from __future__ import annotations

import bpy
import numpy as np
from mathutils import Quaternion, Vector

from figure.rotation import Array
from film.config import Camera

OWN_BODY_DEPTH_M = 0.13  # a joint lies inside its limb: this much own flesh in front is normal
VISIBLE, BY_OWN_BODY, BY_OTHER_PERSON, BY_THING, BY_STRANGER = range(5)
STRANGER = "passer"  # role of somebody who only walks by


class Viewpoint:
    """A placed camera."""

    def __init__(self, camera: Camera, headward: float) -> None:
        self.width_px, self.height_px = camera.resolution
        self._focal_px = camera.lens_mm / camera.sensor_mm * max(camera.resolution)
        self._place(camera, headward)

    def _place(self, camera: Camera, headward: float) -> None:
        scene = bpy.context.scene
        lens = bpy.data.cameras.new("camera")
        lens.lens, lens.sensor_width = camera.lens_mm, camera.sensor_mm
        thing = bpy.data.objects.new("camera", lens)
        bpy.context.collection.objects.link(thing)
        scene.camera = thing
        yaw, elevation = np.radians(camera.yaw_deg), np.radians(camera.elevation_deg)
        level = np.array([-headward * np.sin(yaw), -np.cos(yaw), 0.0])
        away = np.cos(elevation) * level + np.array([0.0, 0.0, np.sin(elevation)])
        along, across, up = camera.aim_m
        aim = np.array([headward * along, across, up])
        thing.location = aim + camera.distance_m * away
        turn = Vector(-away).to_track_quat("-Z", "Y")
        roll = Quaternion((0.0, 0.0, 1.0), np.radians(camera.roll_deg))
        thing.rotation_euler = (turn @ roll).to_euler()
        scene.render.resolution_x, scene.render.resolution_y = camera.resolution
        scene.render.resolution_percentage = 100
        bpy.context.view_layer.update()
        self._matrix = np.array(thing.matrix_world.inverted())
        self._eye = thing.location.copy()

    def camera_axes(self, points: Array) -> Array:
        """Room points (N, 3) in camera axes: x right, y down, z away, metres."""
        inside = points @ self._matrix[:3, :3].T + self._matrix[:3, 3]
        return inside * [1.0, -1.0, -1.0]

    def pixels(self, points: Array) -> Array:
        """Room points (N, 3) as pixels (N, 2), y down."""
        x, y, z = self.camera_axes(points).T
        centre = np.array([self.width_px / 2.0, self.height_px / 2.0])
        return centre + self._focal_px * np.stack([x / z, y / z], axis=1)

    def hidden_by(self, point: Array, role: str) -> int:
        """What hides a landmark of the person `role`: one of the names above."""
        line = Vector(point) - self._eye
        depsgraph = bpy.context.evaluated_depsgraph_get()
        hit, place, _, _, thing, _ = bpy.context.scene.ray_cast(
            depsgraph, self._eye, line.normalized(), distance=line.length
        )
        if not hit:
            return VISIBLE
        before = line.length - (place - self._eye).length
        if thing.name.startswith(f"{role}:"):
            return BY_OWN_BODY if before > OWN_BODY_DEPTH_M else VISIBLE
        if before <= 0.02:
            return VISIBLE
        if thing.name.startswith(f"{STRANGER}:"):
            return BY_STRANGER
        return BY_OTHER_PERSON if ":" in thing.name else BY_THING
