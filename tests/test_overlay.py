"""Drawing over the picture, and the video of it: what is unknown looks unknown, and every frame keeps its time."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from vision.joints import N_JOINTS, Joint
from vision.overlay import DrawnPerson, Hud, OverlayWriter, Role, Tone, draw

GREY = 90
PLAIN = Hud(())
SIZES = [(360, 480), (480, 640), (640, 360), (720, 1280), (1080, 1920)]


def a_picture(height: int = 480, width: int = 640) -> NDArray[np.uint8]:
    return np.full((height, width, 3), GREY, np.uint8)


def one_arm(role: Role = "recipient", *, known: bool = True, size: float = 1.0) -> DrawnPerson:
    """A shoulder and an elbow, level, 200 pixels apart."""
    xy = np.full((N_JOINTS, 2), np.nan)
    xy[Joint.LEFT_SHOULDER], xy[Joint.LEFT_ELBOW] = (200.0 * size, 240.0 * size), (400.0 * size, 240.0 * size)
    flags = np.ones(N_JOINTS, bool)
    flags[Joint.LEFT_ELBOW] = known
    return DrawnPerson(xy, flags, role)


@pytest.mark.parametrize("role", ["recipient", "partner"])
@pytest.mark.parametrize(("height", "width"), SIZES[:2] + SIZES[3:])
def test_unknown_joints_are_hollow_and_known_ones_filled(role: Role, height: int, width: int) -> None:
    size = height / 480
    picture = a_picture(height, width)
    x, y = round(400 * size), round(240 * size)
    known, unknown = (draw(picture, [one_arm(role, known=k, size=size)], PLAIN) for k in (True, False))
    near = unknown[y - 20 : y + 20, x - 20 : x + 20]

    assert (known[y, x] != GREY).any()
    assert (unknown[y, x] == GREY).all()
    assert (near != GREY).any()


def test_bones_to_unknown_joints_are_dashed() -> None:
    solid, dashed = (draw(a_picture(), [one_arm(known=known)], PLAIN)[240, 220:380] for known in (True, False))
    gaps = np.flatnonzero(np.diff((dashed == GREY).all(axis=1).astype(int)) == 1)

    assert not (solid == GREY).all(axis=1).any()
    assert len(gaps) >= 4


def test_joints_without_a_place_are_left_out() -> None:
    nobody = DrawnPerson(np.full((N_JOINTS, 2), np.nan), np.zeros(N_JOINTS, bool), "other")
    far = DrawnPerson(np.full((N_JOINTS, 2), 1e9), np.ones(N_JOINTS, bool), "other")
    drawn = draw(a_picture(), [nobody, far], PLAIN)

    assert (drawn[:400] == GREY).all()


def deuteranope(colour: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Lab colour as seen without green cones (Vienot, Brettel and Mollon 1999), from BGR."""
    linear = (colour[::-1].astype(float) / 255) ** 2.2
    matrix = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])
    seen = np.clip(matrix @ linear, 0, 1) ** (1 / 2.2)
    return cv2.cvtColor(np.float32([[seen]]), cv2.COLOR_RGB2LAB)[0, 0].astype(float)


def test_both_people_stay_apart_for_colour_blind_eyes_and_differ_in_shape() -> None:
    drawn = [draw(a_picture(), [one_arm(role)], PLAIN) for role in ("recipient", "partner")]
    colours = [deuteranope(picture[240, 200]) for picture in drawn]
    corners = [picture[240 - 4, 200 - 4] for picture in drawn]

    assert 40 < np.linalg.norm(colours[0] - colours[1])
    assert (corners[1] == drawn[1][240, 200]).all()
    assert (corners[0] != drawn[0][240, 200]).any()


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_words_clock_bar_and_legend_stay_inside_and_apart(height: int, width: int) -> None:
    picture = a_picture(height, width)
    lines = ("Hold", "The right knee is hidden at the moment because the helper kneels before it.")
    words = draw(picture, [], Hud(lines, tone="unknown", clock="1:02.9"))
    top = (words != GREY).any(axis=2)
    clock = (draw(picture, [], Hud((), clock="1:02.9")) != GREY).any(axis=2)
    panel = (draw(picture, [], Hud(lines, tone="unknown")) != GREY).any(axis=2)

    assert not top[:, 0].any()
    assert not top[:, -1].any()
    assert not top[height // 2 :].any()
    assert clock.any()
    assert clock.sum() < 0.12 * clock.size
    assert top.sum() > clock.sum()
    assert panel.any()
    assert (np.flatnonzero((top & ~clock).any(axis=0)).max()) < np.flatnonzero(clock.any(axis=0)).min()


def test_the_bar_shows_the_progress() -> None:
    bars = [draw(a_picture(), [], Hud((), progress=p, tone="ok"))[465] for p in (0.0, 0.25, 0.5, 1.0, 7.0)]
    filled = [int((bar[:, 1] > 150).sum()) for bar in bars]

    assert filled == sorted(filled)
    assert abs(filled[2] / filled[3] - 0.5) < 0.02
    assert abs(filled[1] / filled[3] - 0.25) < 0.02
    assert filled[3] == filled[4]


def test_every_tone_has_a_symbol_of_its_own() -> None:
    tones: tuple[Tone, ...] = ("ok", "warn", "fault", "unknown", "neutral")
    grey = [
        cv2.cvtColor(draw(a_picture(), [], Hud(("Hold",), tone=tone))[10:30, 20:44], cv2.COLOR_BGR2GRAY) > 110
        for tone in tones
    ]

    for number, one in enumerate(grey):
        assert all((one != other).sum() > 8 for other in grey[number + 1 :])


def test_letters_that_fonts_lack_do_no_harm() -> None:
    drawn = draw(a_picture(), [], Hud(("Knie zur Brust: 112\u00b0 \u2013 g\u00fcltig \U0001f600",)))

    assert (drawn != GREY).any()


def test_the_picture_given_stays_as_it_was() -> None:
    picture = a_picture()
    draw(picture, [one_arm()], Hud(("Hold",), 0.5, "ok", "12.9 s"))

    assert (picture == GREY).all()


@pytest.mark.parametrize(("joints", "flags"), [(17, 33), (33, 17)])
def test_shapes_are_checked(joints: int, flags: int) -> None:
    with pytest.raises(ValueError, match=r"Expected xy of shape \(33, 2\)"):
        DrawnPerson(np.zeros((joints, 2)), np.ones(flags, bool), "recipient")


# -- the video


TIMES = [0.0, 1 / 30, 0.1, 0.5, 0.533, 1.2345]


def write(path: Path, times: list[float], shape: tuple[int, int] = (101, 161)) -> None:
    with OverlayWriter(path, fps=30) as writer:
        for index, time in enumerate(times):
            writer.write(np.full((*shape, 3), 40 * (index % 6), np.uint8), time)


def test_frames_keep_their_times_and_order(tmp_path: Path) -> None:
    write(tmp_path / "o.mp4", TIMES)
    with av.open(str(tmp_path / "o.mp4")) as container:
        frames = list(container.decode(video=0))
    greys = [int(frame.to_ndarray(format="gray")[50, 50]) for frame in frames]

    assert TIMES == pytest.approx([float(frame.pts * frame.time_base) for frame in frames], abs=1e-5)
    assert [0, 40, 80, 120, 160, 200] == pytest.approx(greys, abs=4)


def test_rates_that_are_no_whole_number_do_not_drift(tmp_path: Path) -> None:
    times = [n * 1001 / 30000 for n in range(300)]
    write(tmp_path / "o.mp4", times, (32, 32))
    with av.open(str(tmp_path / "o.mp4")) as container:
        last = list(container.decode(video=0))[-1]

    assert times[-1] == pytest.approx(float(last.pts * last.time_base), abs=1e-5)


def test_it_is_h264_in_yuv420p_of_even_size_with_its_index_first(tmp_path: Path) -> None:
    write(tmp_path / "o.mp4", TIMES)
    with av.open(str(tmp_path / "o.mp4")) as container:
        stream = container.streams.video[0]
        found = (stream.codec_context.name, stream.pix_fmt, stream.width, stream.height)
    content = (tmp_path / "o.mp4").read_bytes()

    assert ("h264", "yuv420p", 162, 102) == found
    assert content.index(b"moov") < content.index(b"mdat")


def test_a_single_picture_gives_one_frame_that_lasts(tmp_path: Path) -> None:
    write(tmp_path / "o.mp4", [0.0])
    with av.open(str(tmp_path / "o.mp4")) as container:
        stream = container.streams.video[0]
        assert stream.duration is not None
        lasts_s = float(stream.duration * stream.time_base)

    assert 1 / 30 == pytest.approx(lasts_s, abs=1e-4)


def test_the_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "o.mp4"
    path.write_bytes(b"older")

    def break_off() -> None:
        with OverlayWriter(path) as writer:
            for number in range(90):
                writer.write(a_picture(64, 64), number / 30)
            assert 2 == len(list(tmp_path.iterdir()))
            assert b"older" == path.read_bytes()
            raise RuntimeError("the rest is lost")

    with pytest.raises(RuntimeError, match="the rest is lost"):
        break_off()

    assert [path] == list(tmp_path.iterdir())
    assert b"older" == path.read_bytes()


def test_without_a_frame_there_is_no_file(tmp_path: Path) -> None:
    with OverlayWriter(tmp_path / "o.mp4"):
        pass

    assert [] == list(tmp_path.iterdir())


def test_times_must_rise_and_sizes_stay(tmp_path: Path) -> None:
    with OverlayWriter(tmp_path / "o.mp4") as writer:
        writer.write(a_picture(), 0.0)
        with pytest.raises(ValueError, match="Expected a time after"):
            writer.write(a_picture(), 0.0)
        with pytest.raises(ValueError, match="Expected pictures of"):
            writer.write(a_picture(240, 320), 1.0)
        writer.write(a_picture(), 1.0)

    with av.open(str(tmp_path / "o.mp4")) as container:
        assert 2 == len(list(container.decode(video=0)))
