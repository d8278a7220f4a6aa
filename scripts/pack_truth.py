"""Packs truth that goes into the repository: landmarks that an earlier frame has too are the number of that frame.

    python scripts/pack_truth.py clips/*.truth.json.gz --out bench/truth --zopfli

A held pose shows the same few pictures again and again, and what packs the file looks back three frames only.
`calibration.truth` reads both. `--zopfli` (pip install zopfli) saves a fifteenth more, in 3 to 18 seconds a file.
"""

import argparse
import gzip
import json
from pathlib import Path
from typing import Any

from calibration.truth import MARKS
from stretchcheck.results import appearing_whole


def main() -> None:
    """Pack what is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truths", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="an existing folder")
    parser.add_argument("--zopfli", action="store_true", help="pack as small as can be")
    chosen = parser.parse_args()
    for path in chosen.truths:
        pack(path, chosen.out / path.name, zopfli=chosen.zopfli)


def pack(path: Path, out: Path, *, zopfli: bool = False) -> None:
    """Write a truth in little space; the same one gives the same bytes."""
    table = json.loads(gzip.decompress(path.read_bytes()))
    text = json.dumps(table | {"frames": packed(table["frames"])}, separators=(",", ":"))
    with appearing_whole(out) as part:
        part.write_bytes(_zopfli(text.encode()) if zopfli else gzip.compress(text.encode(), compresslevel=9, mtime=0))


def _zopfli(data: bytes) -> bytes:
    from zopfli import gzip as zopfli  # for whoever makes the set; nothing else needs it

    packed: bytes = zopfli.compress(data, numiterations=5)
    return packed


def packed(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Frames whose landmarks are a frame's number where that one was the first to have them."""
    first: dict[tuple[str, str], int] = {}
    made = []
    for number, frame in enumerate(frames):
        own = dict(frame)
        for key in MARKS:
            if isinstance(frame[key], dict):
                known = first.setdefault((key, json.dumps(frame[key])), number)
                own[key] = frame[key] if known == number else known
        made.append(own)
    return made


if __name__ == "__main__":
    main()
