"""Engines without networks, in a process of their own as the real one is: quick, and failing where they are told to.

The width of a picture says what happens to the process that looks at it.
"""

import itertools
import os
import time
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from stretchcheck.live.engine import Seen
from vision.types import Body, Observation, rounded

DIES_PX, HANGS_PX, SLOW_PX = 100, 120, 140
SLOW_S = 0.3


def quick(connection: Connection, model: str, threads: int) -> None:
    """Sees two people who lie still; what it is asked is not decoded."""
    connection.send({"name": "duo", "model": model, "models": {"movenet": "0" * 64}})
    rng = np.random.default_rng(0)
    bodies = tuple(Body(person, rounded(rng.random((33, 11)) * 300)) for person in range(2))
    try:
        for number in itertools.count():
            time_s, picture = connection.recv()
            width = _width_px(picture)
            if width == DIES_PX:
                os._exit(1)
            time.sleep({HANGS_PX: 3600.0, SLOW_PX: SLOW_S}.get(width, 0.0))
            connection.send(Seen(Observation(time_s, number, bodies), (320, 240), 120.0))
    except (EOFError, OSError):
        return


def missing(connection: Connection, model: str, threads: int) -> None:
    """Has no networks."""
    connection.send("Expected the networks, but got none: stretchcheck models fetch")


def crashing(connection: Connection, model: str, threads: int) -> None:
    """Never gets as far as saying anything."""
    os._exit(3)


def _width_px(picture: bytes) -> Any:
    from stretchcheck.live import jpeg

    size_px = jpeg.size_px(picture)
    return size_px[0] if size_px is not None else None
