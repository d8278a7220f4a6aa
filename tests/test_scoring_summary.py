"""Figures of many clips, their intervals, and scores as plain data."""

import json
from dataclasses import replace

import numpy as np
import pytest

from calibration.scoring.bootstrap import cluster_weights
from calibration.scoring.clip import ClipScore
from calibration.scoring.summary import Figure, summarise
from scored_results import a_reference, a_repetition, an_event, scored


def a_clip(number: int, *, error_s: float = 1.0, bank: str | None = None, subject: str | None = None) -> ClipScore:
    """A clip with a hold that is off by so much, a found jerk and an invented bounce."""
    held_s = 32.0 + error_s
    events = [an_event("jerk", 6.0, 6.5, "moving_in"), an_event("bounce", 20.0, 22.0)]
    score = scored(a_reference(("jerk", 6.1, 6.6)), [a_repetition((8.0, 40.0), held_s=held_s)], events)
    return replace(score, clip=f"clip {number}", bank=bank, subject=subject)


def test_a_score_is_the_same_after_it_was_written_as_json_and_read() -> None:
    score = a_clip(1)

    assert score == ClipScore.from_dict(json.loads(json.dumps(score.as_dict())))


def test_no_clips_give_no_figures() -> None:
    assert {} == summarise([])


def test_clips_of_one_cluster_give_values_and_no_interval() -> None:
    figures = summarise([a_clip(number, error_s=number, bank="a") for number in (1, 2)])

    assert Figure(1.5, None, None, 2.0) == figures["hold.mae_s"]


def test_a_figure_that_rests_on_one_of_many_clusters_has_no_interval() -> None:
    without = replace(a_clip(2), repetitions=())

    assert Figure(1.0, None, None, 1.0) == summarise([a_clip(1), without])["hold.mae_s"]


def test_the_interval_of_identical_clusters_is_a_point() -> None:
    figures = summarise([a_clip(number, error_s=-2.0) for number in range(6)])

    assert Figure(2.0, 2.0, 2.0, 6.0) == figures["hold.mae_s"]
    assert Figure(-2.0, -2.0, -2.0, 6.0) == figures["hold.bias_s"]


def test_figures_of_two_halves_pool_to_those_of_all_by_what_they_rest_on() -> None:
    clips = [a_clip(number, error_s=number % 7 - 2.0, bank=f"{number % 5}") for number in range(20)]
    clips[3:9] = [replace(one, repetitions=(), events=()) for one in clips[3:9]]
    halves, whole = [summarise(half, draws=50) for half in (clips[:7], clips[7:])], summarise(clips, draws=50)
    shares = [name for name in whole if not name.split(".")[-1].startswith("loa_") and "f1" not in name]
    both = [[half[name] for half in halves if name in half] for name in shares]

    assert [pytest.approx(whole[name].value) for name in shares] == [
        sum(one.value * one.n for one in each) / sum(one.n for one in each) for each in both
    ]
    assert [pytest.approx(whole[name].n) for name in shares] == [sum(one.n for one in each) for each in both]


def test_the_same_seed_gives_the_same_intervals_and_another_seed_others() -> None:
    clips = [a_clip(number, error_s=number**1.5) for number in range(9)]
    same, again, other = (summarise(clips, draws=200, seed=seed)["hold.mae_s"] for seed in (1, 1, 2))

    assert same == again
    assert same != other


def test_clips_that_are_alike_within_banks_give_a_wider_interval_than_clips_on_their_own() -> None:
    errors = np.random.default_rng(5).normal(0.0, 1.0, 12)
    clustered = [a_clip(10 * b + c, error_s=error, bank=f"{b}") for b, error in enumerate(errors) for c in range(8)]
    alone = [replace(one, bank=None) for one in clustered]
    wide, narrow = (summarise(clips)["hold.bias_s"] for clips in (clustered, alone))

    assert wide.value == pytest.approx(narrow.value)
    assert width(wide) > 2.0 * width(narrow)


def test_the_interval_holds_the_true_value_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(11)
    template, held = a_clip(0), 0
    for _ in range(200):
        errors = random.normal(0.0, 1.0, 40)
        clips = [replace(with_error(template, error), clip=f"{index}") for index, error in enumerate(errors)]
        figure = summarise(clips, draws=300)["hold.bias_s"]
        held += bool(figure.low is not None and figure.high is not None and figure.low <= 0.0 <= figure.high)

    assert 0.89 < held / 200 < 0.99


def test_every_draw_has_as_many_subjects_as_there_are_and_as_many_banks_as_they_have() -> None:
    clusters = [("a", "1"), ("a", "2"), ("a", "3"), ("b", "4"), ("c", "5")]
    weights = cluster_weights(clusters, draws=500, seed=0)
    of_a = weights[:, :3].sum(axis=1)

    assert set((3 * np.arange(4)).tolist()) == set(of_a.tolist())
    assert [3] * 500 == (of_a / 3 + weights[:, 3] + weights[:, 4]).tolist()
    assert pytest.approx(np.ones(5), abs=0.15) == weights.mean(axis=0)


def test_banks_of_one_subject_are_drawn_too() -> None:
    weights = cluster_weights([("a", "1"), ("a", "2")], draws=100, seed=0)

    assert [2] * 100 == weights.sum(axis=1).tolist()
    assert {0.0, 1.0, 2.0} == set(weights[:, 0].tolist())


def test_a_hundred_and_fifty_clips_have_all_their_figures() -> None:
    clips = [a_clip(n, error_s=n / 50, bank=f"bank {n // 5}", subject=f"subject {n // 15}") for n in range(150)]
    figures = summarise(clips)

    assert (149 / 100, 150) == (pytest.approx(figures["hold.bias_s"].value), figures["hold.bias_s"].n)
    assert all(
        one.low is not None and one.high is not None and one.low <= one.value <= one.high for one in figures.values()
    )


def with_error(score: ClipScore, error_s: float) -> ClipScore:
    (one,) = score.repetitions
    assert one.hold is not None
    return replace(score, repetitions=(replace(one, hold=replace(one.hold, held_s=error_s)),), events=())


def width(figure: Figure) -> float:
    assert figure.low is not None
    assert figure.high is not None
    return figure.high - figure.low
