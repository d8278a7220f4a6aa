"""A reader of report pages to test with."""

from html.parser import HTMLParser
from typing import Any

from results import a_series
from stretchcheck.report import ReportSeries, Thumbnail, render_report
from stretchcheck.schema import validate_result

VOID = {"meta", "img", "br", "wbr", "input"}


class Page(HTMLParser):
    """Reads a page: its tags with their attributes, its visible words, and whether the tags are balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], ["title"], ["desc"]):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def having(self, tag: str, css: str) -> list[dict[str, str]]:
        return [
            attributes for name, attributes in self.tags if name == tag and css in attributes.get("class", "").split()
        ]


def a_page(result: dict[str, Any], series: ReportSeries | None = None, thumbnails: tuple[Thumbnail, ...] = ()) -> Page:
    validate_result(result)
    page = Page(render_report(result, a_series() if series is None else series, thumbnails))

    assert [] == page.open
    return page
