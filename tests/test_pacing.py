"""The rhythms of a coach: breaths in and out, and what is said as a hold's clock runs or stands."""

from itertools import pairwise

import pytest

from live_scripts import KNEE_LEFT, TWIST_LEFT, clock
from protocols.hold import Status
from protocols.stretches import STRETCHES
from stretchcheck.live import lines
from stretchcheck.live.lines import Line
from stretchcheck.live.pacing import Breath, Count
from stretchcheck.live.plan import Step

PLANNED = [Step(name, "left", hold_s) for name in STRETCHES for hold_s in STRETCHES[name].hold_target_s]
each_planned = pytest.mark.parametrize("step", PLANNED, ids=lambda step: f"{step.stretch} {step.hold_s:g}")


def counted(step: Step, until_s: float, fps: float = 30.0) -> tuple[list[tuple[float, Line]], list[float]]:
    """Lines and questions with the clock's time, of a hold that is seen throughout."""
    count, said, asked = Count(), [], []
    for n in range(round(until_s * fps) + 1):
        held_s = n / fps
        told, asks = count.at(100.0 + held_s, clock(held_s), step)
        said += [(held_s, line) for line in told]
        asked += [held_s] if asks else []
    return said, asked


# -- breaths


def breaths(*, moving: bool, out: bool = False, for_s: float = 60.0) -> list[tuple[float, str]]:
    breath, found = Breath(), []
    breath.begin(2.0, out=out)
    for n in range(round(for_s * 30)):
        due = breath.due(n / 30, moving=moving)
        found += [(round(n / 30, 1), due)] if due else []
    return found


def test_three_breaths_are_guided_four_seconds_in_and_six_out() -> None:
    assert [(2, "in"), (6, "out"), (12, "in"), (16, "out"), (22, "in"), (26, "out")] == breaths(moving=False)


def test_on_the_way_in_later_breaths_out_only_say_how_far() -> None:
    assert ["in", "out", "in", "on", "in", "on"] == [due for _, due in breaths(moving=True)]


def test_who_already_moves_begins_with_the_breath_out() -> None:
    assert [(2.0, "out"), (8.0, "in"), (12.0, "on")] == breaths(moving=True, out=True)[:3]


def test_nothing_is_guided_before_it_begins() -> None:
    breath = Breath()

    assert None is breath.due(1e9, moving=True)
    assert not breath.begun
    breath.begin(5.0)

    assert None is breath.due(4.99, moving=True)
    assert not breath.begun
    assert "in" == breath.due(5.0, moving=True)
    assert breath.begun


# -- counts


@each_planned
@pytest.mark.parametrize("fps", [5.0, 24.0, 30.0])
def test_halfway_five_to_one_and_the_way_back_come_once_each_and_never_late_by_more_than_a_frame(
    fps: float, step: Step
) -> None:
    said, _ = counted(step, step.hold_s + 1.0, fps)
    due = {lines.HALF: step.hold_s / 2, lines.guide_back(step.stretch): step.hold_s}
    due |= {line: step.hold_s - n for n, line in lines.COUNTS.items()}

    assert sorted(due.values()) == pytest.approx([time_s for time_s, _ in said], abs=1 / fps)
    assert all(0 <= time_s - due[line] + 1e-9 < 1 / fps + 1e-9 for time_s, line in said)


@each_planned
def test_it_is_asked_early_in_a_hold_and_again_in_a_long_one_and_never_near_the_count(step: Step) -> None:
    _, asked = counted(step, step.hold_s + 5.0)

    assert 2.0 + 0.2 * step.hold_s == pytest.approx(asked[0], abs=0.04)
    assert len(asked) <= 2
    assert all(time_s <= step.hold_s - 5.5 for time_s in asked)
    assert all(b - a == pytest.approx(20.0, abs=0.04) for a, b in pairwise(asked))


def test_a_hold_of_a_minute_is_asked_about_twice() -> None:
    assert 2 == len(counted(Step("knee-to-chest", "left", 60.0), 61.0)[1])


@each_planned
def test_who_holds_for_longer_than_the_longest_is_told_once(step: Step) -> None:
    said, _ = counted(step, step.range_s[1] + 8.0)

    assert [step.range_s[1] + 2.0] == pytest.approx([t for t, line in said if line == lines.LONG], abs=0.04)


def test_a_clock_that_leaps_says_only_the_newest_count() -> None:
    count = Count()
    said = [line for held_s in (24.0, 27.2, 31.0) for line in count.at(100.0 + held_s, clock(held_s), KNEE_LEFT)[0]]

    assert [lines.HALF, lines.COUNTS[3], lines.guide_back("knee-to-chest")] == said


def test_a_clock_that_stands_repeats_nothing() -> None:
    count = Count()
    said = [line for n in range(600) for line in count.at(100.0 + n / 30, clock(26.5), KNEE_LEFT)[0]]

    assert [lines.COUNTS[4]] == said


@each_planned
def test_the_last_seconds_are_the_counts_alone(step: Step) -> None:
    count = Count()
    quiet = []
    for n in range(round((step.hold_s + 2) * 30)):
        count.at(n / 30, clock(n / 30), step)
        quiet.append(count.last_seconds(step))

    assert [step.hold_s - 5.5, step.hold_s] == pytest.approx(
        [quiet.index(True) / 30, (len(quiet) - quiet[::-1].index(True)) / 30], abs=0.04
    )


# -- sight


def sight(*spans: tuple[float, Status]) -> list[tuple[float, Line]]:
    count, said, now_s = Count(), [], 100.0
    for for_s, status in spans:
        for _ in range(round(for_s * 30)):
            now_s += 1 / 30
            said += [(round(now_s - 100.0, 1), line) for line in count.at(now_s, clock(9.0, status), TWIST_LEFT)[0]]
    return said


def test_a_clock_that_waits_for_three_seconds_is_told_once_and_so_is_its_end() -> None:
    found = sight((2.0, Status.IN_POSE), (20.0, Status.UNSEEN), (1.0, Status.IN_POSE))

    assert [lines.UNSEEN, lines.SEEN] == [line for _, line in found]
    assert [5.0, 22.0] == pytest.approx([time_s for time_s, _ in found], abs=0.11)


def test_less_than_three_seconds_out_of_sight_are_not_worth_a_word() -> None:
    assert [] == sight((2.0, Status.IN_POSE), (2.9, Status.UNSEEN), (1.0, Status.IN_POSE), (2.9, Status.UNSEEN))


def test_out_of_pose_is_seen() -> None:
    assert [] == sight((10.0, Status.OUT_OF_POSE))


def test_each_time_out_of_sight_is_told() -> None:
    spans = [(4.0, Status.UNSEEN), (1.0, Status.IN_POSE)] * 2

    assert [lines.UNSEEN, lines.SEEN] * 2 == [line for _, line in sight(*spans)]


def test_a_count_that_was_reset_is_new() -> None:
    used = Count()
    for n in range(1500):
        used.at(n / 30, clock(n / 30, Status.UNSEEN if n % 400 > 200 else Status.IN_POSE), KNEE_LEFT)
    used.reset()
    new = Count()

    for n in range(1000):
        now = 500 + n / 30, clock(n / 30), KNEE_LEFT
        assert new.at(*now) == used.at(*now)
        assert new.last_seconds(KNEE_LEFT) == used.last_seconds(KNEE_LEFT)
