"""A calibration before a camera, from its first picture to the profile; only pictures and networks are drawn."""

import time
from multiprocessing.connection import Connection

import numpy as np
import pytest

from boards import SIZE, tour
from calibrating import gentle
from protocols.thresholds import DEFAULTS
from stretchcheck import profiles
from stretchcheck.calibrate.board import Boards
from stretchcheck.calibrate.filming import CameraError, Filming, examine
from stretchcheck.calibrate.guide import PICTURE_S, Asked, Guide
from stretchcheck.calibrate.measured import measure
from stretchcheck.judging import judge
from stretchcheck.live.engine import Engine, Seen
from stretchcheck.live.sources import Source
from stretchcheck.profile_writing import update
from vision.recording import Recording

FPS, BEGIN_S = 15.0, 100.0
ASKED = {"stretch": "knee-to-chest", "side": "right"}


def clip():
    return gentle(first_s=16.0, fps=FPS)


def looker(connection: Connection, model: str, threads: int) -> None:
    """Sees what the drawn person does at the time of each picture."""
    seen = clip().observations()
    connection.send({"name": "duo", "model": model, "models": {"movenet": "0" * 64}})
    try:
        while True:
            time_s, _ = connection.recv()
            now = seen[min(round((time_s - BEGIN_S) * FPS), len(seen) - 1)]
            connection.send(Seen(type(now)(time_s, now.frame, now.bodies), (1280, 720), 120.0))
    except (EOFError, OSError):
        return


def camera(pictures, *, every_s=0.012):
    """Gives these pictures, much faster than the times on them, and then none."""

    def shots(source):
        for number, picture in enumerate(pictures):
            if source.stopping:
                return
            yield BEGIN_S + number / FPS, picture
            time.sleep(every_s)

    return Source(shots)


def filmed(folder, pictures, asked, **how):
    engine = Engine(looker=looker)
    guide, stages = Guide(asked), []
    try:
        engine.start()
        found = Filming(camera(pictures, **how), engine, guide, folder=folder, settings=DEFAULTS).run(
            lambda each: stages.append(each.stage)
        )
    finally:
        engine.close()
    return found, list(dict.fromkeys(stages))


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    grey = np.full((72, 128, 3), 90, np.uint8)
    return filmed(tmp_path_factory.mktemp("film"), [grey] * len(clip().times_s), Asked(**ASKED))


def test_the_guide_leads_through_every_step_to_its_end(session):
    assert ["picture", "rest", "repetitions", "done"] == session[1]


def test_what_was_filmed_is_a_recording_that_is_measured_like_a_file(session, tmp_path):
    found, _ = session
    recording = Recording(found.recording)
    measured = measure(recording, found.pictures, stretch="knee-to-chest", side="right", settings=DEFAULTS)

    assert measured.good
    assert 120 == measured.camera["luma"]["value"]
    assert 59.0 == pytest.approx(measured.person["range_knee_to_chest_right_deg"]["value"], abs=3.0)
    assert 0.86 == pytest.approx(measured.person["limb_thigh_left_trunks"]["value"], abs=0.05)

    path = tmp_path / "anna.toml"
    update(path, measured.changes(recording.metadata["source"], command="stretchcheck calibrate"), name="Anna")

    assert "Anna" == profiles.load(path).profile


def test_pictures_before_the_person_lies_right_are_not_recorded(session):
    judged = judge(Recording(session[0].recording), stretch="knee-to-chest", side="right", settings=DEFAULTS)
    moves_s = next(each.start_s for each in judged.judgement.repetitions[0].phases if each.name == "moving_in")

    assert 16.0 - PICTURE_S == pytest.approx(moves_s, abs=1.2)


def test_a_camera_that_ends_early_leaves_what_was_filmed_so_far(tmp_path):
    grey = np.full((72, 128, 3), 90, np.uint8)
    found, stages = filmed(tmp_path, [grey] * int(9 * FPS), Asked(**ASKED))

    assert ["picture", "rest"] == stages
    assert found.recording is not None


def test_nothing_is_recorded_where_the_picture_never_was_good_enough(tmp_path):
    grey = np.full((72, 128, 3), 90, np.uint8)
    found, stages = filmed(tmp_path, [grey] * int(1.5 * FPS), Asked(**ASKED))

    assert (None, ["picture"]) == (found.recording, stages)


def test_the_board_is_looked_for_before_anybody_lies_down(tmp_path):
    found, stages = filmed(tmp_path, tour(62.0), Asked(Boards(SIZE), **ASKED), every_s=0.6)

    assert "lens" == stages[0]
    assert found.pictures.boards.shown >= 6


def test_a_camera_that_is_not_there_is_told_with_what_to_do():
    with pytest.raises(CameraError, match=r"Expected camera 93, but got none; plug it in"):
        examine(93)
