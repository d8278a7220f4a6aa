"""Truth that goes into the repository: landmarks that come again are a frame's number, and read as before."""

import gzip
import json
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration.truth import MARKS, TruthError, read_truth

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_videos" / "ktc_lunge_left.truth.json.gz"
pack = runpy.run_path(str(ROOT / "scripts" / "pack_truth.py"))["pack"]


def written(path: Path, table: dict[str, Any]) -> Path:
    path.write_bytes(gzip.compress(json.dumps(table).encode()))
    return path


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """The sample with its pictures shown forth and back, as a breathing hold is."""
    table = json.loads(gzip.decompress(SAMPLE.read_bytes()))
    different = [int(at) for at in np.linspace(0, len(table["frames"]) - 1, 40)[15:40:5]]
    shown = [different[of] for of in (0, 1, 2, 3, 2, 1, 0, 0, 4)]
    times_s = [frame["t_s"] for frame in table["frames"]]
    table["frames"] = [{**table["frames"][of], "t_s": times_s[at]} for at, of in enumerate(shown)]
    return written(tmp_path / "held.truth.json.gz", table)


def test_what_was_packed_reads_as_before(held: Path, tmp_path: Path) -> None:
    pack(held, tmp_path / "packed.truth.json.gz")
    before, after = read_truth(held), read_truth(tmp_path / "packed.truth.json.gz")

    assert {*before.people} == {*after.people}
    for role, people in before.people.items():
        for name in ("xy_px", "hidden_by", "world_m"):
            np.testing.assert_array_equal(getattr(people, name), getattr(after.people[role], name))
    np.testing.assert_array_equal(before.times_s, after.times_s)
    assert before.labels == after.labels
    assert {*before.measures} == {*after.measures}


def test_landmarks_are_kept_once_and_what_is_packed_already_stays(held: Path, tmp_path: Path) -> None:
    once, again = (tmp_path / f"{name}.truth.json.gz" for name in ("once", "again"))
    pack(held, once)
    pack(once, again)

    frames = json.loads(gzip.decompress(once.read_bytes()))["frames"]
    for key in MARKS:
        assert [None, None, None, None, 2, 1, 0, 0, None] == [
            frame[key] if isinstance(frame[key], int) else None for frame in frames
        ]
    assert once.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("of", [-1, 4, 5, 99])
def test_landmarks_of_no_earlier_frame_are_refused(held: Path, of: int) -> None:
    table = json.loads(gzip.decompress(held.read_bytes()))
    table["frames"][4]["landmarks_m"] = of

    with pytest.raises(TruthError, match=f"landmarks_m of frame 4 are those of frame {of}"):
        read_truth(written(held, table))


def test_the_truth_of_the_bench_is_packed() -> None:
    for path in sorted((ROOT / "bench" / "truth").iterdir())[::16]:
        text = gzip.decompress(path.read_bytes())
        seen = set[str]()
        for frame in json.loads(text)["frames"]:
            for key in MARKS:
                if not isinstance(frame[key], int):
                    marks = f"{key} {json.dumps(frame[key])}"
                    assert marks not in seen, path.name
                    seen.add(marks)
