"""What a bank holds, and what of it is whole on disk."""

import itertools
import json

import pytest
from PIL import Image

from bench.bank import missing, read_entries, save_index, whole
from bench.shots import Shot, held_track, plan, rounded
from conftest import SHARES, StraightWay, scenario
from stretches.base import State

SIZE = (64, 48)


def entries_of(**changes: object):
    return plan(scenario(**changes), StraightWay(), SHARES, 80.0)


def write(folder, picture):
    Image.new("RGB", SIZE).save(folder / f"{picture}.png")
    (folder / f"{picture}.json").write_text(json.dumps({"recipient": {"0": {}}}))


def test_the_path_is_in_steps_of_a_degree_and_quarters_near_the_end():
    places = [entry.value for entry in entries_of() if entry.track == "path"]
    steps = {round(b - a, 2) for a, b in itertools.pairwise(places) if 100.0 <= a < 110.0}

    assert {0.25} == steps
    assert max(b - a for a, b in itertools.pairwise(places)) < 1.1
    assert 124.0 == max(places)


def test_equal_poses_share_a_picture():
    entries = entries_of()
    pictures = {entry.shot: entry.picture for entry in entries}

    assert len(pictures) == len({entry.picture for entry in entries}) < len(entries)


def test_every_size_of_a_fault_has_its_own_breathing():
    tracks = {entry.track for entry in entries_of()}

    assert {held_track("foot_up", share) for share in SHARES.values()} <= tracks


@pytest.mark.parametrize(("passing", "track"), [("front", "pass_end"), ("partner", "enter"), ("", "end")])
def test_passers_are_in_the_bank_only_where_they_pass(passing, track):
    tracks = {entry.track for entry in entries_of(passing=passing)}

    assert track in tracks
    assert (passing in ("front", "behind")) == ("pass_rest" in tracks)


def test_a_shot_without_a_fault_forgets_its_kind():
    assert rounded(Shot(State())) == rounded(Shot(State(fault=0.0, fault_kind="foot_up")))


def test_pictures_that_are_broken_or_of_the_wrong_size_are_rendered_again(tmp_path):
    entries = entries_of()
    pictures = list(dict.fromkeys(entry.picture for entry in entries))
    for picture in pictures:
        write(tmp_path, picture)
    broken, small, untrue, gone = pictures[:4]
    png = tmp_path / f"{broken}.png"
    png.write_bytes(png.read_bytes()[:-40])
    Image.new("RGB", (10, 10)).save(tmp_path / f"{small}.png")
    (tmp_path / f"{untrue}.json").write_text('{"recipient": {')
    (tmp_path / f"{gone}.png").unlink()

    assert [broken, small, untrue, gone] == [entry.picture for entry in missing(tmp_path, entries, SIZE)]
    assert whole(tmp_path, pictures[5], SIZE)


def test_another_bank_in_the_folder_is_refused(tmp_path):
    save_index(tmp_path, {"entries": [], "path": 1})
    save_index(tmp_path, {"entries": [], "path": 1})

    with pytest.raises(ValueError, match="same bank"):
        save_index(tmp_path, {"entries": [], "path": 2})


def test_a_bank_goes_on_where_numbers_differ_by_rounding(tmp_path):
    save_index(tmp_path, {"entries": [{"value": 0.1}], "sizes": {"foot_up": 0.3}})
    save_index(tmp_path, {"entries": [{"value": 0.1}], "sizes": {"foot_up": 0.1 + 0.2}})

    with pytest.raises(ValueError, match="the same bank"):
        save_index(tmp_path, {"entries": [{"value": 0.1}], "sizes": {"foot_up": 0.301}})


def test_entries_come_back_as_they_were_planned(make_bank, tmp_path):
    make_bank()

    assert entries_of() == read_entries(tmp_path)
