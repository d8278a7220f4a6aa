"""Writes what was found: result.json, measures.parquet and summary.csv, whole or not at all."""

import csv
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from protocols.measures import MEASURES
from protocols.placer import PLACED
from protocols.repetition import PHASES
from protocols.thresholds import Settings
from stretchcheck.calibrated import usual_ranges
from stretchcheck.judging import ENGINE_KEYS, SOURCE_KEYS, Judged
from stretchcheck.schema import validate_result

SUMMARY_COLUMNS: Final = (
    "clip", "repetition", "stretch", "side", "start_s", "hold_start_s", "hold_end_s", "held_s", "unseen_s",
    "out_of_pose_s", "hold_verdict", "change_deg", "angle_deg", "speed_deg_s", "faults", "warnings", "unknown",
    "events",
)  # fmt: skip


FOLLOWED: Final = "stretchcheck.followed"
"""Key in the metadata of measures.parquet: the followed angle and its speed on the steady clock, 30 ticks a second."""


def result(judged: Judged, settings: Settings) -> dict[str, Any]:
    """The object of result.json, schema 1, validated."""
    judgement, people = judged.judgement, judged.people
    repetitions = [_repetition(repetition) for repetition in judgement.repetitions]
    stretches = {repetition["stretch"] for repetition in repetitions}
    made: dict[str, Any] = {
        "schema": 1,
        "source": {key: judged.metadata["source"][key] for key in SOURCE_KEYS},
        "engine": {key: judged.metadata["engine"][key] for key in ENGINE_KEYS},
        "settings": {
            "profile": settings.profile,
            **judgement.settings,
            **usual_ranges(settings, judgement.view.kind),
        },
        "people": {
            "recipient": people.recipient,
            "partner": people.partner,
            "recipient_seen": people.recipient_seen,
            "partner_seen": people.partner_seen,
            "others": people.others,
            "identity_switches": people.identity_switches,
        },
        "view": {
            "kind": judgement.view.kind,
            "roll_deg": judgement.view.roll_deg,
            "suits": list(judgement.view.suits),
        },
        "stretch": stretches.pop() if len(stretches) == 1 else None,
        "repetitions": repetitions,
        "events": [asdict(event) for event in judgement.events],
        "warnings": list(judgement.warnings),
    }
    plain: dict[str, Any] = json.loads(json.dumps(made, default=_plain))
    validate_result(plain)
    return plain


def _repetition(repetition: Any) -> dict[str, Any]:
    made = asdict(repetition)
    made["hold"]["target_s"] = list(made["hold"]["target_s"])
    return made


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"Expected plain numbers and text in a result, but got {type(value).__name__}.")


@contextmanager
def appearing_whole(path: Path) -> Iterator[Path]:
    """A path to write to, which becomes the file when all went well and is removed when it did not."""
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file."""
    with appearing_whole(path) as part:
        part.write_text(text, encoding="utf-8", newline="")


def copy_whole(origin: Path, target: Path) -> None:
    """Copy a file."""
    with appearing_whole(target) as part:
        shutil.copyfile(origin, part)


def write_result(path: Path, made: Mapping[str, Any]) -> None:
    """Write result.json."""
    write_text(path, json.dumps(made, indent=2, ensure_ascii=False) + "\n")


def write_measures(path: Path, judged: Judged) -> None:
    """Write every measure of every frame, with the followed angle, phase and repetition beside it."""
    columns: dict[str, Any] = {"frame": judged.frames, "time_s": judged.times_s}
    columns |= {name: judged.rows[:, index].astype(np.float32) for index, name in enumerate(MEASURES)}
    columns |= {name: judged.placed[:, index].astype(np.float32) for index, name in enumerate(PLACED)}
    columns |= _followed_columns(judged)
    table = pa.table(columns)
    with appearing_whole(path) as part, pq.ParquetWriter(part, table.schema, compression="zstd") as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({FOLLOWED: _on_the_clock(judged)})


def _on_the_clock(judged: Judged) -> str:
    """The followed angle on the steady clock as JSON, null where unseen: frames that are scarce skip some of it."""
    followed = judged.followed
    if followed is None:
        return json.dumps({"time_s": [], "angle_deg": [], "speed_deg_s": []})
    names = {"time_s": 6, "angle_deg": 3, "speed_deg_s": 3}
    return json.dumps(
        {
            name: [None if value != value else round(value, digits) for value in getattr(followed, name).tolist()]
            for name, digits in names.items()
        },
        allow_nan=False,
    )


def _followed_columns(judged: Judged) -> dict[str, Any]:
    followed, count = judged.followed, len(judged.frames)
    if followed is None or not len(followed.time_s):
        unknown = np.full(count, np.nan, dtype=np.float32)
        nothing = pa.nulls(count, pa.int32())
        return {
            "followed_deg": unknown,
            "speed_deg_s": unknown,
            "phase": pa.nulls(count, pa.string()),
            "repetition": nothing,
        }
    nearest = np.clip(np.searchsorted(followed.time_s, judged.times_s - 1e-6), 0, len(followed.time_s) - 1)
    repetition = followed.repetition[nearest]
    inside = repetition >= 0
    names = np.array(PHASES, dtype=object)[followed.phase[nearest]]
    return {
        "followed_deg": followed.angle_deg[nearest].astype(np.float32),
        "speed_deg_s": followed.speed_deg_s[nearest].astype(np.float32),
        "phase": pa.array(names, pa.string(), mask=~inside),
        "repetition": pa.array(repetition.astype(np.int32), pa.int32(), mask=~inside),
    }


def summary_rows(name: str, made: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a repetition for summary.csv; a clip without one has a single row that says so by its empty cells."""
    rows = [_summary_row(name, number, made) for number in range(len(made["repetitions"]))]
    return rows or [{"clip": name, "warnings": "; ".join(made["warnings"])}]


def _summary_row(name: str, number: int, made: Mapping[str, Any]) -> dict[str, Any]:
    repetition = made["repetitions"][number]
    hold, peak, checks = repetition["hold"], repetition["peak"], repetition["checks"]
    by_verdict = {
        verdict: " ".join(check["name"] for check in checks if check["verdict"] == verdict)
        for verdict in ("fault", "warn", "unknown")
    }
    phases = repetition["phases"]
    return {
        "clip": name,
        "repetition": number,
        "stretch": repetition["stretch"],
        "side": repetition["side"],
        "start_s": next((phase["start_s"] for phase in phases if phase["name"] == "moving_in"), None),
        "hold_start_s": hold["start_s"],
        "hold_end_s": hold["end_s"],
        "held_s": hold["held_s"],
        "unseen_s": hold["unseen_s"],
        "out_of_pose_s": hold["out_of_pose_s"],
        "hold_verdict": hold["verdict"],
        "change_deg": peak["change_deg"],
        "angle_deg": peak["angle_deg"],
        "speed_deg_s": peak["speed_deg_s"],
        "faults": by_verdict["fault"],
        "warnings": by_verdict["warn"],
        "unknown": by_verdict["unknown"],
        "events": " ".join(event["kind"] for event in made["events"] if event["repetition"] == number),
    }


def write_summary(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write summary.csv."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, SUMMARY_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, text.getvalue())
