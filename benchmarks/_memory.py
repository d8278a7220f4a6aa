"""Peak memory of one analysis in a process of its own, by length of clip."""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks._clips import looped

MEMORY_LIMIT: Final = 0.10
"""A long clip may need this much more memory than a short one."""

_METER: Final = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
sys.exit(status != 0)
"""
_COMMAND: Final = "from stretchcheck.cli import main; main()"


def memory(chosen: argparse.Namespace, scratch: Path) -> None:
    """Print the peak memory of clips of two lengths."""
    if not hasattr(os, "wait4"):
        raise SystemExit("This system does not tell the memory of a finished process.")
    print(f"{chosen.clip.name} looped, model {chosen.model}, whole `stretchcheck analyze` in a process of its own")
    peaks = []
    for minutes in (float(text) for text in chosen.memory_minutes.split(",")):
        clip = looped(chosen.clip, 60 * minutes, scratch)
        peaks.append(peak_bytes(clip, scratch / "out", chosen.model))
        print(f"{minutes:6g} min: peak {peaks[-1] / 2**20:7.1f} MiB", flush=True)
    more = peaks[-1] / peaks[0] - 1
    print(f"{more:+.1%} for the longer clip; at most {MEMORY_LIMIT:+.0%} is wanted")


def peak_bytes(clip: Path, out: Path, model: str) -> int:
    """Largest resident memory of one analysis; metered from a bare interpreter, whose own memory a child inherits."""
    command = [sys.executable, "-c", _COMMAND, "analyze", str(clip), "--model", model, "--out", str(out)]
    done = subprocess.run([sys.executable, "-S", "-c", _METER, *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"analyze failed: {done.stderr.strip().splitlines()[-1]}")
    return int(done.stdout)
