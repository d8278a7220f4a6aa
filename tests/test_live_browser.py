"""Two sessions in a real browser: questions, safe word, plan, camera, hold, fault, stop, report; by keyboard."""

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from scipy.io import wavfile

from browser import SAMPLES, WATCH, answer_all, answer_by_keys, browser, fake_camera, page_of, served, tab_to
from protocols.thresholds import DEFAULTS
from spoken import (
    MADE_UP,
    RATE_HZ,
    RECORDED,
    Sound,
    babble,
    installed,
    joined,
    loudness,
    needed,
    quiet,
    say,
    with_babble,
)
from stretchcheck.judging import judge
from stretchcheck.live.plan import dumps, from_rows
from vision.recording import Recording

pytestmark = [pytest.mark.model, pytest.mark.browser, pytest.mark.timeout(420)]

PHRASE = "red lantern"
TALK = (
    "Is that all right for you? Yes, that is fine, a little more to the side perhaps. The weather was lovely this "
    "morning, and we walked along the river as far as the old mill before the rain came. Have you read the letter from "
    "my sister? She says that the children are well and that the garden is full of tomatoes this year. We could drive "
    "there next week, if the car is ready, and bring her some bread and a bottle of wine. My leg feels long now. Tell "
    "me when it pulls. It pulls a little, but it is good. Then let us stay here and breathe. I read in the paper that "
    "the new bridge will be open in the spring, and that the market will move to the square behind the station. "
)


LATE = """
(() => {
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    set onmessage(hear) {
      const waiting = [];
      let told = null;
      let timer = 0;
      const pass = () => {
        timer = 0;
        for (const event of waiting.splice(0)) hear((told = event));
      };
      super.onmessage = (event) => {
        waiting.push(event);
        if (!timer) pass();
      };
      document.addEventListener("change", () => {
        clearTimeout(timer);
        timer = setTimeout(pass, 5000);
        setTimeout(() => told && hear(told));
      });
    }
  };
})();
"""
"""After a change in the page it is told once more what it was told before, and anything newer a while later."""


def truth_of(clip: str) -> dict[str, Any]:
    with gzip.open(SAMPLES / f"{clip}.truth.json.gz", "rt") as file:
        return json.load(file)


def plan_file(folder: Path) -> Path:
    rows = [("knee-to-chest", "right", 45.0), ("spinal-twist", "left", 20.0), ("spinal-twist", "right", 20.0)]
    path = folder / "plan.toml"
    path.write_text(
        dumps(from_rows([{"stretch": name, "side": side, "hold_s": hold_s} for name, side, hold_s in rows]))
    )
    return path


def trimmed(sound: Sound) -> Sound:
    """Without the silence before and behind it."""
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    return sound[loud[0] : loud[-1] + 1]


def microphone(target: Path, *parts: Sound) -> Path:
    wavfile.write(target, RATE_HZ, joined(*parts))
    return target


def serious(page: Any) -> list[str]:
    """What axe finds that keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['help']}" for each in found if each["impact"] in ("serious", "critical")]


def wait_for(what: Callable[[], Any], *, seconds: float) -> Any:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.1)
    return found


def heading(page: Any) -> str:
    return page.locator("h1:visible").first.inner_text()


def said(page: Any) -> str:
    return page.evaluate("document.querySelector('.said-log')?.textContent ?? ''")


def results(data: Path) -> list[Path]:
    return sorted(data.glob("sessions/*/*/result.json"))


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Both sessions in one visit, so that the safe word is learned once; the tests look at what was noted."""
    needed("espeak-ng")
    folder = tmp_path_factory.mktemp("visit")
    data = folder / "data"
    data.mkdir()
    noted: dict[str, Any] = {"data": data, "axe": {}, "wrong": []}
    with served(data, "--plan", str(plan_file(folder))) as address:
        _first_session(address, folder, noted)
        _second_session(address, folder, noted)
    return noted


def _first_session(address: str, folder: Path, noted: dict[str, Any]) -> None:
    """By keyboard alone: the word is learned, the plan shortened, a hold of known length counted."""
    speaker, other = installed(MADE_UP)[:2]
    word = trimmed(say(speaker, PHRASE))
    talk = np.concatenate([say(speaker, TALK), say(other, TALK)])
    heard = microphone(
        folder / "first.wav", quiet(3.0, 1), word, quiet(2.0, 2), word, quiet(2.0, 3), word, quiet(2.0, 4), talk, talk
    )
    camera = fake_camera(SAMPLES / "ktc_good_right.mp4", folder / "first.mjpeg", lead_s=14.0)
    with browser(camera=camera, microphone=heard) as opened:
        page = page_of(opened)
        page.goto(address)
        page.locator("input[type=radio]").first.wait_for(state="attached")
        noted["axe"]["screening"] = serious(page)
        answer_by_keys(page)
        page.keyboard.press("Enter")
        wait_for(lambda: heading(page) != "Before you start", seconds=10)
        noted["axe"]["prepare"] = serious(page)
        page.keyboard.press("Enter")
        _learn_the_word(page, noted)
        tab_to(page, "minutes")
        page.keyboard.press("Control+A")
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        wait_for(lambda: page.get_by_role("button", name="Remove").count() == 1, seconds=5)
        noted["shortened"] = page.locator("main").inner_text()
        noted["axe"]["plan"] = serious(page)
        tab_to(page, "Go on to the camera")
        page.keyboard.press("Enter")
        wait_for(lambda: "camera" in heading(page).lower(), seconds=10)
        wait_for(lambda: page.get_by_role("button", name="Start").get_attribute("aria-disabled") is None, seconds=12)
        noted["axe"]["camera"] = serious(page)
        page.keyboard.press("Enter")
        wait_for(lambda: "Hold" in page.locator("main").inner_text(), seconds=40)
        noted["axe"]["session"] = serious(page)
        wait_for(lambda: "Done" in heading(page), seconds=75)
        wait_for(lambda: results(noted["data"]), seconds=20)
        noted["axe"]["after"] = serious(page)
        noted["after"] = page.locator("main").inner_text()
        noted["said"] = said(page)
        noted["stops"] = page.evaluate("window.seen?.stops ?? []")
        noted["timings"] = page.evaluate("window.stretchcheckTimings")
        noted["wrong"] += page.wrong


def _learn_the_word(page: Any, noted: dict[str, Any]) -> None:
    wait_for(lambda: "stop word" in heading(page), seconds=10)
    wait_for(lambda: PHRASE in page.locator("main").inner_text(), seconds=10)
    noted["axe"]["word"] = serious(page)
    if page.get_by_role("button", name="Allow the microphone").is_visible():
        tab_to(page, "Allow the microphone")
        page.keyboard.press("Enter")
    tab_to(page, PHRASE)
    page.keyboard.press("Enter")
    go_on = page.get_by_role("button", name="Go on", exact=True)
    wait_for(go_on.is_visible, seconds=75)
    page.keyboard.press("Enter")
    wait_for(lambda: "plan" in heading(page).lower(), seconds=5)


def _second_session(address: str, folder: Path, noted: dict[str, Any]) -> None:
    """Another window, another clip: a fault is spoken and shown; the safe word stops, in quiet and in babble."""
    speaker, others = installed(MADE_UP)[0], installed(RECORDED) or installed(MADE_UP)[2:5]
    word = trimmed(say(speaker, PHRASE))
    noise = babble(word.size / RATE_HZ + 4.0, others, TALK)
    loud = np.concatenate([np.zeros(2 * RATE_HZ), word, np.zeros(2 * RATE_HZ)])
    loud = with_babble(loud, noise, snr_db=10.0, loudness=loudness(word))
    first_s, second_s = 34.0, 52.0
    gap = second_s - 2.0 - first_s - word.size / RATE_HZ
    heard = microphone(folder / "second.wav", quiet(first_s, 5), word, quiet(gap, 6), loud, quiet(20.0, 7))
    noted["words_end_s"] = [at + word.size / RATE_HZ for at in (first_s, second_s)]
    camera = fake_camera(SAMPLES / "twist_shoulder_left.mp4", folder / "second.mjpeg", lead_s=7.0)
    with browser(camera=camera, microphone=heard) as opened:
        page = page_of(opened)
        page.add_init_script(WATCH)
        page.goto(address)
        page.get_by_role("button", name="New session").click()
        answer_all(page)
        page.keyboard.press("Enter")
        wait_for(lambda: heading(page) != "Before you start", seconds=10)
        page.keyboard.press("Enter")
        wait_for(lambda: "stop word" in heading(page), seconds=10)
        page.get_by_role("button", name="Go on", exact=True).click()
        wait_for(lambda: "plan" in heading(page).lower(), seconds=5)
        noted["reset"] = page.evaluate("window.seen.microphone")
        page.get_by_role("button", name="Remove").first.click()
        wait_for(lambda: page.get_by_role("button", name="Remove").count() == 2, seconds=5)
        page.get_by_role("button", name="Go on to the camera").click()
        wait_for(lambda: page.get_by_role("button", name="Start").get_attribute("aria-disabled") is None, seconds=12)
        page.keyboard.press("Enter")
        wait_for(lambda: len(page.evaluate("window.seen.stops")) == 1, seconds=60)
        noted["fault_said"], noted["red"] = said(page), page.locator(".stop-screen").inner_text()
        noted["axe"]["stopped"] = serious(page)
        page.keyboard.press("Space")
        page.keyboard.press("Escape")
        time.sleep(0.5)
        noted["still_red"] = page.locator(".stop-screen").is_visible()
        tab_to(page, "continue")
        page.keyboard.press("Enter")
        wait_for(lambda: len(page.evaluate("window.seen.stops")) == 2, seconds=40)
        noted["seen"] = page.evaluate("window.seen")
        page.get_by_role("button", name="continue").click()
        page.get_by_role("button", name="End", exact=True).click()
        wait_for(lambda: "Done" in heading(page) or "Stretch" in heading(page), seconds=10)
        wait_for(lambda: len(results(noted["data"])) >= 2, seconds=20)
        noted["wrong"] += page.wrong


def test_nothing_went_wrong_in_the_page(visit: dict[str, Any]) -> None:
    assert [] == visit["wrong"]


def test_no_stage_has_a_serious_barrier(visit: dict[str, Any]) -> None:
    stages = ("screening", "prepare", "word", "plan", "camera", "session", "after", "stopped")

    assert {stage: [] for stage in stages} == visit["axe"]


def test_the_plan_is_shortened_to_the_time_there_is(visit: dict[str, Any]) -> None:
    assert "30 s" in visit["shortened"]
    assert "45 s" not in visit["shortened"]


def test_the_hold_is_counted_to_a_second_and_aloud(visit: dict[str, Any]) -> None:
    found = json.loads(results(visit["data"])[0].read_text())
    truth = truth_of("ktc_good_right")["hold"]

    assert ["right"] == [repetition["side"] for repetition in found["repetitions"]]
    hold = found["repetitions"][0]["hold"]
    assert truth["end_s"] - truth["start_s"] == pytest.approx(hold["held_s"] + hold["unseen_s"], abs=1.0)
    assert "s held" in visit["after"]


def test_talk_during_a_session_stops_nothing(visit: dict[str, Any]) -> None:
    assert "Stopped" not in visit["after"]


def test_a_fault_is_said(visit: dict[str, Any]) -> None:
    assert "shoulder" in visit["fault_said"].lower()


def test_the_safe_word_stops_within_a_second_in_quiet_and_in_babble(visit: dict[str, Any]) -> None:
    opened_ms = visit["seen"]["microphone"]
    took = [
        stop / 1000 - opened_ms / 1000 - end_s
        for stop, end_s in zip(visit["seen"]["stops"], visit["words_end_s"], strict=True)
    ]

    assert all(-0.3 < each < 1.0 for each in took), took
    assert "safe word" in visit["red"].lower()


def test_the_red_screen_stays_until_it_is_released_by_hand(visit: dict[str, Any]) -> None:
    assert visit["still_red"]


def test_the_recording_analysed_again_gives_the_same_verdicts(visit: dict[str, Any]) -> None:
    for path in results(visit["data"]):
        made = json.loads(path.read_text())
        again = judge(Recording(path.parent / "poses.parquet"), stretch="auto", side="auto", settings=DEFAULTS)

        assert [rep["checks"] for rep in made["repetitions"]] == [
            [json.loads(json.dumps(vars_of(check))) for check in rep.checks] for rep in again.judgement.repetitions
        ]


def vars_of(check: Any) -> dict[str, Any]:
    return {name: getattr(check, name) for name in check.__slots__}


def test_both_sessions_are_in_the_history(visit: dict[str, Any]) -> None:
    code = "from stretchcheck.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "history", "export", "--format", "json"], capture_output=True, text=True,
        check=True, timeout=60, env={**os.environ, "STRETCHCHECK_DATA": str(visit["data"])},
    )  # fmt: skip

    assert 2 == len({row["session"] for row in json.loads(done.stdout)})


def test_an_answer_stands_while_the_program_still_tells_what_it_knew_before(tmp_path: Path) -> None:
    with served(tmp_path) as address, browser() as opened:
        page = page_of(opened)
        page.add_init_script(LATE)
        page.goto(address)
        first = page.get_by_role("radio", name="No", exact=True).first
        first.click()
        time.sleep(0.3)

        assert first.is_checked()

        answer_all(page)
        page.keyboard.press("Enter")

        wait_for(lambda: heading(page) != "Before you start", seconds=15)


def test_a_yes_ends_with_advice_and_no_session(tmp_path: Path) -> None:
    with served(tmp_path, "--plan", str(plan_file(tmp_path))) as address, browser() as opened:
        page = page_of(opened, width=390, height=844)
        page.goto(address)
        answer_all(page)
        page.get_by_role("radio", name="Yes", exact=True).first.click()
        page.keyboard.press("Enter")
        wait_for(lambda: "Get help now" in page.locator("main").inner_text(), seconds=10)

        assert [] == serious(page)
        assert 0 == page.get_by_role("button", name="Start").count()
        assert [] == list(tmp_path.glob("sessions/*"))
