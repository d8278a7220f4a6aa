"""Results folders to export: a recording drawn by hypothesis or by hand, with its result and measures beside it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from results import a_repetition, a_result
from vision.joints import N_JOINTS
from vision.recording import RecordingWriter
from vision.types import VALUE_NAMES, Body, Observation, rounded

PHASES = ("setup", "moving_in", "hold", "release")


def body(person: int, seed: int, *, blind: Sequence[int] = ()) -> Body:
    """Somebody with other numbers at every joint; joints of `blind` are not known."""
    values = np.random.default_rng([person, seed]).uniform(-900.0, 900.0, (N_JOINTS, len(VALUE_NAMES)))
    values[:, 4:7] /= 900.0
    values[list(blind)] = np.nan
    return Body(person, rounded(values))


@st.composite
def recordings(draw: st.DrawFn) -> list[Observation]:
    """Up to seven frames at uneven times, in which up to three people come and go; somebody is in one at least."""
    steps = draw(st.lists(st.floats(0.001, 2.0), min_size=0, max_size=6))
    times_s = np.concatenate([[0.0], np.cumsum(steps)]).tolist()
    everyone = [draw(st.sets(st.integers(0, 2))) for _ in times_s]
    everyone[-1] = everyone[-1] or {0}
    blind = st.sets(st.integers(0, N_JOINTS - 1), max_size=3)
    return [
        Observation(time_s, 2 * row, tuple(body(person, row, blind=sorted(draw(blind))) for person in sorted(people)))
        for row, (time_s, people) in enumerate(zip(times_s, everyone, strict=True))
    ]


def measures(observations: Sequence[Observation]) -> pa.Table:
    """What `analyze` says of every frame, in some of its columns; unknown in the first."""
    count = len(observations)
    angle = np.linspace(-40.0, 110.123456, count).astype(np.float32)
    angle[0] = np.nan
    phases = [None, *(PHASES[row % 4] for row in range(1, count))]
    return pa.table(
        {
            "frame": np.array([each.frame for each in observations], dtype=np.int64),
            "time_s": np.array([each.time_s for each in observations]),
            "thigh_trunk_left_deg": angle,
            "thigh_trunk_right_deg": -angle,
            "knee_sideways_left_sw": angle / 100,
            "followed_deg": angle,
            "speed_deg_s": angle * 2,
            "phase": pa.array(phases, pa.string()),
            "repetition": pa.array([None, *[0] * (count - 1)], pa.int32()),
        }
    )


def a_folder(
    folder: Path, observations: Sequence[Observation], *, people: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A folder of results; number 0 is the recipient and 1 the partner where they are in the recording."""
    there = {each.person for observation in observations for each in observation.bodies}
    roles = {"recipient": 0 if 0 in there else None, "partner": 1 if 1 in there else None}
    result = a_result(a_repetition())
    result["people"] |= roles | dict(people or {})
    with RecordingWriter(folder / "poses.parquet", {"source": result["source"], "engine": result["engine"]}) as writer:
        for observation in observations:
            writer.write(observation)
    pq.write_table(measures(observations), folder / "measures.parquet")
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
    return result


def seen(observations: Sequence[Observation], person: int, columns: Sequence[str]) -> np.ndarray[Any, Any]:
    """(n, 33, columns) what was recorded of somebody, NaN where they were not there."""
    wanted = [VALUE_NAMES.index(name) for name in columns]
    rows = np.full((len(observations), N_JOINTS, len(wanted)), np.nan)
    for row, observation in enumerate(observations):
        for each in observation.bodies:
            if each.person == person:
                rows[row] = each.values[:, wanted]
    return rows
