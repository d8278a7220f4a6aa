"""The report of a tuning: it stands alone, and says what tuning.json says."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from stretchcheck.report.timeline import NARROW, WIDE
from stretchcheck.tune.charts import forest_chart, score_chart, share_chart
from stretchcheck.tune.page import as_page, write
from stretchcheck.tune.tabled import agreement_tables, changes, fold_tables, score_table, threshold_table
from stretchcheck.tune.told import changes_line, headline, objectives_told, plain, score_words
from tuned import HOLD, JERK, LIFT, change, estimate, hold_row, jerk_row, lift_row, score_row, swept, tuning

F1 = {"name": "lift", "kind": "f1", "events": ["shoulder_lift"], "goal": None}
GOAL = {"name": "jerk", "kind": "sensitivity", "events": ["jerk"], "goal": 0.95}


class Words(HTMLParser):
    """The visible words of a page, and the tags that are open at its end."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "br", "wbr", "img"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens and closes at once."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def read(**changes: Any) -> str:
    return Words(as_page(tuning(**changes))).text


def test_the_page_needs_nothing_else_and_closes_what_it_opens() -> None:
    page = Words(as_page(tuning()))

    assert ([], []) == (page.open, page.addresses)


def test_no_name_on_the_page_becomes_markup() -> None:
    html = as_page(tuning(command="<script>x</script>", changed=[change("<b>clip</b>", "ok", "fault", better=True)]))

    assert "<script" not in html
    assert "<b>clip" not in html


def test_every_chart_has_a_name_of_its_own() -> None:
    rows = [lift_row(), lift_row(name="twist_gap_red_femur")]
    idents = re.findall(r'<svg class="chart[^>]*aria-labelledby="(\S+)', as_page(tuning(thresholds=rows)))

    assert 12 == len(idents) == len(set(idents))


def test_the_report_is_written_whole_in_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    write(path, tuning())

    assert [path] == list(tmp_path.iterdir())
    assert path.read_text(encoding="utf-8") == as_page(tuning())


def test_the_page_shows_every_part() -> None:
    text = read()

    for said in (
        "One of three thresholds is better on people that had no say in the choice", "Only 4 people: read with care.",
        "8 clips of 4 people", "0.2 to 0.24", "0.860 (0.760 to 0.960)", "0.800 \u2192 0.900", "Shoulder on the floor",
        "stretchcheck and ann", "None was labelled of: wrong start pose", "4 subjects: ranges, not significance",
        "stretchcheck tune labels.csv", "5e" * 32, "Left aside, of another part: other_1.",
    ):  # fmt: skip
        assert said in text


def test_the_headline_counts_what_is_adopted() -> None:
    none, one = [lift_row(adopted=False)], [lift_row()]

    assert "No threshold is surely better: the values in force are kept" == headline(tuning(thresholds=none))
    assert "The threshold is better on people that had no say in the choice" == headline(tuning(thresholds=one))
    assert headline(tuning(thresholds=[lift_row(), hold_row(adopted=True)])).startswith("Two of two thresholds are")
    assert "Nothing was tuned" == headline(tuning(thresholds=[]))


def test_a_threshold_is_adopted_or_kept_for_a_reason() -> None:
    rows = {row[0]: row for row in threshold_table(tuning()).rows}

    assert ("0.19", "0.22", "0.2 to 0.24", "0.14 to 0.3", "adopted") == rows[LIFT][1:6]
    assert ("90", "90", "-", "70 to 140", "kept", "There is no labelled jerk.", "simulation") == rows[JERK][1:]


def test_what_could_not_be_scored_says_why_and_draws_nothing() -> None:
    (told,) = (one for one in objectives_told(tuning()) if one.name == "jerk")

    assert (False, "There is no labelled jerk.") == (told.is_adopted, told.sentence)
    assert score_chart(jerk_row(), GOAL, WIDE) is None
    assert 1 == read().count("There is no curve")


def test_the_score_of_people_that_were_left_out_stands_beside_that_in_force() -> None:
    (told,) = (one for one in objectives_told(tuning()) if one.name == "lift")
    (row,) = (one for one in score_table(tuning()).rows if one[0] == "lift")

    assert told.sentence.startswith("In force 0.800; tuned, on people that had no say in the choice, 0.860. ")
    assert ("0.800 (0.700 to 0.900)", "0.860 (0.760 to 0.960)", "+0.060 (-0.010 to +0.200)") == (row[1], row[2], row[4])


def test_one_person_alone_has_scores_and_no_fold_or_interval() -> None:
    alone = score_row("lift", 0.8, None, 0.9) | {"default": estimate(0.8), "resubstituted": estimate(0.9)}
    told = tuning(folds=[], scores=[alone], thresholds=[lift_row(interval=None, adopted=False)])
    (row,) = score_table(told).rows

    assert ("0.800", "-", "0.900", "-") == row[1:5]
    assert "One left out in turn" not in Words(as_page(told)).text


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (0.8125, "f1", "0.812"), (18.743, "hold_mae", "18.74 s"), (None, "f1", "-"),
        (-0.05, "sensitivity", "5.0 % short of its goal"), (-0.31, "false_alerts", "0.31 a minute above its goal"),
    ],
)  # fmt: skip
def test_a_score_is_said_in_its_unit_and_a_missed_goal_as_such(value: float | None, kind: str, said: str) -> None:
    assert said == score_words(value, kind)


@pytest.mark.parametrize(("value", "said"), [(90.0, "90"), (0.19283, "0.1928"), (-0.0, "0"), (1234.4, "1234")])
def test_a_number_is_written_in_few_digits(value: float, said: str) -> None:
    assert said == plain(value)


def test_the_chart_marks_default_choice_interval_and_plateau_where_they_are() -> None:
    chart = score_chart(lift_row(), F1, WIDE)

    assert chart is not None
    rules = {rule.css: rule.x1 for rule in chart.rules}
    rects = {rect.css: (rect.x, rect.x + rect.width) for rect in chart.rects}
    assert rects["interval"][0] < rules["chosen"] < rects["interval"][1]
    assert rules["edge"] < rects["plateau"][0] < rules["chosen"]
    assert rects["plateau"][0] == pytest.approx(rects["interval"][0])
    assert {"in force 0.19", "chosen 0.22"} <= {label.text for label in chart.labels}


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=["wide", "narrow"])
def test_no_word_of_a_chart_lies_outside_of_it(layout: Any) -> None:
    told = tuning()
    objectives = {one["name"]: one for one in told["objectives"]}
    drawn = [
        score_chart(lift_row(default=0.14), F1, layout),
        score_chart(hold_row(chosen=1.0), objectives["hold"], layout),
        forest_chart(told["scores"], objectives, seconds=False, layout=layout),
        forest_chart(told["scores"], objectives, seconds=True, layout=layout),
    ]
    for chart in drawn:
        assert chart is not None
        for label in chart.labels:
            width = chart.text_width(label.text)
            left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
            assert -0.5 <= left
            assert left + width <= chart.width + 0.5
            assert label.y <= chart.height


def test_the_goal_is_drawn_where_it_is_missed() -> None:
    rows = [swept(70.0, 0.8), swept(90.0, 0.7), swept(140.0, -0.2)]
    missed = score_chart(jerk_row(sensitivity=rows), GOAL, WIDE)
    kept = score_chart(jerk_row(sensitivity=rows[:2]), GOAL, WIDE)

    assert missed is not None
    assert kept is not None
    assert (1, 0) == tuple(sum(rule.css == "limit-red" for rule in chart.rules) for chart in (missed, kept))


def test_the_curves_mark_the_value_in_force_and_the_chosen_one() -> None:
    html = as_page(tuning())
    at = [found.split(": ")[1] for found in re.findall(r"<title>in force, 0.19: [^<]*", html)]

    assert ["in force, 0.19", "in force, 0.19"] == re.findall(r"in force, 0.19", html)
    assert ["0.90 at 0.20", "0.75 at 0.90"] == at


def test_the_area_is_of_what_was_swept_unless_it_is_the_whole() -> None:
    whole = [
        swept(0.14, 0.7, found=1.0, invented=1.0, fault_fault=10.0, good_fault=10.0),
        swept(0.26, 0.5, found=1.0, invented=1.0, fault_fault=0.0, good_fault=0.0),
    ]

    assert "The sweep spans 0.00 to 0.60 across" in read()
    assert "Area below the curve 0.500." in read(thresholds=[lift_row(sensitivity=whole)])


def test_a_single_point_is_no_curve() -> None:
    assert share_chart([], lift_row(), kind="roc", title="ROC", axes=("x", "y")) is None


def test_verdicts_that_become_worse_come_first() -> None:
    rows = [
        change("a", "ok", "fault", better=True), change("b", "ok", "warn", better=None),
        change("c", "missing", "fault", better=False),
    ]  # fmt: skip
    told = tuning(changed=rows)

    assert [("c", "worse", 1), ("a", "better", 1), ("b", "neither", 1)] == [
        (one.clip, one.better, one.repetition) for one in changes(told)
    ]
    assert "Not found" == changes(told)[0].before[2]
    assert "3 verdicts change in 3 clips with twist_lift_red_sw = 0.22: 1 better, 1 worse, 1 neither." == changes_line(
        told
    )


def test_values_that_are_as_in_force_are_not_told_to_change_anything() -> None:
    assert "No verdict changes." == changes_line(tuning(changed=[], changed_by={LIFT: 0.19, HOLD: 0.5}))


def test_each_pair_of_judges_has_a_table_and_a_dash_where_kappa_is_none() -> None:
    first, second = agreement_tables(tuning())

    assert ("stretchcheck and ann", "ann and ben") == (first.title, second.title)
    assert ("all checks", "12", "1", "3", "1", "2", "75 %", "0.48", "0.10 to 0.80", "0.50", "0.52") == first.rows[0]
    assert ("bounce", "-") == (second.rows[0][0], second.rows[0][7])


def test_who_was_left_out_is_told_with_what_the_others_chose() -> None:
    scores, chosen = fold_tables(tuning())

    assert ("ada", "0.800 \u2192 0.900", "0.70 s") == scores.rows[0]
    assert ("left out", LIFT, HOLD) == chosen.headings
    assert ("dee", "0.25", "0.6") == chosen.rows[-1]


def test_support_that_is_told_whole_is_shown_as_it_is() -> None:
    from calibration.tuning.support import support

    made = support(tuning(), {"shoulder_lift": {"ada": 6}})
    made["thresholds"][0]["sentence"] = "So it was told."

    assert "So it was told." in read(support=made)
