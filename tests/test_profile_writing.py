"""A profile that is written again keeps what nobody asked to change."""

import tomllib
from pathlib import Path

import pytest

from stretchcheck.profile_writing import update
from stretchcheck.profiles import ProfileError, load

WRITTEN = """\
# ours, for the studio
schema = 1
name = "studio"   # shown in results

[thresholds]
# the lift was argued over for a month
twist_lift_red_sw = 0.22    # Anna's number
drift_deg = {value = 7.5, source = "tuned on last year's clips"}

[thresholds.accel_red_deg_s2]
value = 95.0
# why
note = "agreed in May"
interval = [90.0, 99.0]
"""


def test_a_new_profile_can_be_read_back(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    update(path, {"thresholds": {"drift_deg": {"value": 9.0, "interval": (7.0, 10.0), "note": None}}}, name="mine")
    settings = load(path)

    assert ("mine", {"drift_deg": 9.0}) == (settings.profile, settings.changed)
    assert [7.0, 10.0] == tomllib.loads(path.read_text())["thresholds"]["drift_deg"]["interval"]


def test_comments_and_what_is_not_named_stay(tmp_path: Path) -> None:
    path = tmp_path / "studio.toml"
    path.write_text(WRITTEN)
    update(path, {"thresholds": {"drift_deg": {"value": 9.0}}})

    assert WRITTEN.replace('{value = 7.5, source = "tuned on last year\'s clips"}', "{value = 9.0}") == path.read_text()


def test_the_comment_behind_a_number_that_changes_stays(tmp_path: Path) -> None:
    path = tmp_path / "studio.toml"
    path.write_text(WRITTEN)
    update(path, {"thresholds": {"twist_lift_red_sw": 0.25}})

    assert WRITTEN.replace("= 0.22 ", "= 0.25 ") == path.read_text()


def test_where_an_old_number_came_from_does_not_stand_beside_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "studio.toml"
    path.write_text(WRITTEN)
    update(path, {"thresholds": {"accel_red_deg_s2": {"value": 101.0, "note": "tuned"}}})
    text = path.read_text()

    assert {"value": 101.0, "note": "tuned"} == tomllib.loads(text)["thresholds"]["accel_red_deg_s2"]
    assert "# why" in text


def test_a_table_and_a_name_are_added_to_a_file_that_has_neither(tmp_path: Path) -> None:
    path = tmp_path / "bare.toml"
    path.write_text("schema = 1\n\n[thresholds]\ndrift_deg = 8.5\n")
    update(path, {"thresholds": {"fault_s": 0.5}}, name="bare")

    assert {"schema": 1, "name": "bare", "thresholds": {"drift_deg": 8.5, "fault_s": 0.5}} == tomllib.loads(
        path.read_text()
    )


def test_line_ends_and_mark_of_windows_stay(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + WRITTEN.replace("\n", "\r\n").encode())
    update(path, {"thresholds": {"twist_lift_red_sw": 0.25}})

    assert b"\xef\xbb\xbf" + WRITTEN.replace("= 0.22 ", "= 0.25 ").replace("\n", "\r\n").encode() == path.read_bytes()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("schema = 2\n", "Expected schema = 1, but got 2"),
        ("[thresholds]\n", "Expected schema = 1, but got 'none'"),
        ("schema = = 1\n", "Expected a TOML file"),
        ("schema = 1\nthresholds = 3\n", "Expected thresholds to be a table"),
    ],
)
def test_what_is_no_profile_is_refused_and_left_alone(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "other.toml"
    path.write_text(text)
    with pytest.raises(ProfileError, match=says):
        update(path, {"thresholds": {"fault_s": 0.5}})

    assert text == path.read_text()
    assert [path] == list(tmp_path.iterdir())
