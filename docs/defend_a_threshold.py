"""From labelled recordings to a threshold that can be defended: a page to run cell by cell.

    pip install "stretchcheck[tune,notebook]"
    marimo edit docs/defend_a_threshold.py        # or: python docs/defend_a_threshold.py

It starts from the recordings of the bench that come with the source; put your own labels and recordings in their place.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import csv
    import glob
    import json
    import os
    import subprocess
    import sys
    import tempfile
    from pathlib import Path

    import marimo as mo

    return Path, csv, glob, json, mo, os, subprocess, sys, tempfile


@app.cell
def _(mo):
    mo.md("""
    # Defend a threshold

    A number in a paper has to survive four questions.
    *What was it chosen on? What would have come of another number? How does it do on people it never saw? Do people
    themselves agree that well?*
    This page answers them for one threshold, with the commands that answer them for any.
    """)


@app.cell
def _(Path, mo, os, tempfile):
    source = Path(__file__).resolve().parent.parent
    labels = mo.ui.text(
        str(source / "bench" / "truth" / "twist_oblique_*"),
        label="labels, with * as in a shell (CSV, BORIS, ELAN, Label Studio, truths)",
    )
    recordings = mo.ui.text(str(source / "bench" / "recordings"), label="recordings")
    objective = mo.ui.text("shoulder_lift", label="objective, a name in the search space")
    without = mo.ui.text("hamid", label="people left out, because they are in both parts")
    trials = mo.ui.number(4, 300, value=int(os.environ.get("TRIALS", "40")), label="trials")
    out = Path(tempfile.mkdtemp(prefix="stretchcheck-page-"))
    mo.vstack([labels, recordings, objective, without, trials])
    return labels, objective, out, recordings, trials, without


@app.cell
def _(subprocess, sys):
    def run(*words):
        """Run a command of stretchcheck; what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "stretchcheck", *map(str, words)], capture_output=True, text=True, check=False
        )
        if done.returncode == 2:
            raise RuntimeError(done.stderr)
        return done.stdout

    return (run,)


@app.cell
def _(mo):
    mo.md("""
    ## 1. Score what is in force

    Before a number is changed, see what it does: on the development part alone.
    The test part is not looked at until the very end.

        stretchcheck evaluate LABELS --recordings DIR --split development
    """)


@app.cell
def _(glob, labels, out, recordings, run):
    evaluated = run(
        "evaluate", *sorted(glob.glob(labels.value)), "--recordings", recordings.value, "--split", "development",
        "--out", out / "evaluation", "--draws", 500,
    )  # fmt: skip
    print(evaluated)
    return (evaluated,)


@app.cell
def _(csv, evaluated, mo, out):
    assert evaluated
    with (out / "evaluation" / "clips.csv").open(encoding="utf-8") as file:
        clips = list(csv.DictReader(file))
    kept = ("clip", "view", "hold_error_s", "prescription_found", "missed", "false", "wrong_green")
    mo.ui.table([{name: row[name] for name in kept} for row in clips], label="the worst clips first: open them")


@app.cell
def _(mo):
    mo.md("""
    A threshold cannot mend what was not seen.
    Where the landmarks are wrong, look at the overlay before you touch a number.

    ## 2. Search

        stretchcheck tune LABELS --recordings DIR --objective NAME

    The choice is the middle of the widest span that does about as well as the best, not the best itself; everybody is
    left out once, and the choice made without them is scored on them.
    A person who is in both parts is refused until they are left out: nobody is tuned on whom the test scores.
    """)


@app.cell
def _(glob, json, labels, objective, out, recordings, run, trials, without):
    left_out = [word for name in without.value.split() for word in ("--without", name)]
    tuned = run(
        "tune", *sorted(glob.glob(labels.value)), "--recordings", recordings.value, "--objective", objective.value,
        "--trials", trials.value, "--draws", 500, "--out", out / "tuning", *left_out,
    )  # fmt: skip
    print(tuned)
    tuning = json.loads((out / "tuning" / "tuning.json").read_text(encoding="utf-8"))
    return (tuning,)


@app.cell
def _(mo, tuning):
    def curve(row):
        """The score over the span of a threshold, as a table."""
        table = [
            {"value": at["value"], "score": at["score"], "found": at["found"], "missed": at["missed"],
             "invented": at["invented"]}
            for at in row["sensitivity"]
        ]  # fmt: skip
        told = f"### {row['name']}: {row['default']:g} in force, {row['chosen']:g} chosen\n\n{row['reason']}"
        return mo.vstack([mo.md(told), mo.ui.table(table, label="what would have come of another number")])

    mo.vstack([curve(row) for row in tuning["thresholds"]])


@app.cell
def _(mo, tuning):
    folds = [
        {"held out": ", ".join(fold["held_out"]), **{name: f"{value:g}" for name, value in fold["chosen"].items()}}
        for fold in tuning["folds"]
    ]
    mo.vstack([
        mo.md("### Chosen without each person in turn\n\nA number that moves with whoever is left out is theirs."),
        mo.ui.table(folds),
        mo.ui.table(tuning["scores"], label="people that were never seen: in force, and tuned"),
    ])  # fmt: skip


@app.cell
def _(mo, tuning):
    agreed = tuning["agreement"]
    known = mo.ui.table(agreed) if agreed else mo.md("One rater only: nobody can say how well people agree.")
    mo.vstack([
        mo.md("## 3. Do raters agree?\n\nA checker that agrees as well as two raters do is at the ceiling."), known,
    ])  # fmt: skip


@app.cell
def _(mo, out):
    profile = out / "tuning" / "profile.toml"
    text = profile.read_text(encoding="utf-8") if profile.exists() else "nothing was worth taking over"
    mo.md(f"""
## 4. Write it down

Value, interval, data, date and command stand beside each other, and `analyze --profile` reads them:

```toml
{text}
```

## 5. Only now, the test part

    stretchcheck evaluate LABELS --recordings DIR --split test
    stretchcheck evaluate LABELS --recordings DIR --split test --profile profile.toml

Once. Report both, with intervals, whichever is better; with fewer than ten people they are ranges, not significance.
""")


if __name__ == "__main__":
    app.run()
