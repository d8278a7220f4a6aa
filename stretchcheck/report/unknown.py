"""What could not be judged and why, gathered over all repetitions."""

from dataclasses import dataclass, field

from stretchcheck.report import words
from stretchcheck.report.filming import shown_from
from stretchcheck.report.series import ReportSeries, unseen_spans
from stretchcheck.report.summary import hidden_by_view, scored
from stretchcheck.report.words import Json


@dataclass(slots=True)
class Unknown:
    """One check that was unknown for one reason: its title, in which repetitions (from 1), and where it can be seen."""

    title: str
    reason: str
    seen_from: str
    repetitions: list[int] = field(default_factory=list)


def unknowns(result: Json) -> list[Unknown]:
    """Every scored check that is unknown, with its reason, in the order of the checks; equal ones are told once."""
    found: dict[tuple[str, str], Unknown] = {}
    kind = result["view"]["kind"]
    for number, repetition in enumerate(result["repetitions"], start=1):
        for check in scored(repetition):
            if check["verdict"] == "unknown":
                reason = check["why_unknown"] or "No reason was given."
                place = shown_from(check["name"]) if hidden_by_view(check["name"], kind) else ""
                made = Unknown(words.CHECKS[check["name"]][0], reason, place)
                found.setdefault((check["name"], reason), made).repetitions.append(number)
    return list(found.values())


def unseen_line(series: ReportSeries) -> str:
    """For how much of the recording the followed angle was unknown; empty where there is none, or none was unknown."""
    if len(series.time_s) < 2:
        return ""
    hidden = sum(end - start for start, end in unseen_spans(series))
    whole = float(series.time_s[-1] - series.time_s[0])
    if not hidden:
        return ""
    return f"The followed angle could not be seen for {words.seconds(hidden)} of {words.seconds(whole)}."
