"""What is seen rightly is judged rightly: recordings of the true landmarks of bench clips, development part."""

from pathlib import Path

import pytest

from benchmarks.true_landmarks import figures, write_all
from stretchcheck.evaluate.clips import Manner
from vision.recording import Recording

BENCH = Path(__file__).parents[1] / "bench"
CLIPS = (
    "ktc_side_left_1_good", "ktc_oblique_right_1_jerky", "ktc_overhead_left_1_good",
    "twist_oblique_left_passed_jerky", "twist_oblique_right_1_jerky", "twist_oblique_left_solo_form_left",
    "fig4_oblique_right_solo_jerky", "fig4_oblique_right_1_good", "fig4_overhead_right_1_form",
)  # fmt: skip
"""Every stretch, in views that show it; the fourth is a twist that is too shallow."""


@pytest.mark.slow
def test_with_true_landmarks_stretch_side_count_and_length_are_right(tmp_path: Path) -> None:
    if not BENCH.is_dir():
        pytest.skip(f"the bench is not here, only a checkout of the repository has it: {BENCH}")
    truths, recordings = tmp_path / "truth", tmp_path / "recordings"
    for folder in (truths, recordings):
        folder.mkdir()
    for clip in CLIPS:
        (truths / f"{clip}.truth.json.gz").write_bytes((BENCH / "truth" / f"{clip}.truth.json.gz").read_bytes())

    assert len(CLIPS) == write_all(truths, BENCH / "recordings", recordings, split="development")
    assert 0 == write_all(truths, BENCH / "recordings", recordings, split="test")
    found = figures(truths, recordings, Manner(tmp_path), 2)

    assert 1.0 == found["people.recipient_right_share"] == found["stretch.right"] == found["side.right"]
    assert 1.0 == found["repetitions.right"] == found["prescription.right"]
    assert found["hold.mae_s"] < 0.7
    assert found["events.jerk_bounce.f1"] >= 0.8


def test_frames_and_times_are_those_of_what_the_networks_saw(tmp_path: Path) -> None:
    if not BENCH.is_dir():
        pytest.skip(f"the bench is not here, only a checkout of the repository has it: {BENCH}")
    seen = Recording(BENCH / "recordings" / f"{CLIPS[0]}.poses.parquet")
    (tmp_path / "truth").mkdir()
    name = f"{CLIPS[0]}.truth.json.gz"
    (tmp_path / "truth" / name).write_bytes((BENCH / "truth" / name).read_bytes())
    write_all(tmp_path / "truth", BENCH / "recordings", tmp_path)
    made = Recording(tmp_path / f"{CLIPS[0]}.poses.parquet")

    assert [(each.frame, each.time_s) for each in seen] == [(each.frame, each.time_s) for each in made]
    assert seen.metadata == made.metadata
    assert {2} == {len(each.bodies) for each in made}
