"""Pictures read in another thread."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from vision.ahead import Ahead
from vision.types import Frame


def frames(number: int, *, fails_at: int | None = None) -> Iterator[Frame]:
    for index in range(number):
        if index == fails_at:
            raise OSError("the disk is gone")
        yield Frame(index / 30, index, np.zeros((2, 2, 3), np.uint8))


def test_all_frames_come_in_order() -> None:
    with Ahead(frames(50)) as ahead:
        assert list(range(50)) == [frame.index for frame in ahead]


def test_what_reading_raises_comes_after_the_frames_before_it() -> None:
    with Ahead(frames(9, fails_at=7)) as ahead:
        read = iter(ahead)
        seen = [next(read).index for _ in range(7)]
        with pytest.raises(OSError, match="the disk is gone"):
            next(read)

    assert list(range(7)) == seen


def test_leaving_early_ends_the_thread() -> None:
    before = threading.active_count()
    with Ahead(frames(10_000)) as ahead:
        assert 0 == next(iter(ahead)).index

    assert before == threading.active_count()
