"""The overview of a results folder and the command that writes it: every repetition once, nothing hidden, offline."""

import base64
import hashlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import browser
from drawn_recording import write_recording
from pages import Page
from results import a_repetition, a_result, a_series, a_twist, with_check
from stretchcheck.analyze import Options, analyze
from stretchcheck.cli.main import app
from stretchcheck.inputs import find
from stretchcheck.report.overview import Clip, render_overview

EVIL = "<script>alert(1)</script>"


def named(name: str, *repetitions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A result of a clip with this name."""
    result = a_result(*repetitions, **changes)
    result["source"]["name"] = name
    return result


def short(side: str, held_s: float) -> dict[str, Any]:
    """A repetition that was held too short."""
    hold = a_repetition(side)["hold"] | {"held_s": held_s, "verdict": "short"}
    return with_check(a_repetition(side, hold=hold), "hold", verdict="fault", value=held_s)


CLIPS = [
    Clip("a #1", named("a.mp4", a_repetition("right"), short("left", 9.5)), a_series()),
    Clip("b", named("b.mp4", a_twist(), stretch="spinal-twist"), a_series()),
    Clip("c", named(f"{EVIL}.mp4", warnings=["Nobody was found."])),
    Clip("d", why="Expected a result of schema 1, but got a damaged one: result.json"),
]


def overview(clips: list[Clip] = CLIPS) -> Page:
    page = Page(render_overview("tonight", clips))

    assert [] == page.open
    return page


def rows(page: Page) -> list[dict[str, str]]:
    return [attributes for tag, attributes in page.tags if tag == "tr" and "data-line" in attributes]


def test_there_is_a_row_and_a_chart_for_every_repetition_and_for_every_clip_without_any() -> None:
    page = overview()

    assert ["a.mp4", "a.mp4", "b.mp4", f"{EVIL}.mp4"] == [row["data-name"] for row in rows(page)]
    assert ["right", "left", "right", ""] == [row["data-side"] for row in rows(page)]
    assert ["0", "1", "0", "0"] == [row["data-fault"] for row in rows(page)]
    assert 3 == len(page.having("svg", "small"))
    assert 4 == len([1 for tag, attributes in page.tags if tag == "figure" and "data-line" in attributes])


def test_links_lead_to_the_card_of_the_repetition_in_its_report() -> None:
    links = [attributes["href"] for tag, attributes in overview().tags if tag == "a"]

    assert [
        "a%20%231/report.html#rep-1",
        "a%20%231/report.html#rep-2",
        "b/report.html#rep-1",
        "c/report.html",
    ] * 2 == links


def test_the_top_counts_in_plain_words() -> None:
    text = overview().text

    assert "Three repetitions in four clips" in text
    for told in (
        "2 held as long as asked",
        "1 held too short",
        "2 of 3 without any fault seen",
        "1 clip without a stretch",
    ):
        assert told in text
    assert "held longer" not in text


def test_checks_are_marks_with_words_and_the_unknown_have_their_share() -> None:
    text = overview().text.replace("\u00a0", " ")

    assert "\u2715 not met: hold ? unknown: path, aim \u2713 6 met 22 % 2 of 9 checks" in text
    assert "of 30\u201160 s" in text


def test_clips_that_could_not_be_read_are_named_with_the_reason() -> None:
    text = overview().text

    assert "1 clip with files that could not be read" in text
    assert "What could not be read d : Expected a result of schema 1, but got a damaged one: result.json" in text
    assert "could not be read" not in overview(CLIPS[:2]).text


def test_the_overview_needs_nothing_from_outside_and_allows_its_own_script_alone() -> None:
    html = render_overview("tonight", CLIPS)
    (script,) = re.findall(r"<script>(.*?)</script>", html, re.S)
    policy = next(a["content"] for tag, a in Page(html).tags if a.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}'" == policy
    assert not re.search(r"url\((?!#)|@import|https?:|\bsrc=", html)


def test_names_of_clips_and_folders_cannot_become_markup() -> None:
    evil = [Clip(EVIL, named(f"{EVIL}.mp4", a_repetition()), a_series()), Clip(f"{EVIL}2", why=EVIL)]
    html = render_overview(EVIL, evil)

    assert 1 == html.count("<script")
    assert Page(html).text.count(EVIL) >= 5
    assert "javascript:" not in html


def test_names_that_are_no_text_are_written_all_the_same() -> None:
    html = render_overview("x", [Clip("bad\udcff", named("bad\udcff.mp4", a_repetition()), a_series())])

    assert "bad?" in html.encode("utf-8").decode("utf-8")


def test_small_charts_share_the_scale_of_time_and_shade_the_hold() -> None:
    long = a_repetition(start_s=0.0)
    quick = a_repetition()
    quick["phases"] = [phase | {key: phase[key] / 2 for key in ("start_s", "end_s")} for phase in quick["phases"]]
    quick["hold"] |= {"start_s": 3.75, "end_s": 20.7}
    page = overview([Clip("a", named("a", long), a_series()), Clip("b", named("b", quick), a_series())])
    widths = [float(rect["width"]) for rect in page.having("rect", "shade")]

    assert 2 == len(widths)
    assert widths[1] == pytest.approx(widths[0] / 2, abs=0.2)


def test_two_hundred_clips_make_a_page_of_a_size_to_use() -> None:
    clips = [
        Clip(f"{n:03}", named(f"clip_{n:03}.mp4", a_repetition(), a_twist("left")), a_series()) for n in range(200)
    ]
    begin = time.process_time()
    html = render_overview("many", clips)

    assert 400 == len(rows(Page(html)))
    assert len(html) < 2_000_000
    assert time.process_time() - begin < 20


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder of two clips."""
    root = tmp_path_factory.mktemp("results")
    paths = [str(write_recording(root / f"{name}.poses.parquet")) for name in ("one", "two")]
    outcomes = list(analyze(find(paths), Options(out=root / "out"), progress=lambda *_: None))

    assert [None, None] == [outcome.error for outcome in outcomes]
    return root / "out"


@pytest.fixture
def results(drawn: Path, tmp_path: Path) -> Path:
    """A copy of it to break."""
    for path in drawn.rglob("*.*"):
        if path.is_file():
            (tmp_path / path.parent.name).mkdir(exist_ok=True)
            (tmp_path / path.parent.name / path.name).write_bytes(path.read_bytes())
    return tmp_path


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


def test_the_command_rebuilds_every_report_and_writes_the_overview(results: Path) -> None:
    before = [(results / name / "report.html").read_bytes() for name in ("one", "two")]
    ended = run(results)

    assert 0 == ended.exit_code
    assert before == [(results / name / "report.html").read_bytes() for name in ("one", "two")]
    assert "rebuilt:  2 reports" in ended.output
    assert ["one/report.html#rep-1", "two/report.html#rep-1"] * 2 == re.findall(
        r'href="([^"]+)"', (results / "index.html").read_text(encoding="utf-8")
    )


def test_half_folders_are_named_and_do_not_stop_the_others(results: Path) -> None:
    (results / "one" / "result.json").unlink()
    (results / "three").mkdir()
    (results / "three" / "poses.parquet").write_bytes(b"")
    (results / "holiday").mkdir()
    ended = run(results)
    page = (results / "index.html").read_text(encoding="utf-8")

    assert 1 == ended.exit_code
    assert 2 == len(ended.stderr.splitlines())
    for name in ("one", "three"):
        assert f"stretchcheck: {name}: Expected a result" in ended.stderr
        assert f"<b>{name}</b>" in page
    assert str(results) not in page
    assert "holiday" not in page


def test_a_clip_whose_measures_are_lost_stays_in_the_table_and_is_named(results: Path) -> None:
    (results / "one" / "measures.parquet").unlink()
    ended = run(results)
    page = Page((results / "index.html").read_text(encoding="utf-8"))

    assert 1 == ended.exit_code
    assert 2 == len(rows(page))
    assert 1 == len(page.having("svg", "small"))
    assert "one : Expected the measures of every frame" in page.text


@pytest.mark.parametrize("name", ["missing", "empty", "file"])
def test_what_is_no_results_folder_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("x")
    ended = run(tmp_path / name)

    assert 2 == ended.exit_code
    assert 1 == len(ended.stderr.splitlines())
    assert ended.stderr.startswith("stretchcheck: Expected a results folder")
    assert ended.stderr.rstrip().endswith(str(tmp_path / name))
    assert not (tmp_path / name / "index.html").exists()


def test_a_folder_in_which_nothing_can_be_read_gives_two_and_no_overview(results: Path) -> None:
    for name in ("one", "two"):
        (results / name / "result.json").write_text("{}")

    assert 2 == run(results).exit_code
    assert not (results / "index.html").exists()


def test_the_folder_of_one_clip_is_rebuilt_without_an_overview(results: Path) -> None:
    ended = run(results / "one")

    assert 0 == ended.exit_code
    assert f"report:   {results / 'one' / 'report.html'}" in ended.output
    assert not (results / "one" / "index.html").exists()


def test_exports_are_written_for_every_clip_and_named(results: Path) -> None:
    ended = run(results, "--export", "csv")
    named_files = re.findall(r"export: +(.+)", ended.output)

    assert 0 == ended.exit_code
    assert {"one", "two"} == {Path(path).parent.name for path in named_files}
    assert all(Path(path).is_file() for path in named_files)


def test_an_export_that_fails_is_named_and_gives_one(results: Path) -> None:
    (results / "two" / "poses.parquet").write_bytes(b"")
    ended = run(results, "--export", "trc")

    assert 1 == ended.exit_code
    assert ended.stderr.startswith("stretchcheck: two: ")
    assert 1 == len(ended.stderr.splitlines())


def texts(page: Any, column: int) -> list[str]:
    return page.locator(f"table.lines tbody tr:visible > :nth-child({column})").all_inner_texts()


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    """One chromium for all pages; they lie on the disk and wait for nothing, so that others may work beside it."""
    with browser.browser() as opened:
        yield opened


def test_headings_sort_and_filters_choose_in_a_real_browser_by_keyboard_alone(opened: Any, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(render_overview("tonight", CLIPS), encoding="utf-8")
    page = browser.page_of(opened)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "index.html").as_uri())
    browser.tab_to(page, "Held")
    page.keyboard.press("Enter")
    rising = [text.split()[0] for text in texts(page, 4)]
    page.keyboard.press("Enter")
    falling = [text.split()[0] for text in texts(page, 4)]
    figures = page.locator(".smalls figure").evaluate_all("all => all.map(one => one.dataset.line)")
    sorted_by = page.locator("table.lines th[aria-sort=descending]").all_inner_texts()
    page.get_by_label("Side").select_option("left")
    left, told = texts(page, 3), page.locator("output").inner_text()
    page.get_by_label("Side").select_option("")
    page.get_by_label("Clip").fill("B.M")
    found = page.locator("table.lines tbody tr:visible").evaluate_all("all => all.map(one => one.dataset.name)")

    assert ["\u2013", "9.5", "24.2", "33.9"] == rising
    assert ["33.9", "24.2", "9.5", "\u2013"] == falling
    assert ["1", "3", "2", "4"] == figures
    assert ["Held"] == [text.strip() for text in sorted_by]
    assert (["left leg"], "1 of 4 shown") == (left, told)
    assert ["b.mp4"] == found
    assert [(tmp_path / "index.html").as_uri()] == asked
    assert [] == page.wrong


def test_without_a_script_the_whole_table_is_there_and_no_dead_control(opened: Any, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(render_overview("tonight", CLIPS), encoding="utf-8")
    page = opened.new_context(java_script_enabled=False).new_page()
    page.goto((tmp_path / "index.html").as_uri())

    assert 4 == page.locator("table.lines tbody tr:visible").count()
    assert 0 == page.locator("button:visible, input:visible, select:visible").count()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
def test_report_and_overview_fit_the_screen_and_have_no_fault_of_accessibility(
    opened: Any, width: int, dark: bool, tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    from stretchcheck.report import render_report

    both = named("a.mp4", a_repetition("right"), short("left", 9.5))
    pages = {"index.html": render_overview("tonight", CLIPS), "report.html": render_report(both, a_series(96.0))}
    for name, html in pages.items():
        (tmp_path / name).write_text(html, encoding="utf-8")
        context = opened.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", bypass_csp=True
        )
        page = context.new_page()
        page.goto((tmp_path / name).as_uri())
        broken = [
            (found["id"], [node["html"][:120] for node in found["nodes"][:3]])
            for found in Axe().run(page).response["violations"]
        ]

        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [] == broken
