"""The split, the scenarios and the clip lists that are committed."""

import collections
import tomllib

import pytest

from bench.clip import FOLDER, clips_of
from bench.listing import text
from bench.making import PathPlan
from bench.planner import THEMES, clips
from bench.scenario import load, names, parsed
from bench.split import DEVELOPMENT, TEST, draw, read, written
from film.config import SCENARIOS

PATHS = {
    "knee-to-chest": PathPlan(50.0, (), 112.0, 8.0),
    "spinal-twist": PathPlan(50.0, (), 107.0, 10.0),
    "figure-four": PathPlan(50.0, (121.0,), 175.0, 49.0),
}
SPLIT = read()
EVENTS_IN_TEST = 18


def planned(name: str, turn: int = 0):
    own = load(name)
    return [parsed_clip(name, table) for table in clips(own, SPLIT.banks[name], PATHS[own.stretch], turn)]


def parsed_clip(name, table):
    from bench.clip import parsed as parsed_one

    return parsed_one(name, table)


def test_the_committed_split_is_the_one_that_its_seed_draws():
    people = tomllib.loads((SCENARIOS / "people.toml").read_text())
    seen = [tomllib.loads(path.read_text()) for path in (SCENARIOS / "scenes").glob("*.toml")]
    fresh = {
        kind: sorted(set(people[kind]) - {scene[key] for scene in seen})
        for kind, key in (("subjects", "subject"), ("partners", "partner"))
    }
    drawn = draw(SPLIT.seed, {n: load(n).stretch for n in names()}, fresh["subjects"], fresh["partners"])

    assert drawn == SPLIT
    assert (SCENARIOS / "split.toml").read_text() == written(drawn)


def test_people_kept_for_the_test_are_in_no_development_bank():
    seen = {p for n in names() if SPLIT.banks[n] == DEVELOPMENT for p in (load(n).subject, load(n).partner)}

    assert len(SPLIT.subjects) >= 2
    assert not seen & {*SPLIT.subjects, *SPLIT.partners}


def test_there_are_36_scenarios_of_all_stretches_sides_rooms_views_and_people():
    found = [load(name) for name in names()]
    people = {own.subject for own in found}, {own.partner for own in found} - {""}

    assert 36 == len(found)
    assert {"left", "right"} == {own.side for own in found}
    assert 3 == len({own.stretch for own in found}) == len({own.room for own in found})
    assert len(people[0]) >= 6
    assert len(people[1]) >= 3
    assert len({own.camera.kind for own in found}) >= 6
    assert max(abs(own.camera.roll_deg) for own in found) <= 8.0


def test_every_kind_of_event_is_planned_often_enough_for_the_test():
    events = collections.Counter()
    for name in names():
        if SPLIT.banks[name] != TEST:
            continue
        for clip in clips_of(name):
            events["jerk"] += len(clip.jolts) + len(clip.tugs)
            events["bounce"] += len(clip.bounces)
            events["drift"] += any(shift.size_deg < -8.0 for shift in clip.shifts)
            events["pushed_deeper"] += clip.shifts[-1:] != () and clip.shifts[-1].size_deg > 10.0
            events["wrong_start"] += clip.wrong_start
            events["not_centred"] += clip.short_of_start_deg > 20.0
            events["shallow"] += clip.short_of_end_deg > 20.0
            ways = {variant.name: variant for variant in load(name).variants}
            shown = [ways[f.variant].way for f in clip.held_faults if not ways[f.variant].near_miss]
            events.update(shown)
            events["off_path"] += shown.count("outward")
    del events["outward"]
    few = {kind: count for kind, count in events.items() if count < EVENTS_IN_TEST}

    assert {} == few


@pytest.mark.parametrize("name", sorted(PATHS))
def test_the_same_seed_plans_the_same_clips(name):
    bank = next(n for n in names() if load(n).stretch == name)

    assert planned(bank) == planned(bank)
    assert len(THEMES[name][SPLIT.banks[bank]]) == len(planned(bank))


def test_every_scenario_has_its_list_of_clips():
    assert set(names()) == {path.stem for path in FOLDER.glob("*.toml")}


def test_a_table_is_written_so_that_it_reads_the_same():
    table = {"name": "a", "fps": 30.0, "on": True, "many": [{"at": 1.5, "what": "b"}], "few": [2.0], "in": {"x": -1}}

    assert {"clips": [table]} == tomllib.loads(text(table, "clips"))


def test_an_unknown_key_of_a_scenario_is_refused():
    own = tomllib.loads((SCENARIOS / "bench" / f"{names()[0]}.toml").read_text())

    with pytest.raises(ValueError, match="colour"):
        parsed("x", own | {"colour": "red"})


def test_a_partner_who_comes_in_must_exist():
    own = tomllib.loads((SCENARIOS / "bench" / f"{names()[0]}.toml").read_text())

    with pytest.raises(ValueError, match="there is none"):
        parsed("x", own | {"partner": "", "passing": "partner"})
