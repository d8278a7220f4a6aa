"""A checkerboard as a pinhole lens of a known field of view shows it."""

import cv2
import numpy as np

SIZE = (9, 6)
"""Inner corners."""

_SQUARE_M = 0.03
_DOTS = 40
_MARGIN = 1


def board_image():
    """The board itself with a white margin, 40 pixels a square."""
    columns, rows = SIZE[0] + 1, SIZE[1] + 1
    cells = np.indices((rows, columns)).sum(axis=0) % 2
    grey = np.kron(np.where(cells == 0, 20, 235), np.ones((_DOTS, _DOTS)))
    return np.pad(grey, _MARGIN * _DOTS, constant_values=235).astype(np.uint8)


def shown(hfov_deg, place_m, turn_deg, *, size_px=(1280, 720), seed=0):
    """The board at a place (right, down, away) in metres, turned about its axes by degrees; a BGR picture."""
    width, height = size_px
    focal = width / 2 / np.tan(np.radians(hfov_deg) / 2)
    camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    rotation = cv2.Rodrigues(np.radians(np.array(turn_deg, dtype=float)))[0]
    flat = board_image()
    to_metres = np.array(
        [
            [_SQUARE_M / _DOTS, 0, -_SQUARE_M * flat.shape[1] / _DOTS / 2],
            [0, _SQUARE_M / _DOTS, -_SQUARE_M * flat.shape[0] / _DOTS / 2],
            [0, 0, 1],
        ]
    )
    plane = np.column_stack([rotation[:, 0], rotation[:, 1], np.array(place_m, dtype=float)])
    grey = cv2.warpPerspective(
        flat, camera @ plane @ to_metres, size_px, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT, borderValue=120
    )
    noisy = cv2.GaussianBlur(grey, (3, 3), 0) + np.random.default_rng(seed).normal(0, 2, grey.shape)
    return cv2.cvtColor(np.clip(noisy, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)


def tour(hfov_deg, *, tilt_deg=30.0, size_px=(1280, 720)):
    """The board in the middle and towards the corners, tilted each way: twelve pictures."""
    half = np.tan(np.radians(hfov_deg) / 2)
    turns = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0.7, 0.7, 0), (-0.7, 0.7, 0)]
    places = [(0, 0), (-0.35, -0.15), (0.35, -0.15), (-0.35, 0.15), (0.35, 0.15), (0, 0.1)]
    return [
        shown(
            hfov_deg, (x * half * away, y * half * away, away), [tilt_deg * each for each in turn], size_px=size_px,
            seed=number,
        )
        for number, (away, (x, y), turn) in enumerate(
            (away, place, turn) for away in (0.5 / half * 0.6, 0.8 / half * 0.6)
            for place, turn in zip(places, turns, strict=True)
        )
    ]  # fmt: skip
