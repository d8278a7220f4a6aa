"""A real browser in front of a real server: chromium with a clip for its camera and speech for its microphone."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import cv2
import pytest

FPS = 30
SAMPLES = Path(__file__).parents[1] / "sample_videos"


def chromium() -> str:
    """The browser; where there is none the test is skipped, but not under CI."""
    found = os.environ.get("STRETCHCHECK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed")
        pytest.skip("chromium is not installed")
    return found


def fake_camera(clip: Path, target: Path, *, lead_s: float, still_s: float = 3.0) -> Path:
    """The clip as a camera: its first seconds forth and back for `lead_s`, then all of it; chromium repeats it."""
    with av.open(str(clip)) as source:
        pictures = [_jpeg(frame.to_ndarray(format="bgr24")) for frame in source.decode(video=0)]
    still = pictures[: round(still_s * FPS)]
    swing = [*still, *still[-2:0:-1]]
    led = [swing[number % len(swing)] for number in range(round(lead_s * FPS))]
    target.write_bytes(b"".join([*led, *pictures]))
    return target


def _jpeg(image: Any) -> bytes:
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


@contextmanager
def served(data: Path, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """`stretchcheck live --host-only` as a process of its own; gives the address it prints."""
    env = {**os.environ, "STRETCHCHECK_DATA": str(data), **(environment or {})}
    command = [sys.executable, "-m", "stretchcheck", "live", "--host-only", *options]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        if found is None:
            process.kill()
            raise AssertionError(f"no address in {line!r}: {process.communicate()[1]}")
        yield found.group()
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


@contextmanager
def browser(*, camera: Path | None = None, microphone: Path | None = None) -> Iterator[Any]:
    """Chromium without a window; without a file it has no such device."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"]
    if camera is not None or microphone is not None:
        arguments.append("--use-fake-device-for-media-stream")
    if camera is not None:
        arguments.append(f"--use-file-for-fake-video-capture={camera}")
    if microphone is not None:
        arguments.append(f"--use-file-for-fake-audio-capture={microphone}%noloop")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium(), args=arguments)
        try:
            yield opened
        finally:
            opened.close()


def page_of(opened: Any, *, width: int = 1280, height: int = 800, dark: bool = False) -> Any:
    """A page that writes down what goes wrong in it, as `page.wrong`."""
    context = opened.new_context(
        viewport={"width": width, "height": height}, permissions=["camera", "microphone"],
        color_scheme="dark" if dark else "light",
    )  # fmt: skip
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: page.wrong.append(said.text) if said.type == "error" else None)
    return page


def answer_all(page: Any, answer: str = "No") -> None:
    """Answer every screening question."""
    page.locator("fieldset, [role=radiogroup]").first.wait_for()
    for choice in page.get_by_role("radio", name=answer, exact=True).all():
        choice.click()


WATCH = """
(() => {
  window.seen = { microphone: null, camera: null, stops: [], lines: [] };
  const now = () => performance.timeOrigin + performance.now();
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    window.seen[wanted.audio ? "microphone" : "camera"] ??= now();
    return stream;
  };
  let was = false;
  const look = () => {
    const is = document.body?.classList.contains("is-stopped") ?? false;
    if (is && !was) requestAnimationFrame(() => window.seen.stops.push(now()));
    was = is;
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
})();
"""
"""Notes when devices were opened and when the red screen came, in milliseconds of this machine's clock."""


NAME = """
(() => {
  const one = document.activeElement;
  const labels = [...(one?.labels ?? [])].map((label) => label.innerText);
  return one?.getAttribute("aria-label") || labels.join(" ") || one?.innerText || "";
})()
"""


def tab_to(page: Any, name: str, *, most: int = 80) -> None:
    """Press Tab until what has this name, or these words in it, has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(NAME)
        if name.lower() in focused.lower():
            return
    raise AssertionError(f"Tab never reached {name!r}")


def answer_by_keys(page: Any) -> None:
    """Answer every screening question with no, by Tab and arrow keys alone."""
    groups = page.locator("input[type=radio]").evaluate_all("all => [...new Set(all.map(one => one.name))]")
    done: set[str] = set()
    for _ in range(4 * len(groups)):
        if done == set(groups):
            return
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement?.type === 'radio' ? document.activeElement.name : ''")
        if name and name not in done:
            page.keyboard.press("ArrowRight")
            page.wait_for_function("name => document.querySelector(`input[name='${name}']:checked`)", arg=name)
            done.add(name)
    raise AssertionError("Tab never reached every question")
