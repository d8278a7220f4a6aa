"""Every estimator keeps every promise of the contract, and the package stays light until one is loaded."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from estimator_contract import CLAIMS, Claim, Subject
from scripted_people import ENGINE, figure
from vision.estimators import load_estimator
from vision.estimators.replay import Replay
from vision.recording import Recording, RecordingWriter
from vision.types import Body, Frame, Image, Observation, rounded

DATA = Path(__file__).parents[2] / "shared" / "data"
METRES_A_TRUNK = 0.5
LOADED = ("duo lite", "duo full", "duo full, stills", "mediapipe lite", "mediapipe lite, stills")
LONG = ("duo full, stills", "mediapipe lite, stills")
SUBJECTS = [
    "replay",
    *(
        pytest.param(name, marks=[pytest.mark.model, *([pytest.mark.thorough] if name in LONG else [])])
        for name in LOADED
    ),
]


@pytest.fixture(params=SUBJECTS)
def subject(request: pytest.FixtureRequest, tmp_path: Path) -> Subject:
    if request.param == "replay":
        return Subject(lambda frames: Replay(recorded(frames, tmp_path)), [painted(5 * n) for n in range(8)])
    engine, model, *mode = request.param.replace(",", "").split()
    if engine == "mediapipe":
        pytest.importorskip("mediapipe", reason="needs the extra mediapipe")
        frames = film("clips/two_standing_handshake.mp4")[:4]  # of people in contact it loses one now and then
        pictures = [np.ascontiguousarray(frame.image[::2, ::2]) for frame in frames]
    else:
        pictures = panned(photograph("stills/seated_partner.jpg"), steps=8)
    return Subject(lambda frames: load_estimator(engine, model=model, stills=bool(mode)), pictures)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__.removeprefix("claim_"))
def test_contract(claim: Claim, subject: Subject) -> None:
    claim(subject)


def test_importing_the_package_loads_no_network_and_no_cv2() -> None:
    code = "import sys, vision.estimators; print({'cv2', 'ai_edge_litert', 'pyarrow'} & {*sys.modules})"
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)

    assert "set()" == done.stdout.strip()


def test_unknown_names_are_refused_with_the_valid_ones() -> None:
    with pytest.raises(ValueError, match=r"among \['duo', 'mediapipe'\], but got 'dou'"):
        load_estimator("dou")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"among \['lite', 'full', 'heavy'\], but got 'huge'"):
        load_estimator(model="huge")  # type: ignore[arg-type]


def test_replay_refuses_a_frame_that_was_not_recorded(tmp_path: Path) -> None:
    replay = Replay(recorded([Frame(0.0, 3, painted())], tmp_path))

    with pytest.raises(LookupError, match="got 2"):
        replay(Frame(0.0, 2, painted()))
    with pytest.raises(LookupError, match="got 4"):
        replay(Frame(0.1, 4, painted()))


def test_replay_gives_what_was_recorded_bit_for_bit(tmp_path: Path) -> None:
    frames = [Frame(n / 10, 2 * n, painted()) for n in range(4)]
    replay = Replay(recorded(frames, tmp_path))

    expected = [body.values.tobytes() for each in script(frames) for body in each.bodies]
    assert expected == [body.values.tobytes() for frame in frames for body in replay(frame).bodies]


def test_replay_takes_the_time_from_the_frame(tmp_path: Path) -> None:
    replay = Replay(recorded([Frame(0.5, 3, painted())], tmp_path))

    assert 7.25 == replay(Frame(7.25, 3, painted())).time_s


@pytest.mark.model
@pytest.mark.parametrize("picture", ["half outside", "six people", "portrait", "upside down"])
def test_duo_takes_pictures_as_they_come(picture: str) -> None:
    image = photograph("stills/seated_partner.jpg")
    pictures: dict[str, Callable[[], Image]] = {
        "half outside": lambda: image[:, :430],
        "six people": lambda: np.hstack([image[:, 100:700]] * 3),
        "portrait": lambda: np.vstack([np.zeros_like(image), image])[:, 60:700],
        "upside down": lambda: image[::-1, ::-1].copy(),
    }
    frame_image = pictures[picture]()
    duo = load_estimator("duo", model="lite")
    seen = [duo(Frame(n / 10, n, frame_image)) for n in range(12)]

    fewest = {"half outside": 1, "six people": 4, "portrait": 2, "upside down": 1}
    assert fewest[picture] <= min(len(each.bodies) for each in seen)
    assert max(len(each.bodies) for each in seen) <= 6


@pytest.mark.model
def test_duo_keeps_both_numbers_while_two_people_meet() -> None:
    duo = load_estimator("duo", model="lite")
    frames = film("clips/two_standing_handshake.mp4")
    places = [{body.person: body.xy_px[11:29, 0].mean() for body in duo(frame).bodies} for frame in frames]

    assert {frozenset({0, 1})} == {frozenset(each) for each in places}
    left, right = sorted(places[0], key=lambda number: places[0][number])
    assert all(each[left] < each[right] for each in places)


@pytest.mark.model
def test_duo_leaves_no_ghost_when_the_scene_changes() -> None:
    duo = load_estimator("duo", model="lite")
    together, alone = photograph("stills/seated_partner.jpg"), photograph("stills/bridge_a.jpg")
    scenes = [together] * 5 + [alone] * 5 + [np.zeros_like(alone)] * 5
    seen = [len(duo(Frame(n / 25, n, picture)).bodies) for n, picture in enumerate(scenes)]

    assert [2] * 5 + [1] * 5 + [0] * 5 == seen


def photograph(name: str) -> Image:
    if not (DATA / name).exists():
        pytest.skip(f"needs the photograph {name}, which may not be shipped")
    image = cv2.imread(str(DATA / name))
    assert image is not None
    return image.astype(np.uint8, copy=False)


def film(name: str) -> list[Frame]:
    if not (DATA / name).exists():
        pytest.skip(f"needs the clip {name}, which may not be shipped")
    reader = cv2.VideoCapture(str(DATA / name))
    rate = reader.get(cv2.CAP_PROP_FPS)
    frames: list[Frame] = []
    while (image := reader.read()[1]) is not None:
        frames.append(Frame(len(frames) / rate, len(frames), image.astype(np.uint8, copy=False)))
    return frames


def panned(image: Image, *, steps: int) -> list[Image]:
    """A film from a photograph: the camera moves two pixels a frame."""
    height, width = image.shape[:2]
    return [np.ascontiguousarray(image[2 * n : height - 2 * (steps - n), : width - 2 * n]) for n in range(steps)]


def painted(shift: int = 0) -> Image:
    """A picture in which the script finds its two people."""
    image = np.zeros((480, 640, 3), np.uint8)
    image[100:400, 100 + shift : 500] = 200
    return image


def recorded(frames: Sequence[Frame], folder: Path) -> Recording:
    path = folder / "script.poses.parquet"
    with RecordingWriter(path, {"source": {"name": "script"}, "engine": ENGINE}) as writer:
        for observation in script(frames):
            writer.write(observation)
    return Recording(path)


def script(frames: Sequence[Frame]) -> list[Observation]:
    """Two people in every picture that is painted, with new numbers after every gap."""
    seen: list[Observation] = []
    first = 0
    for frame in frames:
        empty = np.ptp(frame.image) == 0
        first += 2 if empty and seen and seen[-1].bodies else 0
        bodies = () if empty else tuple(drawn(first + n, 200.0 + 240 * n) for n in (0, 1))
        seen.append(Observation(frame.time_s, frame.index, bodies))
    return seen


def drawn(number: int, x_px: float) -> Body:
    values = np.full((33, 11), np.nan)
    values[:, 0:2] = figure((x_px, 240.0))
    values[:, 2:4] = 0.9
    values[:, 4:6] = figure(trunk=METRES_A_TRUNK)
    values[:, 6] = 0.0
    return Body(number, rounded(values))
