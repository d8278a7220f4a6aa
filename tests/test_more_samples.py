"""The shipped twists and figure-fours: judged from recordings of them, which the real networks still make.

Of each clip the networks see the first seconds, which must come out as recorded; the whole of other clips goes through
them in tests/test_samples.py. How the recordings are made is told in scripts/pack_recordings.py.
"""

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stretchcheck.analyze import Options, analyze
from stretchcheck.inputs import find
from vision.capture import open_source
from vision.estimators import load_estimator
from vision.recording import Recording
from vision.sparing import Sparing
from vision.types import Observation

SAMPLES = Path(__file__).parents[1] / "sample_videos"
RECORDINGS = Path(__file__).with_name("recordings")
LOOKED_S = 4.0
CLIPS = {
    "twist_good_right": ("spinal-twist", "right"),
    "twist_shoulder_left": ("spinal-twist", "left"),
    "fig4_good_right": ("figure-four", "right"),
    "fig4_slipped_right": ("figure-four", "right"),
}


def truth(clip: str) -> Any:
    with gzip.open(SAMPLES / f"{clip}.truth.json.gz", "rt") as file:
        return json.load(file)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """All four recordings judged once, as a user would."""
    inputs = find([str(RECORDINGS / f"{clip}.poses.parquet") for clip in CLIPS])
    outcomes = analyze(inputs, Options(out=tmp_path_factory.mktemp("more"), threads=1), progress=lambda *_: None)
    return {outcome.input.stem: outcome.result for outcome in outcomes if outcome.result is not None}


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "clip", [pytest.param(clip, marks=[pytest.mark.thorough] if n else []) for n, clip in enumerate(CLIPS)]
)
def test_the_networks_see_what_was_recorded(clip: str) -> None:
    """But for the arithmetic of another processor, which moves a joint by less than a hand's breadth."""
    recorded = {seen.frame: seen for seen in Recording(RECORDINGS / f"{clip}.poses.parquet")}
    apart_px = []
    for now in first_seen(SAMPLES / f"{clip}.mp4"):
        before = recorded[now.frame]
        assert [body.person for body in before.bodies] == [body.person for body in now.bodies]
        both = zip(before.bodies, now.bodies, strict=True)
        apart_px += [np.linalg.norm(a.xy_px - b.xy_px, axis=1) for a, b in both]

    assert len(apart_px) >= 2 * 40
    assert 1.0 > np.median(apart_px)
    assert 6.0 > np.quantile(apart_px, 0.98)


def first_seen(clip: Path) -> Iterator[Observation]:
    """The frames of the first seconds, as an analysis sees them."""
    estimator = load_estimator(threads=1)
    sparing = Sparing(estimator)
    try:
        with open_source(clip) as source:
            for frame in itertools.takewhile(lambda frame: frame.time_s < LOOKED_S, source):
                yield from sparing(frame)
    finally:
        estimator.close()


def faults(result: dict[str, Any]) -> list[str]:
    return [check["name"] for rep in result["repetitions"] for check in rep["checks"] if check["verdict"] == "fault"]


def events(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [event for event in result["events"] if event["kind"] != "glitch"]


@pytest.mark.parametrize("clip", CLIPS)
def test_stretch_and_side_are_recognised(results: dict[str, Any], clip: str) -> None:
    assert [CLIPS[clip]] == [(rep["stretch"], rep["side"]) for rep in results[clip]["repetitions"]]
    assert [] == results[clip]["warnings"]


@pytest.mark.parametrize("clip", CLIPS)
def test_both_edges_of_the_hold_are_within_a_second(results: dict[str, Any], clip: str) -> None:
    hold, expected = results[clip]["repetitions"][0]["hold"], truth(clip)["hold"]

    assert expected["start_s"] == pytest.approx(hold["start_s"], abs=1.0)
    assert expected["end_s"] == pytest.approx(hold["end_s"], abs=1.0)


@pytest.mark.parametrize("clip", CLIPS)
def test_the_view_is_oblique_and_the_picture_hardly_tilted(results: dict[str, Any], clip: str) -> None:
    view = results[clip]["view"]

    assert "oblique" == view["kind"]
    assert 5.0 > abs(view["roll_deg"])


@pytest.mark.parametrize("clip", ["twist_good_right", "fig4_good_right"])
def test_a_good_sample_has_no_fault_and_no_event(results: dict[str, Any], clip: str) -> None:
    assert ([], []) == (faults(results[clip]), events(results[clip]))


def test_the_lifted_shoulder_is_the_only_fault_and_lies_where_it_is(results: dict[str, Any]) -> None:
    result = results["twist_shoulder_left"]
    (lift,) = events(result)
    (expected,) = truth("twist_shoulder_left")["faults"]

    assert ("shoulder_lift", ["shoulder_anchored"]) == (lift["kind"], faults(result))
    assert expected["start_s"] == pytest.approx(lift["start_s"], abs=1.0)
    assert expected["end_s"] == pytest.approx(lift["end_s"], abs=1.0)


def test_the_slipped_ankle_is_found_where_it_is_and_costs_held_time_only(results: dict[str, Any]) -> None:
    result = results["fig4_slipped_right"]
    (slip,) = [event for event in events(result) if event["kind"] == "ankle_slipped"]
    (expected,) = truth("fig4_slipped_right")["faults"]

    assert {"ankle_slipped", "hold_short"} >= {event["kind"] for event in events(result)}
    assert expected["start_s"] == pytest.approx(slip["start_s"], abs=1.0)
    assert expected["end_s"] == pytest.approx(slip["end_s"], abs=1.0)


def test_what_the_hands_cannot_tell_is_not_blamed_on_anyone(results: dict[str, Any]) -> None:
    assert {"unknown"} >= {event["who"] for result in results.values() for event in events(result)}
