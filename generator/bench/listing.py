"""Writes the clip lists of all banks as TOML."""

from __future__ import annotations

import pathlib
from typing import Any

from bench.cast import Cast
from bench.clip import FOLDER
from bench.making import PathPlan
from bench.planner import clips
from bench.scenario import load, names
from bench.shots import WRONG_JOIN_COURSE
from bench.split import read

HEADER = "# Drawn by bench/planner.py; rewrite with `make_bench.py plan`, never by hand.\n"


def write_lists(wanted: list[str], folder: pathlib.Path = FOLDER) -> dict[str, int]:
    """Write `<folder>/<bank>.toml` of the wanted banks; the number of clips of each."""
    folder.mkdir(parents=True, exist_ok=True)
    split = read()
    turns: dict[tuple[str, str], int] = {}
    found = {}
    for name in names():
        scenario = load(name)
        key = (scenario.stretch, split.banks[name])
        turn = turns.get(key, 0)
        turns[key] = turn + 1
        if name not in wanted:
            continue
        tables = clips(scenario, split.banks[name], path_plan(Cast(scenario)), turn)
        (folder / f"{name}.toml").write_text(HEADER + "".join(f"\n{text(table, 'clips')}" for table in tables))
        found[name] = len(tables)
    return found


def path_plan(cast: Cast) -> PathPlan:
    """The places of a bank's path before it is rendered."""
    way, scenario = cast.way(), cast.scenario
    wrong = scenario.start_deg
    if scenario.wrong_start:
        wrong = float(way.place_deg(WRONG_JOIN_COURSE)) - cast.wrong_way_deg()
    return PathPlan(scenario.start_deg, tuple(way.stops_deg), way.end_deg, wrong)


def text(table: dict[str, Any], name: str) -> str:
    """A table of an array of tables as TOML; what is in it are numbers, words, tables and lists of these."""
    lines = [f"[[{name}]]"]
    lines += [f"{key} = {_value(value)}" for key, value in table.items() if value not in ([], {})]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        inner = [_value(item) for item in value]
        if value and isinstance(value[0], dict):
            return "[\n" + "".join(f"    {item},\n" for item in inner) + "]"
        return "[" + ", ".join(inner) + "]"
    return repr(value)
