"""Judging while the networks still look."""

from pathlib import Path

import numpy as np
import pytest

from drawn_recording import write_recording
from protocols.thresholds import DEFAULTS
from stretchcheck import results
from stretchcheck.judging import judge
from stretchcheck.meanwhile import JudgedMeanwhile
from vision.recording import Recording
from vision.types import Body, Observation


def test_what_is_judged_meanwhile_is_what_is_judged_afterwards(tmp_path: Path) -> None:
    recording = Recording(write_recording(tmp_path / "drawn.poses.parquet"))
    source = recording.metadata["source"]
    afterwards = judge(recording, stretch="auto", side="auto", settings=DEFAULTS)

    with JudgedMeanwhile(stretch="auto", side="auto", settings=DEFAULTS) as meanwhile:
        for observation in recording:
            meanwhile.tell((source["width"], source["height"]), observation)
        judged = meanwhile.result(recording.metadata)

    assert results.result(afterwards, DEFAULTS) == results.result(judged, DEFAULTS)
    assert np.array_equal(afterwards.rows, judged.rows, equal_nan=True)
    assert np.array_equal(afterwards.placed, judged.placed, equal_nan=True)
    assert judged.judgement.repetitions


def test_what_fails_in_the_other_thread_is_raised_here() -> None:
    backwards = [Observation(time_s, index, ()) for index, time_s in enumerate((1.0, 0.5))]
    meanwhile = JudgedMeanwhile(stretch="auto", side="auto", settings=DEFAULTS)

    with meanwhile:
        for observation in [*backwards, Observation(2.0, 2, (Body(0, np.zeros((33, 11))),))]:
            meanwhile.tell((640, 480), observation)
        with pytest.raises(ValueError, match="time"):
            meanwhile.result({})


def test_without_a_frame_there_is_nothing_to_say() -> None:
    with (
        JudgedMeanwhile(stretch="auto", side="auto", settings=DEFAULTS) as meanwhile,
        pytest.raises(ValueError, match="at least one frame"),
    ):
        meanwhile.result({})
