"""What every estimator promises; each function makes one claim about one subject."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vision.estimators import Estimator
from vision.joints import HIPS, SHOULDERS, Joint
from vision.types import Frame, Image, Observation, rounded

Claim = Callable[["Subject"], None]

TINY = ((1, 1), (1, 7), (5, 2), (300, 1), (2, 400), (16, 16))
THIGHS = ((Joint.LEFT_HIP, Joint.LEFT_KNEE), (Joint.RIGHT_HIP, Joint.RIGHT_KNEE))
SHANKS = ((Joint.LEFT_KNEE, Joint.LEFT_ANKLE), (Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE))


@dataclass(frozen=True)
class Subject:
    """An estimator to judge.

    Attributes:
        new: a new instance that will be asked about just these frames, perhaps after a reset again.
        pictures: a short film of two people, both whole in the picture and unobstructed.
    """

    new: Callable[[Sequence[Frame]], Estimator]
    pictures: Sequence[Image]

    def film(self) -> list[Frame]:
        """The film, 25 frames a second, first seen at 0.32 s in frame 8."""
        return [Frame(0.32 + n / 25, 8 + n, picture) for n, picture in enumerate(self.pictures)]

    def seen(self, frames: Sequence[Frame]) -> list[Observation]:
        """What a new instance sees."""
        return seen_by(self.new(frames), frames)


def claim_engine_is_named_with_the_hashes_of_its_networks(subject: Subject) -> None:
    engine = subject.new(subject.film()).engine

    assert {"name", "model", "models"} <= engine.keys()
    assert all(isinstance(engine[name], str) for name in ("name", "model"))
    assert all(len(bytes.fromhex(sha256)) == 32 for sha256 in engine["models"].values())


def claim_times_and_frame_numbers_pass_through(subject: Subject) -> None:
    film = subject.film()

    assert [(f.time_s, f.index) for f in film] == [(o.time_s, o.frame) for o in subject.seen(film)]


def claim_both_people_are_seen_in_every_frame(subject: Subject) -> None:
    assert {2} == {len(each.bodies) for each in subject.seen(subject.film())}


def claim_joints_are_pixels_of_the_picture(subject: Subject) -> None:
    """Normalised coordinates would all lie in the first pixel."""
    height, width = subject.pictures[0].shape[:2]
    for each in subject.seen(subject.film()):
        for body in each.bodies:
            trunk = body.xy_px[[*SHOULDERS, *HIPS]]
            assert np.isfinite(body.xy_px).all()
            assert (trunk > 0).all()
            assert (trunk < [width, height]).all()
            assert np.ptp(body.xy_px, axis=0).max() > 0.1 * height


def claim_scores_lie_between_0_and_1(subject: Subject) -> None:
    for each in subject.seen(subject.film()):
        for body in each.bodies:
            witness = body.witness_score[np.isfinite(body.witness_score)]
            scores = np.concatenate([body.visibility, body.presence, witness])
            assert ((scores >= 0) & (scores <= 1)).all()


def claim_scatter_is_a_length_where_it_is_known(subject: Subject) -> None:
    for each in subject.seen(subject.film()):
        for body in each.bodies:
            assert (np.isnan(body.scatter_px) | (body.scatter_px >= 0)).all()


def claim_a_witness_has_a_place_and_a_score_or_neither(subject: Subject) -> None:
    for each in subject.seen(subject.film()):
        for body in each.bodies:
            known = np.isfinite(body.values[:, 7:10])
            assert np.array_equal(known.all(axis=1), known.any(axis=1))


def claim_values_are_rounded(subject: Subject) -> None:
    for each in subject.seen(subject.film()):
        for body in each.bodies:
            assert np.array_equal(rounded(body.values), body.values, equal_nan=True)


def claim_numbers_are_unique_in_a_frame(subject: Subject) -> None:
    for each in subject.seen(subject.film()):
        numbers = [body.person for body in each.bodies]
        assert len(set(numbers)) == len(numbers)


def claim_numbers_are_not_used_again_after_an_empty_minute(subject: Subject) -> None:
    before = subject.film()
    blank = [Frame(10.0 + n, 100 + n, np.zeros_like(subject.pictures[0])) for n in range(3)]
    after = [Frame(70.0 + frame.time_s, 200 + frame.index, frame.image) for frame in before]

    seen = subject.seen([*before, *blank, *after])
    first = {body.person for each in seen[: len(before)] for body in each.bodies}
    last = {body.person for each in seen[-len(after) :] for body in each.bodies}
    assert first
    assert last
    assert not first & last


def claim_reset_is_equal_to_new(subject: Subject) -> None:
    film = subject.film()
    estimator = subject.new(film)
    seen_by(estimator, film[:-1])
    estimator.reset()

    assert exactly(subject.seen(film)) == exactly(seen_by(estimator, film))


def claim_the_same_frames_give_the_same_bits(subject: Subject) -> None:
    film = subject.film()

    assert exactly(subject.seen(film)) == exactly(subject.seen(film))


def claim_pictures_are_not_changed(subject: Subject) -> None:
    before = [picture.copy() for picture in subject.pictures]
    subject.seen(subject.film())

    assert all(np.array_equal(a, b) for a, b in zip(before, subject.pictures, strict=True))


def claim_nobody_is_seen_in_a_blank_picture(subject: Subject) -> None:
    frames = [Frame(n / 25, n, np.full_like(subject.pictures[0], grey)) for n, grey in enumerate((0, 0, 127, 255))]

    assert [()] * 4 == [each.bodies for each in subject.seen(frames)]


def claim_tiny_pictures_are_survived(subject: Subject) -> None:
    rng = np.random.default_rng(0)
    frames = [
        Frame(n / 25, n, rng.integers(0, 255, (*size, 3)).astype(np.uint8)) for n, size in enumerate((*TINY, *TINY))
    ]

    assert len(frames) == len(subject.seen(frames))


def claim_limbs_have_human_proportions(subject: Subject) -> None:
    """Metres, from hip to knee to ankle; a person's two sides and two bones are about as long as each other."""
    for body in subject.seen(subject.film())[-1].bodies:
        bones = {pair: float(np.linalg.norm(np.subtract(*body.world_m[list(pair)]))) for pair in (*THIGHS, *SHANKS)}
        assert all(0.2 < length < 0.6 for length in bones.values()), bones
        for left, right in (THIGHS, SHANKS):
            assert 0.6 < bones[left] / bones[right] < 1 / 0.6, bones
        for thigh, shank in zip(THIGHS, SHANKS, strict=True):
            assert 0.6 < bones[thigh] / bones[shank] < 1 / 0.6, bones


def seen_by(estimator: Estimator, frames: Sequence[Frame]) -> list[Observation]:
    return [estimator(frame) for frame in frames]


def exactly(observations: Sequence[Observation]) -> list[tuple[int, int, bytes]]:
    return [(each.frame, body.person, body.values.tobytes()) for each in observations for body in each.bodies]


CLAIMS: list[Claim] = [claim for name, claim in list(globals().items()) if name.startswith("claim_")]
