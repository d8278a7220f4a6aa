"""Packs recordings that go into the repository: the same values and metadata, in six tenths of the space.

    stretchcheck analyze sample_videos/*.mp4 --out looked
    python scripts/pack_recordings.py looked/*/poses.parquet --out tests/recordings
    python scripts/pack_recordings.py scored/recordings/*.poses.parquet --out bench/recordings

Each is named after the clip it was made of. Nothing else makes or changes these files.
"""

import argparse
from pathlib import Path

import pyarrow.parquet as pq

from stretchcheck.results import appearing_whole
from vision.recording import Recording

LEVEL = 11


def main() -> None:
    """Pack what is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="an existing folder")
    chosen = parser.parse_args()
    for path in chosen.recordings:
        clip = Path(Recording(path).metadata["source"]["name"]).stem
        pack(path, chosen.out / f"{clip}.poses.parquet")


def pack(path: Path, out: Path) -> None:
    """Write a recording in one group, packed as well as can be."""
    table = pq.read_table(path)
    told = {key: value for key, value in pq.ParquetFile(path).metadata.metadata.items() if key != b"ARROW:schema"}
    packing = {"compression": "brotli", "compression_level": LEVEL, "use_dictionary": ["joint", "person"]}
    with appearing_whole(out) as part, pq.ParquetWriter(part, table.schema, **packing) as writer:
        writer.write_table(table, row_group_size=len(table))
        writer.add_key_value_metadata(told)


if __name__ == "__main__":
    main()
