"""Renders bench banks pose by pose; a run that was killed goes on where it stopped."""

from __future__ import annotations

import json
import pathlib
import time
from collections.abc import Callable

from bench.bank import index_of, missing, save_index, write_whole
from bench.boxes import box_around
from bench.cast import PARTNER, PASSER, RECIPIENT, Cast
from bench.patch import Photographer
from bench.scenario import load
from bench.shots import Entry, Shot, plan
from bench.sizes import shares
from bench.stage import BenchStage
from film.drawing import draw_landmarks
from stage.render import save_picture
from stretches.base import State

LOG_EVERY = 20
ROLES = (RECIPIENT, PARTNER, PASSER)
Log = Callable[[str], None]


def render_bank(name: str, banks: pathlib.Path, *, samples: int, log: Log) -> None:
    """Render whatever is missing of one bank."""
    folder = banks / name
    folder.mkdir(parents=True, exist_ok=True)
    cast = Cast(load(name))
    entries = planned(cast, folder)
    todo = missing(folder, entries, cast.scenario.camera.resolution)
    log(f"{name}: {len(todo)} of {len({entry.picture for entry in entries})} poses to render")
    if not todo:
        return
    stage = BenchStage(cast, samples=samples)
    photographer = Photographer(cast.scenario.camera.resolution)
    stage.show_nobody(todo[0].shot)
    photographer.take_room(folder / ".room.png")
    start = time.monotonic()
    for done, entry in enumerate(todo, start=1):
        take(stage, photographer, entry.shot, folder / entry.picture)
        if done % LOG_EVERY == 0 or done == len(todo):
            log(f"{name}: {done}/{len(todo)} poses, {(time.monotonic() - start) / done:.2f} s a pose")


def planned(cast: Cast, folder: pathlib.Path) -> list[Entry]:
    """The poses of a bank; its index is written."""
    way, sizes = cast.way(), shares(cast)
    wrong_deg = round(cast.wrong_way_deg(), 3) if cast.scenario.wrong_start else 0.0
    entries = plan(cast.scenario, way, sizes, wrong_deg)
    save_index(folder, index_of(cast.scenario, way, sizes, wrong_deg, entries))
    return entries


def take(stage: BenchStage, photographer: Photographer, shot: Shot, path: pathlib.Path) -> None:
    """One pose: `<path>.png`, and then its truth as `<path>.json`."""
    truth = stage.show(shot)
    people = [mark["px"] for role in ROLES for mark in truth.get(role, {}).values()]
    photographer.take(path.with_suffix(".png"), box_around(people, stage.cast.scenario.camera.resolution))
    write_whole(path.with_suffix(".json"), json.dumps(truth))


def still_shots(cast: Cast) -> dict[str, Shot]:
    """A few telling poses of a scenario, by name."""
    scenario = cast.scenario
    ready = 1.0 if scenario.partner else 0.0
    found = {
        "rest": Shot(State(0.0, 0.0, 0.0)),
        "half": Shot(State(0.5, 0.0, ready)),
        "end": Shot(State(1.0, 0.0, ready)),
    }
    sizes = shares(cast)
    found |= {v.name: Shot(State(1.0, 0.0, ready, fault=sizes[v.name], fault_kind=v.way)) for v in scenario.variants}
    if scenario.wrong_start:
        found["wrong"] = Shot(State(0.0, 0.0, ready), start=1.0)
        found["wrong_half"] = Shot(State(0.275, 0.0, ready), start=0.5)
    if scenario.passing == "partner":
        found |= {f"enters_{s}": Shot(State(0.0, 0.0, 0.0), entering=s) for s in (0.1, 0.3, 0.5, 0.75, 0.85, 0.92)}
    elif scenario.passing:
        found |= {f"passes_{s}": Shot(State(1.0, 0.0, ready), passing=s) for s in (0.25, 0.5)}
    return found


def stills(name: str, folder: pathlib.Path, *, samples: int, only: tuple[str, ...] = ()) -> None:
    """Render a few poses of a scenario with their landmarks drawn in, and print their measures."""
    folder.mkdir(parents=True, exist_ok=True)
    cast = Cast(load(name))
    stage = BenchStage(cast, samples=samples)
    for kind, shot in still_shots(cast).items():
        if only and kind not in only:
            continue
        start = time.monotonic()
        truth = stage.show(shot)
        path = folder / f"{name}_{kind}.png"
        save_picture(path)
        draw_landmarks(path, {"partner": {}, **truth}, folder / f"{name}_{kind}_marks.png")
        print(f"{name} {kind} {time.monotonic() - start:.1f} s {json.dumps(truth['measures'])}", flush=True)
