"""One visit to the page, from the questions before to the report after: all state and every command that changes it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from protocols.thresholds import DEFAULTS, Settings
from stretchcheck.live import lines, screening
from stretchcheck.live import plan as plans
from stretchcheck.live.archive import Archive
from stretchcheck.live.coach import PAIN_FROM, By
from stretchcheck.live.engine import Seen as Picture
from stretchcheck.live.frametime import Rate, awake_s
from stretchcheck.live.framing import Framing
from stretchcheck.live.hearing import Heard
from stretchcheck.live.lines import Line
from stretchcheck.live.listening import Listening
from stretchcheck.live.plan import Plan, PlanError
from stretchcheck.live.running import Running, Stop
from stretchcheck.live.showing import answer
from stretchcheck.live.take import Scout

_GESTURES_FPS: Final = 4.0

Stage = Literal["screening", "refused", "prepare", "word", "plan", "camera", "session", "after"]
Source = Literal["browser", "camera", "file"]


class CommandError(ValueError):
    """A command that cannot be followed now; the text is for the user."""


class Room:
    """Everything between the page and the judges; called from one thread. `clock` gives seconds that rise."""

    def __init__(
        self,
        *,
        folder: Path,
        archive: Archive,
        plan: Plan | None = None,
        plan_file: Path | None = None,
        settings: Settings = DEFAULTS,
        source: Source = "browser",
        engine: Callable[[], Mapping[str, Any]] = dict,
        clock: Callable[[], float] = awake_s,
    ) -> None:
        self.folder, self.archive, self.source = folder, archive, source
        self.settings, self.engine, self.clock = settings, engine, clock
        self.plan_file = plan_file or folder / "plan.toml"
        self._given = plan or plans.default_plan()
        self.voices = 0
        self.microphone: str = "unasked"
        self.camera: str = "unasked"
        self.muted = False
        self.notes: dict[str, str] = {}
        self._slow = False
        self.saved: str | None = None
        self.changes = self.hushes = 0
        self.rate, self.word = Rate(), Listening()
        self._first_s = clock()
        self._anew()

    def _anew(self) -> None:
        self.stage: Stage = "screening"
        self.answers: dict[str, bool] = {}
        self.refusal: screening.Refusal | None = None
        self.word = self.word if self.word.ready else Listening()
        self.wished = self.plan = self._given
        self.framing = Framing()
        self.running: Running | None = None
        self._early_stop: Stop | None = None
        self.keep_video = False
        self._scout = Scout(self.settings)
        self._lines: list[Line] = []
        self._answered = 0
        self._stops = 0
        self._asking = False
        self.changes += 1

    @property
    def now_s(self) -> float:
        """Seconds since the room was opened."""
        return self.clock() - self._first_s

    @property
    def stop_latch(self) -> Stop | None:
        """Why everything stands still, until it is released by hand."""
        return self.running.stop_latch if self.running is not None else self._early_stop

    def stop(self, by: str) -> None:
        """Everything stands still: at the camera check too, where somebody may lie already."""
        if self.running is not None:
            self.running.stop(by, self.now_s)
            self._after_step()
        elif self._early_stop is None:
            self._early_stop = Stop(by, self.now_s, 0.0)
            self._lines.append(lines.STOP)

    # -- pictures

    def see(self, picture: Picture, jpeg: bytes) -> dict[str, Any]:
        """One picture through the judges; the page's answer for it."""
        self.rate.add(picture.observation.time_s)
        running = self.running
        if self.stage == "session" and running is not None:
            before = running.stop_latch
            glimpse = running.see(picture, jpeg)
            if running.stop_latch is not before:
                self.changes += 1
            self._after_step()
            return answer(
                glimpse, picture.size_px, coach=running.coach, cue=running.cue, frozen=running.stop_latch is not None
            )
        glimpse = self._scout.see(picture.observation, picture.size_px)
        if self.stage == "camera":
            self.framing.see(glimpse.scene, size_px=picture.size_px, luma=picture.luma, view=glimpse.view)
        return answer(glimpse, picture.size_px)

    def tick(self) -> None:
        """Time goes on; call about ten times a second."""
        if self.stage == "session" and self.running is not None:
            self.running.tick(self.now_s)
            self._watch_rate(self.running)
            self._after_step()

    def _watch_rate(self, running: Running) -> None:
        """Below this rate gestures cannot be seen: told once, by voice and on the screen."""
        slow = 0.0 < self.rate.fps < _GESTURES_FPS
        if slow and not self._slow and running.stop_latch is None:
            self._lines.append(lines.SLOW)
        self._slow = slow
        if slow:
            self.notes["rate"] = lines.SLOW.text
        else:
            self.notes.pop("rate", None)

    def _after_step(self) -> None:
        running = self.running
        assert running is not None
        for given in running.coach.answers[self._answered :]:
            self.archive.check_in(given)
        self._answered = len(running.coach.answers)
        for stop in running.stops[self._stops :]:
            self.archive.stop(stop)
        self._stops = len(running.stops)
        self.archive.closed(running.closed)
        asking = running.coach.asking_s is not None
        if asking != self._asking:
            self._asking = asking
            self.word.listen_for_score(on=asking)
        for failure in running.failures:
            self.notes["recording"] = failure
        self._lines += running.lines()
        if running.done and running.coach.asking_s is None:
            self._end()

    # -- sound

    def heard(self, heard: Heard) -> None:
        """Something that was listened for."""
        if heard.kind == "safe_word" and self.stage in ("camera", "session"):
            self.stop("safe word")
        self.changes += 1
        if self.stage != "session" or self.running is None:
            return
        if heard.kind != "safe_word" and self.running.coach.asking_s is not None and self.running.stop_latch is None:
            value: int | Literal["pain"] = "pain" if heard.kind == "pain" else int(heard.text)
            self.running.coach.score(self.now_s, value, by="voice")
        self._after_step()

    def take_lines(self) -> list[Line]:
        """What to say since the last call."""
        said, self._lines = self._lines, []
        return said

    # -- commands

    def command(self, message: Mapping[str, Any]) -> None:
        """Do what the page asks.

        Raises:
            CommandError: an unknown command, bad fields, or not now.
        """
        name = message.get("do")
        done = getattr(self, f"_do_{name}", None) if isinstance(name, str) and name in COMMANDS else None
        if done is None:
            raise CommandError(f"Expected a command, but got {name!r:.40}.")
        allowed = COMMANDS[str(name)]
        if allowed and self.stage not in allowed:
            raise CommandError(f"That is not possible now ({self.stage}).")
        done(message)
        self.changes += 1

    def _do_hello(self, message: Mapping[str, Any]) -> None:
        voices = _whole(message.get("voices"), 0, 1000)
        for name in ("microphone", "camera"):
            value = message.get(name)
            if value not in ("granted", "denied", "none", "unasked"):
                raise CommandError(f"Expected a state of the {name}, but got {value!r:.40}.")
        self.voices, self.microphone, self.camera = voices, str(message["microphone"]), str(message["camera"])

    def _do_answer(self, message: Mapping[str, Any]) -> None:
        question = message.get("id")
        if question not in screening.QUESTIONS:
            raise CommandError(f"Expected a question, but got {question!r:.40}.")
        self.answers[str(question)] = _flag(message, "yes")

    def _do_screened(self, _: Mapping[str, Any]) -> None:
        self.refusal = screening.refusal(self.answers)
        if self.refusal is not None:
            self.stage = "refused"
        elif not screening.is_complete(self.answers):
            raise CommandError("Please answer every question.")
        else:
            self.stage = "prepare"
            self._lines += [Line(f"{title}. {text}", "guide") for title, text in lines.PREPARATION]

    def _do_prepared(self, _: Mapping[str, Any]) -> None:
        self.stage = "word"
        self._lines.clear()
        self.hushes += 1

    def _do_word(self, message: Mapping[str, Any]) -> None:
        phrase = message.get("phrase")
        if not isinstance(phrase, str) or len(phrase) > 80:
            raise CommandError("Expected a word or two.")
        wrong = self.word.choose(phrase)
        if wrong is not None:
            raise CommandError(wrong)

    def _do_word_again(self, _: Mapping[str, Any]) -> None:
        self.word.again()

    def _do_word_skip(self, _: Mapping[str, Any]) -> None:
        self.word.forget()
        self.stage = "plan"

    def _do_word_done(self, _: Mapping[str, Any]) -> None:
        if not self.word.ready:
            raise CommandError("The safe word is not ready yet.")
        self.stage = "plan"

    def _do_plan(self, message: Mapping[str, Any]) -> None:
        try:
            self.wished = self.plan = plans.from_rows(message.get("steps"))
        except PlanError as error:
            raise CommandError(str(error)) from None
        self.saved = None

    def _do_plan_minutes(self, message: Mapping[str, Any]) -> None:
        minutes = message.get("minutes")
        if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 1 <= minutes <= 120:
            raise CommandError("Expected 1 to 120 minutes.")
        self.plan = plans.fitted(self.wished, float(minutes))

    def _do_plan_save(self, _: Mapping[str, Any]) -> None:
        try:
            self.plan_file.parent.mkdir(parents=True, exist_ok=True)
            plans.save(self.plan, self.plan_file)
        except OSError as error:
            raise CommandError(f"The plan could not be saved: {error.strerror or error}.") from None
        self.saved = str(self.plan_file)

    def _do_planned(self, _: Mapping[str, Any]) -> None:
        self.stage = "camera"
        self.framing = Framing()

    def _do_begin(self, _: Mapping[str, Any]) -> None:
        self._unless_stopped()
        now_s = self.now_s
        folder = self.archive.begin(self.plan, engine=self.engine(), settings=self.settings)
        self.running = Running(
            self.plan, folder=folder, settings=self.settings, engine=self.engine, video=self.keep_video
        )
        self.running.start(now_s, view=None)  # they saw where it should stand, and chose to begin
        self._scout.reset()
        self._answered, self._stops, self._asking = 0, 0, False
        self.stage = "session"

    def _do_camera_moved(self, _: Mapping[str, Any]) -> None:
        self._run.coach.camera_moved(self.now_s)

    def _do_go_on(self, _: Mapping[str, Any]) -> None:
        self._unless_stopped()
        self._run.coach.go_on(self.now_s)

    def _do_skip(self, _: Mapping[str, Any]) -> None:
        self._unless_stopped()
        self._run.coach.skip(self.now_s)

    def _do_score(self, message: Mapping[str, Any]) -> None:
        self._unless_stopped()
        value = message.get("value")
        if value != "pain":
            value = _whole(value, 0, 10)
        if self._run.coach.asking_s is None and value != "pain" and value < PAIN_FROM:
            return
        by: By = "key" if message.get("by") == "key" else "click"
        self._run.coach.score(self.now_s, value, by=by)
        self._after_step()

    def _do_stop(self, message: Mapping[str, Any]) -> None:
        self.stop("key" if message.get("by") == "key" else "button")

    def _do_release_stop(self, _: Mapping[str, Any]) -> None:
        self._early_stop = None
        if self.running is not None:
            self.running.release(self.now_s)

    def _do_end(self, _: Mapping[str, Any]) -> None:
        self._end()

    def _do_mute(self, message: Mapping[str, Any]) -> None:
        self.muted = _flag(message, "on")

    def _do_keep_video(self, message: Mapping[str, Any]) -> None:
        self.keep_video = _flag(message, "on")

    def _do_new(self, _: Mapping[str, Any]) -> None:
        self._anew()

    @property
    def _run(self) -> Running:
        assert self.running is not None
        return self.running

    def _unless_stopped(self) -> None:
        if self.stop_latch is not None:
            raise CommandError("Everything is stopped. Release the red screen first.")

    def _end(self) -> None:
        running = self._run
        running.end(self.now_s)
        self.archive.closed(running.closed)
        self._lines += running.lines()
        self.archive.end(stopped_by=running.stops[-1].by if running.stops and not running.done else None)
        self.stage = "after"
        self.changes += 1


_SESSION: Final[tuple[Stage, ...]] = ("session",)
_LYING: Final[tuple[Stage, ...]] = ("camera", "session")
COMMANDS: Final[Mapping[str, tuple[Stage, ...]]] = {
    "hello": (), "mute": (), "answer": ("screening",), "screened": ("screening",), "prepared": ("prepare",),
    "word": ("word",), "word_again": ("word",), "word_skip": ("word",), "word_done": ("word",), "plan": ("plan",),
    "plan_minutes": ("plan",), "plan_save": ("plan",), "planned": ("plan",), "begin": ("camera",),
    "keep_video": ("plan", "camera"), "camera_moved": _SESSION, "go_on": _SESSION, "skip": _SESSION,
    "score": _SESSION, "stop": _LYING, "release_stop": _LYING, "end": _SESSION, "new": ("refused", "after"),
}  # fmt: skip
"""Commands and the stages in which they mean something; none listed: always."""


def _flag(message: Mapping[str, Any], name: str) -> bool:
    value = message.get(name)
    if not isinstance(value, bool):
        raise CommandError(f"Expected true or false for {name}, but got {value!r:.40}.")
    return value


def _whole(value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise CommandError(f"Expected a whole number from {low} to {high}, but got {value!r:.40}.")
    return value
