"""The explorer in a real browser: move a slider, see the numbers change, save, reload; labels by mouse and keyboard."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser import browser, page_of, tab_to
from calibration.read_labels import read_labels
from exploring import labelled
from stretchcheck import profiles

pytestmark = pytest.mark.timeout(240)
"""Nothing here is measured in real time, so that others may work beside it."""

WAIT_MS = 60_000
SLIDER = "ktc_engaged_deg"


@contextmanager
def explorer(folder: Path, labels: Path, recordings: Path, *options: str) -> Iterator[str]:
    """`stretchcheck tune --explore` as a process of its own; gives its address."""
    command = [sys.executable, "-m", "stretchcheck", "tune", str(labels), "--recordings", str(recordings), "--explore"]
    process = subprocess.Popen(
        [*command, "--host-only", *options], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None, process.communicate(timeout=20)[1]
        yield found.group()
    finally:
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[1]
        assert "Traceback" not in said, said


def drawn(folder: Path) -> tuple[Path, Path]:
    return labelled(folder, "one", "two", faults=[("too_shallow", 10.0, 14.0)])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return drawn(tmp_path)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One explorer for all who save nothing: to start it takes longer than what is tried on it."""
    folder = tmp_path_factory.mktemp("explored")
    with explorer(folder, *drawn(folder)) as address:
        yield address


@contextmanager
def visited(chrome: Any, address: str, **looks: Any) -> Iterator[Any]:
    """A page of the explorer with the thresholds of the start, whoever moved them before."""
    page = opened(page_of(chrome, **looks), address)
    page.evaluate("explorer.store.send('reset')")
    page.get_by_role("heading", name="Changed verdicts (0)").wait_for()
    ready(page)
    try:
        yield page
    finally:
        page.context.close()


def opened(page: Any, address: str) -> Any:
    """The page when all clips are judged and the first can be seen."""
    page.set_default_timeout(WAIT_MS)
    page.goto(address)
    ready(page)
    page.locator(".axis .curve").wait_for()
    return page


def ready(page: Any) -> None:
    page.locator("#progress[data-busy=false]").wait_for()
    page.locator("#numbers[data-whole=true]").wait_for()


def move(page: Any, value: float) -> None:
    """By the keyboard alone, as far as the slider goes one way."""
    page.get_by_role("searchbox", name="Find a threshold").fill(SLIDER)
    slider = page.get_by_role("slider", name=SLIDER)
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "([name, value]) => explorer.store.state.values[name] === Number(value)", arg=[SLIDER, value]
    )


def figures(page: Any) -> dict[str, str]:
    return {
        "fault": page.locator("[data-count=fault]").inner_text(),
        "f1": page.locator("tr[data-figure='events.f1'] td").nth(1).inner_text().split("\n")[0],
        "changed": page.get_by_role("heading", name="Changed verdicts").inner_text(),
    }


def serious(page: Any) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in ("serious", "critical")
    ]


def test_a_slider_changes_the_numbers_which_outlive_a_reload_and_a_saved_profile_a_restart(
    files: tuple[Path, Path], tmp_path: Path, chrome: Any
) -> None:
    with explorer(tmp_path, *files) as address, visited(chrome, address) as page:
        before = figures(page)
        move(page, 110)
        page.get_by_role("heading", name="Changed verdicts (2)").wait_for()
        ready(page)
        after = figures(page)
        opened(page, address)
        reloaded = figures(page)
        page.get_by_role("button", name="Save profile").click()
        page.get_by_label("Why these numbers?").fill("teachers ask for more")
        page.get_by_role("button", name="Save", exact=True).click()
        page.locator(".notice.good").wait_for()
        wrong = list(page.wrong)

    assert [] == wrong
    assert ("✕ fault 0", "Changed verdicts (0)") == (before["fault"], before["changed"])
    assert ("✕ fault 0 → 2", "1.00") == (after["fault"], after["f1"])
    assert after == reloaded
    assert {SLIDER: 110.0} == profiles.load(tmp_path / "explored.toml").changed
    assert "teachers ask for more" in (tmp_path / "explored.toml").read_text()
    with explorer(tmp_path, *files, "--profile", "explored.toml") as address, visited(chrome, address) as page:
        again = figures(page)
        page.get_by_role("button", name="Undo", exact=True).wait_for()

    assert ("✕ fault 2", after["f1"], "Changed verdicts (0)") == (again["fault"], again["f1"], again["changed"])


def test_numbers_follow_while_a_slider_is_still_held_and_the_drag_is_one_step(chrome: Any, explored: str) -> None:
    with visited(chrome, explored) as page:
        page.get_by_role("searchbox", name="Find a threshold").fill(SLIDER)
        box = page.get_by_role("slider", name=SLIDER).bounding_box()
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + 0.4 * box["width"], middle)
        page.mouse.down()
        for share in (0.6, 0.8, 1.0):
            page.mouse.move(box["x"] + share * box["width"], middle, steps=3)
            page.wait_for_timeout(150)
        page.get_by_role("heading", name="Changed verdicts (2)").wait_for()
        page.mouse.up()
        page.get_by_role("button", name="Undo", exact=True).click()
        page.get_by_role("heading", name="Changed verdicts (0)").wait_for()
        value = page.evaluate(f"explorer.store.state.values.{SLIDER}")
        wrong = list(page.wrong)

    assert ([], 95.0) == (wrong, value)


def test_undo_and_reset_bring_back_the_numbers(chrome: Any, explored: str) -> None:
    with visited(chrome, explored) as page:
        before = figures(page)
        move(page, 110)
        page.get_by_role("heading", name="Changed verdicts (2)").wait_for()
        page.get_by_role("button", name="Undo", exact=True).click()
        page.get_by_role("heading", name="Changed verdicts (0)").wait_for()
        undone = figures(page)
        page.get_by_role("button", name="Redo").click()
        page.get_by_role("heading", name="Changed verdicts (2)").wait_for()
        page.get_by_role("button", name=f"Reset {SLIDER.replace('_', ' ')}").click()
        page.get_by_role("heading", name="Changed verdicts (0)").wait_for()
        reset = figures(page)
        wrong = list(page.wrong)

    assert [] == wrong
    assert before == undone == reset


def test_a_changed_verdict_leads_to_its_clip_and_moment(chrome: Any, explored: str) -> None:
    with visited(chrome, explored) as page:
        move(page, 110)
        page.get_by_role("button", name="two").click()
        page.locator("tr[data-check=depth][data-changed=true]").wait_for()
        page.wait_for_function("() => explorer.pane.player.skeletons && explorer.pane.player.time > 1")
        shown = page.get_by_role("combobox", name="Clip", exact=True).input_value()
        wrong = list(page.wrong)

    assert ([], "1") == (wrong, shown)


def test_keys_play_step_and_zoom(chrome: Any, explored: str) -> None:
    with visited(chrome, explored) as page:
        page.locator("h1").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        frame = page.locator(".screen").get_attribute("data-frame")
        page.keyboard.press("Shift+ArrowRight")
        second = page.evaluate("explorer.pane.player.time")
        page.keyboard.press("l")
        page.wait_for_function("() => explorer.pane.player.time > 1.6")
        page.keyboard.press("k")
        stopped = page.evaluate("explorer.pane.player.time")
        page.keyboard.press("j")
        page.wait_for_function("time => explorer.pane.player.time < time - 0.2", arg=stopped)
        page.keyboard.press("k")
        page.keyboard.press("+")
        page.keyboard.press("+")
        zoomed = page.evaluate("explorer.pane.axis.to - explorer.pane.axis.from")
        page.keyboard.press("0")
        whole = page.evaluate("explorer.pane.axis.to - explorer.pane.axis.from")
        wrong = list(page.wrong)

    assert [] == wrong
    assert ("2", pytest.approx(1.1, abs=0.01)) == (frame, second)
    assert pytest.approx(whole / 4, rel=1e-6) == zoomed


@pytest.mark.thorough
def test_labels_are_added_and_saved_by_keyboard_alone(files: tuple[Path, Path], tmp_path: Path, chrome: Any) -> None:
    original = files[0].read_bytes()
    with explorer(tmp_path, *files) as address, visited(chrome, address) as page:
        page.locator("h1").focus()
        for _ in range(20):
            page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("n")
        page.keyboard.type("jerk")
        tab_to(page, "from, s")
        page.keyboard.press("Control+A")
        page.keyboard.type("20.25")
        page.keyboard.press("Shift+Tab")
        page.locator("h1").focus()
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("]")
        page.keyboard.press("Alt+ArrowRight")
        page.get_by_label("your name").fill("bea")
        tab_to(page, "Save labels")
        page.keyboard.press("Enter")
        page.get_by_text("labels of one by bea").wait_for()
        ready(page)
        raters = page.evaluate("explorer.store.clips.get(0).raters.map(one => one.rater)")
        wrong = list(page.wrong)
    labels = read_labels(tmp_path / "corrections.csv").labels
    jerk = next(label for label in labels if label.kind == "jerk")

    assert ([], original) == (wrong, files[0].read_bytes())
    assert ["anna", "bea"] == raters or [None, "bea"] == raters
    assert (6, {"bea"}) == (len(labels), {label.rater for label in labels})
    assert (pytest.approx(20.35), pytest.approx(22.1, abs=0.11)) == (jerk.start_s, jerk.end_s)


def test_a_label_is_moved_by_dragging_its_end(chrome: Any, explored: str) -> None:
    with visited(chrome, explored) as page:
        box = page.get_by_role("button", name=re.compile("label hold")).bounding_box()
        page.locator(".axis").scroll_into_view_if_needed()
        box = page.get_by_role("button", name=re.compile("label hold")).bounding_box()
        before = page.evaluate("explorer.pane.draft.labels.find(one => one.kind === 'hold')")
        page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 43, box["y"] + box["height"] / 2, steps=4)
        page.mouse.up()
        after = page.evaluate("explorer.pane.draft.labels.find(one => one.kind === 'hold')")
        seconds = page.evaluate("explorer.pane.axis.seconds(140) - explorer.pane.axis.seconds(100)")
        page.get_by_role("button", name="Undo edit").click()
        undone = page.evaluate("explorer.pane.draft.labels.find(one => one.kind === 'hold')")
        wrong = list(page.wrong)

    assert [] == wrong
    assert before["start_s"] == after["start_s"]
    assert pytest.approx(before["end_s"] - seconds, abs=0.05) == after["end_s"]
    assert before == undone


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (800, False), (800, True)])
@pytest.mark.thorough
def test_it_fits_light_and_dark_and_keeps_nobody_out(chrome: Any, explored: str, *, width: int, dark: bool) -> None:
    with visited(chrome, explored, width=width, dark=dark) as page:
        move(page, 110)
        page.get_by_role("heading", name="Changed verdicts (2)").wait_for()
        ready(page)
        page.get_by_text("By kind of fault").first.click()
        wide = page.evaluate("document.documentElement.scrollWidth")
        found = serious(page)
        wrong = list(page.wrong)
        if os.environ.get("STRETCHCHECK_PICTURES"):
            page.screenshot(path=f"{os.environ['STRETCHCHECK_PICTURES']}/explore-{width}-{dark}.png", full_page=True)

    assert ([], [], width) == (wrong, found, wide)
