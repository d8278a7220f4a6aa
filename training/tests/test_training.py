"""The torch network says what the interpreter says, and the truth of a crop lies where the picture shows it.

Run with the environment of `training/README.md`: python -m pytest training/tests -c /dev/null --rootdir training/tests
"""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

import training.steps
from training import samples
from training.blend import blended
from training.changes import changes
from training.losses import Truth, from_before, from_truth
from training.network import Network
from training.samples import Person, Picture, anchors, drawn, kept, nobody, pictures, shown
from training.score import answers
from training.steps import Mean, RelativeSteps, size
from vision._changes import applied
from vision.estimators.blazepose import BlazePose
from vision.estimators.regions import CROP_PX, Region
from vision.joints import N_JOINTS, Joint
from vision.models import ensure

LEFT, RIGHT = (60, 60, 230), (230, 120, 30)
"""Colours of the knees, BGR."""


@pytest.fixture(scope="module")
def weights() -> Path:
    return ensure("pose_landmark_full")


@pytest.fixture
def picture() -> Picture:
    """Somebody whose knees are two coloured discs, in a grey picture."""
    draw = np.random.default_rng(3)
    xy_px = draw.uniform(150.0, 330.0, (N_JOINTS, 2))
    xy_px[[Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]] = [[130.0, 220.0], [130.0, 260.0]]
    xy_px[[Joint.LEFT_HIP, Joint.RIGHT_HIP]] = [[260.0, 230.0], [260.0, 250.0]]
    xy_px[[Joint.LEFT_KNEE, Joint.RIGHT_KNEE]] = [[330.0, 150.0], [330.0, 330.0]]
    image = np.full((480, 640, 3), 128, np.uint8)
    for joint, colour in ((Joint.LEFT_KNEE, LEFT), (Joint.RIGHT_KNEE, RIGHT)):
        cv2.circle(image, tuple(int(v) for v in xy_px[joint]), 16, colour, -1)
    png = cv2.imencode(".png", image)[1].tobytes()
    xyz_m = np.column_stack([xy_px / 200.0, draw.uniform(2.0, 3.0, N_JOINTS)])
    return Picture(png, {"recipient": Person(xy_px, xyz_m, draw.integers(0, 3, N_JOINTS))})


def test_the_torch_network_says_what_the_interpreter_says(weights: Path) -> None:
    image = np.random.default_rng(0).integers(0, 255, (CROP_PX, CROP_PX, 3), np.uint8)
    image = cv2.GaussianBlur(image, (31, 31), 0)
    wanted = BlazePose(weights)(image, Region(CROP_PX / 2, CROP_PX / 2, CROP_PX, 0.0))
    xy_px, xyz_m = answers(Network(weights), [shown(image)])[0]
    np.testing.assert_allclose(xy_px, wanted.xy_px, atol=0.05)
    np.testing.assert_allclose(xyz_m, wanted.world_m, atol=0.001)


def test_weights_that_were_not_trained_come_back_to_the_last_byte(weights: Path, tmp_path: Path) -> None:
    network = Network(weights)
    network.save(tmp_path / "same.tflite")
    assert (tmp_path / "same.tflite").read_bytes() == weights.read_bytes()
    with torch.no_grad():
        next(network.parameters()).add_(0.1)
    network.save(tmp_path / "other.tflite")
    assert (tmp_path / "other.tflite").read_bytes() != weights.read_bytes()
    assert (tmp_path / "other.tflite").stat().st_size == weights.stat().st_size


def test_a_step_moves_a_weight_by_a_share_of_its_size_and_no_frozen_one(weights: Path) -> None:
    network, before = Network(weights), Network(weights)
    large = [step for step in network.steps if network.shapes[step.writes][1] >= 128]
    network.freeze(large)
    frozen = {str(tensor) for step in large for tensor in step.reads[1:]} & set(network.weights)
    steps = RelativeSteps(network, before)
    answer = network(torch.rand(1, 3, CROP_PX, CROP_PX))
    steps.step(torch.stack([values.square().mean() for values in answer.values()]).sum(), 0.01)
    changes = {name: (network.weights[name] - before.weights[name]).detach() for name in network.weights}
    same = {name for name, change in changes.items() if not change.any()}

    assert frozen
    assert frozen <= same
    assert len(same - frozen) < 0.05 * len(network.weights)
    for name, change in changes.items():
        own = size(before.weights[name].detach())
        assert (change.abs() <= 0.0101 * own + 1e-6 * before.weights[name].abs()).all(), name
    shares = [(change.abs() / size(before.weights[name].detach())).median() for name, change in changes.items()]
    assert 0.009 < float(torch.stack([share for share in shares if share.isfinite() and share > 0.0]).median()) < 0.0101


def test_a_weight_is_as_large_as_its_row_and_its_column() -> None:
    draw = torch.Generator().manual_seed(0)
    rows, columns = torch.rand(5, 1, 1, 1, generator=draw) + 0.01, torch.rand(1, 7, 1, 1, generator=draw) * 100.0
    signs = torch.where(torch.rand(5, 7, 2, 2, generator=draw) < 0.5, -1.0, 1.0)

    torch.testing.assert_close(size(rows * columns * signs), (rows * columns).expand(5, 7, 2, 2))
    torch.testing.assert_close(size(rows * signs[:, :1]), rows.expand(5, 1, 2, 2))


@pytest.mark.parametrize(("steps", "over", "expected"), [(4, 300, 2.5), (3, 2, 2.25)])
def test_the_mean_is_that_of_the_weights_on_the_way_and_later_forgets(
    weights: Path, monkeypatch: pytest.MonkeyPatch, steps: int, over: int, expected: float
) -> None:
    monkeypatch.setattr(training.steps, "MEAN_OVER", over)
    network = Network(weights)
    mean, name = Mean(network), next(iter(network.weights))
    first = network.weights[name].detach().clone()
    for _ in range(steps):
        with torch.no_grad():
            network.weights[name].add_(1.0)
        mean.follow()

    torch.testing.assert_close(mean.weights_of.weights[name].detach(), first + expected)


def test_joints_lie_where_the_crop_shows_them_and_a_mirrored_left_is_a_right(picture: Picture) -> None:
    mirrored = set()
    for seed in range(40):
        sample = drawn(picture, "recipient", np.random.default_rng(seed))
        places = sample.xy_px[[Joint.LEFT_KNEE, Joint.RIGHT_KNEE]].round().astype(int)
        if ((places < 4) | (places > CROP_PX - 5)).any():
            continue
        left, right = (sample.crop[:, y - 3 : y + 4, x - 3 : x + 4].mean(axis=(1, 2)) for x, y in places)
        redder = (left[0] - left[2]) - (right[0] - right[2])
        assert abs(redder) > 30, seed
        mirrored.add(bool(redder < 0))
    assert {True, False} == mirrored


def test_metres_are_turned_with_the_crop(picture: Picture) -> None:
    for seed in range(10):
        sample = drawn(picture, "recipient", np.random.default_rng(seed))
        flat = sample.xy_px[:N_JOINTS] - sample.xy_px[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0)
        ratio = np.linalg.norm(flat, axis=1) / np.linalg.norm(sample.xyz_m[:, :2], axis=1)
        np.testing.assert_allclose(ratio, np.median(ratio), rtol=1e-3)
        np.testing.assert_allclose(flat / np.median(ratio), sample.xyz_m[:, :2], atol=1e-3)


def test_the_circle_holds_the_whole_body(picture: Picture) -> None:
    xy_px = picture.people["recipient"].xy_px
    hip, top = anchors(xy_px)
    assert np.linalg.norm(xy_px - hip, axis=1).max() < np.linalg.norm(top - hip)


def test_somebody_who_is_hardly_in_the_picture_is_not_shown_to_the_network(picture: Picture) -> None:
    person = picture.people["recipient"]
    leaving = Person(person.xy_px + [0.0, 240.0], person.xyz_m, person.hidden_by)

    assert ["recipient"] == Picture(picture.png, {"recipient": person, "partner": leaving}).roles_shown


def test_empty_crops_show_nobody(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "spoiled", lambda crop, _: crop)
    found = [nobody(picture, np.random.default_rng(seed)) for seed in range(40)]
    crops = [crop for crop in found if crop is not None]

    assert len(crops) > 5
    for crop in crops:
        coloured = np.abs(crop[0].astype(int) - crop[2].astype(int)) > 40

        assert not coloured.any()


def test_scenes_that_are_not_whole_are_left_out(picture: Picture, tmp_path: Path) -> None:
    person = picture.people["recipient"]
    marks = {
        str(i): {"px": list(person.xy_px[i]), "m": list(person.xyz_m[i]), "hidden_by": int(person.hidden_by[i])}
        for i in range(N_JOINTS)
    }
    for name in ("whole", "begun"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "0.json").write_text(json.dumps({"recipient": marks, "measures": {}}))
        (folder / "0.png").write_bytes(picture.png)
        (folder / "scene.json").write_text("{}")
    (tmp_path / "whole" / "done").write_text("")
    found = pictures(tmp_path)
    assert len(found) == 1
    np.testing.assert_array_equal(found[0].people["recipient"].xy_px, person.xy_px)


def test_the_right_answer_costs_least_and_the_usual_one_nothing_but_its_doubt(weights: Path, picture: Picture) -> None:
    network = Network(weights)
    draw = np.random.default_rng(1)
    sample = drawn(picture, "recipient", draw)
    with torch.no_grad():
        answer = network(torch.tensor(sample.crop[None]).float() / 255.0)
        truth = Truth(*(torch.tensor(getattr(sample, key)[None]) for key in ("xy_px", "xyz_m", "hidden")))
        right = dict(answer)
        points = answer["Identity"].reshape(1, 39, 5).clone()
        points[:, :35, :2] = truth.xy_px
        right["Identity"] = points.reshape(1, -1)
        assert from_truth(right, truth)["pixels"] == 0.0
        assert from_truth(answer, truth)["pixels"] > 1.0
        sure = answer | {"Identity_1": torch.ones(1, 1)}
        same, other = from_before(answer, sure), from_before(right, sure)

        assert same["kept"] < other["kept"]


def test_a_blend_lies_between_what_was_and_what_is(weights: Path, tmp_path: Path) -> None:
    trained = Network(weights)
    name = next(iter(trained.weights))
    with torch.no_grad():
        trained.weights[name].add_(1.0)
    for share in (0.0, 0.5, 1.0):
        mixed, plain = Network(weights), Network(weights)
        blended(mixed, trained, share)

        assert torch.allclose(plain.weights[name] + share, mixed.weights[name])


def test_real_crops_keep_their_size() -> None:
    crop = np.random.default_rng(0).integers(0, 255, (CROP_PX, CROP_PX, 3), np.uint8)
    assert kept(crop, np.random.default_rng(0)).shape == (3, CROP_PX, CROP_PX)


@pytest.mark.parametrize("share", [1.0, 0.25])
def test_changes_that_come_with_the_program_are_those_of_the_training(
    weights: Path, tmp_path: Path, share: float
) -> None:
    before, after = Network(weights), Network(weights)
    draw = torch.Generator().manual_seed(0)
    moved = [*after.weights][::3]
    with torch.no_grad():
        for name in moved:
            after.weights[name] *= 1.0 + 0.1 * torch.randn(after.weights[name].shape, generator=draw)
    np.savez_compressed(tmp_path / "changes.npz", **changes(before, after, share))
    (tmp_path / "whole.tflite").write_bytes(applied(weights.read_bytes(), tmp_path / "changes.npz"))
    found = Network(tmp_path / "whole.tflite")

    for name, weight in before.weights.items():
        wanted = weight.lerp(after.weights[name], share).detach()
        change = (wanted - weight).detach().square().mean().sqrt()
        assert float((found.weights[name] - wanted).detach().square().mean().sqrt()) <= 0.1 * float(change), name
    assert (tmp_path / "changes.npz").stat().st_size < 0.3 * len(weights.read_bytes())
