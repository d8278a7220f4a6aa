"""What is true of drawn bodies: angles and distances straight from their joints, (n, 33, 3) in room axes and metres."""

import numpy as np

from bodies import OTHER, SIGN, Array, joint, unit
from drawn import Camera, Figure
from vision.joints import BONES, MIRROR, Joint

SHOULDER_TO_HIP = {(Joint.LEFT_SHOULDER, Joint.LEFT_HIP), (Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP)}
"""Lines of the figure that are no bones: they change as pelvis and thorax turn against each other."""


def in_room(figure: Figure, camera: Camera) -> Array:
    """Joints about the mid-hip, turned back from the camera's axes to those of the room."""
    return figure.world @ camera.axes()


def middle(points: Array, name: str) -> Array:
    return (joint(points, "left", name) + joint(points, "right", name)) / 2


def between_deg(a: Array, b: Array) -> Array:
    return np.degrees(np.arccos(np.clip((unit(a) * unit(b)).sum(axis=-1), -1.0, 1.0)))


def thigh_trunk_deg(points: Array, side: str) -> Array:
    """0 straight, 90 knee to the ceiling, more toward the chest; against the axes of trunk and hips."""
    right = unit(joint(points, "right", "hip") - joint(points, "left", "hip"))
    front = unit(np.cross(middle(points, "shoulder") - middle(points, "hip"), right))
    thigh = joint(points, side, "knee") - joint(points, side, "hip")
    return np.degrees(np.arctan2((thigh * front).sum(-1), -(thigh * np.cross(right, front)).sum(-1)))


def knee_flexion_deg(points: Array, side: str) -> Array:
    hip, knee, ankle = (joint(points, side, name) for name in ("hip", "knee", "ankle"))
    return between_deg(knee - hip, ankle - knee)


def arm_away_deg(points: Array, side: str) -> Array:
    """Angle between the upper arm and the line from shoulder to hip: 90 in a T."""
    shoulder, elbow, hip = (joint(points, side, name) for name in ("shoulder", "elbow", "hip"))
    return between_deg(elbow - shoulder, hip - shoulder)


def elbow_flexion_deg(points: Array, side: str) -> Array:
    shoulder, elbow, wrist = (joint(points, side, name) for name in ("shoulder", "elbow", "wrist"))
    return between_deg(elbow - shoulder, wrist - elbow)


def knee_drop_deg(points: Array) -> Array:
    """Fall of the knees about the body's long axis, against the room: 0 to the ceiling, + to the person's right."""
    knees = middle(points, "knee") - middle(points, "hip")
    return np.degrees(np.arctan2(knees[:, 1], knees[:, 2]))


def pelvis_roll_deg(points: Array) -> Array:
    """Roll of the hips against the floor, + with the left one up, as the knees go to the right."""
    hips = joint(points, "left", "hip") - joint(points, "right", "hip")
    return np.degrees(np.arctan2(hips[:, 2], -hips[:, 1]))


def knee_gap_femurs(points: Array) -> Array:
    apart = joint(points, "left", "knee") - joint(points, "right", "knee")
    return np.linalg.norm(apart, axis=-1) / femur_m(points)


def knee_shear_femurs(points: Array) -> Array:
    """How far one knee is ahead of the other along the thighs."""
    thighs = [unit(joint(points, side, "knee") - joint(points, side, "hip")) for side in SIGN]
    apart = joint(points, "left", "knee") - joint(points, "right", "knee")
    return np.abs((apart * unit(thighs[0] + thighs[1])).sum(axis=-1)) / femur_m(points)


def femur_m(points: Array) -> Array:
    return np.linalg.norm(joint(points, "left", "knee") - joint(points, "left", "hip"), axis=-1)


def shoulder_lift_sw(points: Array, side: str) -> Array:
    """Rise of a shoulder since the first frame, in shoulder widths."""
    shoulder = joint(points, side, "shoulder")[:, 2]
    width = np.linalg.norm(joint(points, "left", "shoulder") - joint(points, "right", "shoulder"), axis=-1)
    return (shoulder - shoulder[0]) / width


def ankle_contact_shanks(points: Array, crossed: str) -> Array:
    """Distance of the crossed ankle from its place just above the other knee."""
    hip, knee = (joint(points, OTHER[crossed], name) for name in ("hip", "knee"))
    ankle, shank = joint(points, crossed, "ankle"), joint(points, crossed, "knee") - joint(points, crossed, "ankle")
    return np.linalg.norm(ankle - knee - 0.1 * (hip - knee), axis=-1) / np.linalg.norm(shank, axis=-1)


def bones_m(points: Array) -> Array:
    """Lengths of all bones, (n, bones)."""
    bones = [bone for bone in BONES if bone not in SHOULDER_TO_HIP]
    return np.stack([np.linalg.norm(points[:, a] - points[:, b], axis=-1) for a, b in bones], axis=-1)


def mirror_image(points: Array) -> Array:
    """The same with left and right exchanged."""
    return points[:, MIRROR] * [1.0, -1.0, 1.0]
