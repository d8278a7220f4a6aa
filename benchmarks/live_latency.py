"""Measures a live session in a real browser on this machine: from a camera picture to its verdict on the page.

    python -m benchmarks.live_latency [--seconds 60] [--model full]

Chromium plays a sample clip as its camera and shares the cores with the server, the engine and everything else here.
It prints the time from the capture of a picture to its drawn verdict (median, 95th percentile, longest), the verdicts
a second, how much of it the server needed, and the cores that were busy. Run it on an idle machine.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import SAMPLES, browser, fake_camera, page_of, served  # noqa: E402
from stretchcheck.live.plan import dumps, from_rows  # noqa: E402

_WATCH = """
(() => {
  window.served = [];
  const real = JSON.parse;
  JSON.parse = (text, ...rest) => {
    const made = real(text, ...rest);
    if (made && typeof made.age_ms === "number") window.served.push(made.age_ms);
    return made;
  };
})();
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to measure")
    parser.add_argument("--model", choices=("lite", "full", "heavy"), default="full")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = folder / "plan.toml"
        plan.write_text(dumps(from_rows([{"stretch": "knee-to-chest", "side": "right", "hold_s": 60}])))
        camera = fake_camera(SAMPLES / "ktc_good_right.mp4", folder / "camera.mjpeg", lead_s=12.0)
        options = ("--plan", str(plan), "--model", given.model)
        with served(folder / "data", *options) as address, browser(camera=camera) as opened:
            page = page_of(opened)
            page.add_init_script(_WATCH)
            _begin(page, address)
            time.sleep(5.0)
            page.evaluate("window.served.length = 0")
            busy, begun = _busy_s(), time.monotonic()
            count = page.evaluate("window.stretchcheckTimings.length")
            time.sleep(given.seconds)
            took = time.monotonic() - begun
            _tell(page, count, took, (_busy_s() - busy) / took)


def _begin(page: Any, address: str) -> None:
    page.goto(address)
    page.locator("input[type=radio]").first.wait_for(state="attached")
    for choice in page.get_by_role("radio", name="No", exact=True).all():
        choice.click()
    page.get_by_role("button", name="Continue").click()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Go on without a stop word").click()
    page.get_by_role("button", name="Go on to the camera").click()
    page.locator("button:not([aria-disabled])", has_text="Start").wait_for(timeout=30_000)
    page.keyboard.press("Enter")


def _busy_s() -> float:
    """Processor seconds that everything on this machine has used, where the system tells."""
    try:
        fields = [float(each) for each in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    except OSError:
        return float("nan")
    idle, waiting = fields[3], fields[4]
    return (sum(fields) - idle - waiting) / os.sysconf("SC_CLK_TCK")


def _tell(page: Any, first: int, took_s: float, cores: float) -> None:
    drawn = [each["drawn_ms"] - each["t"] for each in page.evaluate("window.stretchcheckTimings")]
    kept = drawn[first:] if len(drawn) < 2000 else drawn
    ages = page.evaluate("window.served")
    print(f"cores {os.cpu_count()}, busy {cores:.2f}; {took_s:.0f} s of a session, the browser on the same cores")
    for title, values in (("capture to drawn verdict", kept), ("of it, arrival to answer in the server", ages)):
        ordered = sorted(values)
        high = ordered[int(0.95 * len(ordered))]
        print(f"{title}: median {statistics.median(values):.0f} ms, p95 {high:.0f} ms, longest {ordered[-1]:.0f} ms")
    print(f"verdicts a second: {len(ages) / took_s:.1f}")


if __name__ == "__main__":
    main()
