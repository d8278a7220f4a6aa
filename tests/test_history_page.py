"""The page of the history says in words, numbers and charts what the sessions hold."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from results import a_repetition, a_result, a_twist
from stretchcheck.history import History, render_history
from stretchcheck.history.plots import day_ticks
from stretchcheck.history.weeks import plots_of

NOON = datetime(2026, 9, 7, 12, tzinfo=UTC)
VOID = {"meta", "br"}


class Page(HTMLParser):
    """Reads a page: its tags with their attributes, its words, and whether the tags are balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        self.words.append((self.open[-1] if self.open else "", data.strip()))

    def of(self, *tags: str) -> list[str]:
        return [text for tag, text in self.words if tag in tags and text]

    def named(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with History(f"sqlite:///{tmp_path / 'history.sqlite'}") as history:
        yield history


def knee(side: str, *, change_deg: float | None = 50.0, verdict: str = "met", sparc: float = -1.5) -> dict[str, Any]:
    made = a_repetition(side)
    made["peak"] |= {"change_deg": change_deg, "sparc": sparc}
    made["hold"] |= {"verdict": verdict}
    return made


def add(history: History, day: int, *repetitions: dict[str, Any], score: int | None = None, **about: Any) -> str:
    given = {"plan": [], "engine": "duo", "profile": "default", "folder": "/nowhere"} | about
    session = history.begin(NOON + timedelta(days=day), **given)
    if repetitions:
        history.add_result(session, "1-set", a_result(*repetitions))
    history.add_check_in(session, at_s=9, stretch="knee-to-chest", side="left", score=score, answered_by="key")
    return session


def test_an_empty_history_says_so(history: History) -> None:
    page = Page(render_history(history))

    assert ["No session yet"] == page.of("h1")
    assert "Nothing to show yet" in page.of("h2")
    assert [] == page.named("svg")
    assert any("Not a medical device" in text for text in page.of("p"))


def test_the_page_needs_nothing_else(history: History) -> None:
    add(history, 0, knee("left"))
    html = render_history(history)
    page = Page(html)

    assert set() == {name for name, _ in page.tags} & {"link", "script", "img", "iframe", "object", "base"}
    assert "default-src 'none'; style-src 'unsafe-inline'" == page.named("meta")[3]["content"]
    assert "url(" not in html.replace("url(#", "")


def test_charts_have_a_title_a_description_and_unique_names(history: History) -> None:
    add(history, 0, knee("left"), a_twist("right"), score=3)
    add(history, 8, knee("right"), a_twist("left"))
    page = Page(render_history(history))
    charts = [attributes for attributes in page.named("svg") if "chart" in attributes.get("class", "")]
    names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]

    assert 7 == len(charts)
    assert len(names) == len(set(names))
    for chart in charts:
        assert "img" == chart["role"]
        assert set(chart["aria-labelledby"].split()) <= set(names)
    assert "Left: 7 Sep: 50°. Right: 15 Sep: 50°." in page.of("desc")
    assert ["Knee-to-chest", "Spinal twist"] == page.of("h2")[:2]


def test_shares_are_of_the_week_and_of_holds_that_could_be_told(history: History) -> None:
    add(history, 0, knee("left"), knee("left", verdict="short"), knee("right", verdict="unknown"))
    add(history, 6, knee("left"), knee("left", verdict="long"), knee("left", verdict="unknown"))
    add(history, 7, knee("left"))
    (holds, *_) = plots_of(history.sessions()[::-1], "knee-to-chest")

    assert [(date(2026, 9, 7), "left", 0.5), (date(2026, 9, 14), "left", 1.0)] == [
        (point.day, point.side, point.value) for point in holds.points
    ]
    assert "week of 7 Sep: 2 of 4" == holds.points[0].told


def test_of_a_day_the_furthest_the_middle_and_the_highest_count(history: History) -> None:
    add(history, 0, knee("left", change_deg=40, sparc=-3), knee("left", change_deg=None, sparc=-1.2), score=2)
    add(history, 0, knee("left", change_deg=55, sparc=-1.4), score=7)
    plots = {plot.name: plot for plot in plots_of(history.sessions()[::-1], "knee-to-chest")}

    assert [55.0] == [point.value for point in plots["range"].points]
    assert [-1.4] == [point.value for point in plots["smoothness"].points]
    assert [7] == [point.value for point in plots["scores"].points]


def test_the_table_says_every_point_of_the_charts(history: History) -> None:
    add(history, 0, knee("left", change_deg=51.6), score=4)
    add(history, 9, knee("right"))
    page = Page(render_history(history))

    assert {"52°", "1 of 1", "4", "\u22121.5"} <= set(page.of("td"))
    assert ["16 Sep 2026, right", "14 Sep 2026, right", "7 Sep 2026, left"] == page.of("th")[5:8]


def test_sessions_lead_to_their_reports(history: History, tmp_path: Path) -> None:
    folder = tmp_path / "a session"
    (folder / "1-set").mkdir(parents=True)
    (folder / "1-set" / "report.html").write_text("report")
    session = add(history, 0, knee("left"), folder=folder)
    add(history, 1, knee("left"), folder=tmp_path / "gone")

    own = Page(render_history(history, link=lambda session, stem: f"/history/{session.id}/{stem}/report.html"))
    assert [(folder / "1-set" / "report.html").as_uri()] == [
        tag["href"] for tag in Page(render_history(history)).named("a")
    ]
    assert f"/history/{session}/1-set/report.html" in [tag["href"] for tag in own.named("a")]


def test_hostile_text_stays_text(history: History) -> None:
    hostile = "</td><script>alert(1)</script>\0'\"&\ud83e"
    session = add(history, 0, knee("left"), folder=hostile)
    history.add_stop(session, at_s=1, by=hostile)
    history.add_check_in(session, at_s=2, stretch=hostile, side=hostile, score=3, answered_by="key")
    html = render_history(history)

    assert [] == Page(html).named("script")
    assert "&lt;script&gt;" in html
    assert "\0" not in html.encode("utf-8").decode()


def test_a_long_history_has_lines_without_marks_and_tells_the_year(history: History) -> None:
    for day in range(0, 420, 10):
        add(history, day, knee("left"))
    page = Page(render_history(history))
    words = [text for text in page.of("text") if "2026" in text or "2027" in text]

    assert ["Sep 2026", "Nov 2026", "Feb 2027", "May 2027", "Aug 2027"] == words[:5]
    assert 1 == sum("mark left" in tag.get("class", "") for tag in page.named("circle"))


def test_a_session_without_repetitions_is_listed(history: History) -> None:
    add(history, 0)
    page = Page(render_history(history))

    assert ["One session, 7 Sep 2026"] == page.of("h1")
    assert [] == page.named("a")
    assert [] == [tag for tag in page.named("svg") if "chart" in tag.get("class", "")]


@pytest.mark.parametrize(("days", "weeks"), [(0, 1), (6, 1), (34, 1), (35, 2), (60, 2), (364, 11), (3650, 105)])
def test_days_below_a_chart_are_few_and_whole_weeks_apart(days: int, weeks: int) -> None:
    first = date(2026, 9, 7)
    ticks = day_ticks(first, first + timedelta(days=days))

    assert first == ticks[0]
    assert len(ticks) <= 5
    assert {timedelta(weeks=weeks)} >= {b - a for a, b in pairwise(ticks)}
