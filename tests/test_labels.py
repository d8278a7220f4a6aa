"""Labels in and out: our CSV, the truth of rendered clips, and everything that is none of the formats."""

import gzip
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exported_labels as exported
from calibration.label_csv import parsed, write_csv, written
from calibration.labels import KINDS, SIDES, Label, LabelError
from calibration.read_labels import SUFFIXES, read_labels
from protocols.stretches import STRETCHES

SAMPLES = Path(__file__).parents[1] / "sample_videos"
HEADER = "clip,start_s,end_s,kind\n"

NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(lambda text: text == text.strip())
TIMES = st.floats(0.0, 1e5, allow_nan=False)
LABELS = st.builds(
    lambda clip, times, kind, stretch, side, subject, rater: Label(
        clip, min(times), max(times), kind, stretch, side, subject, rater
    ),
    NAMES,
    st.tuples(TIMES, TIMES),
    st.sampled_from(KINDS),
    st.none() | st.sampled_from(sorted(STRETCHES)),
    st.none() | st.sampled_from(SIDES),
    st.none() | NAMES,
    st.none() | NAMES,
)


def saved(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


@given(st.lists(LABELS, max_size=6))
def test_labels_written_as_csv_are_read_back_equal(tmp_path_factory, labels):
    path = tmp_path_factory.mktemp("csv") / "labels.csv"
    write_csv(path, labels)

    assert tuple(labels) == read_labels(path).labels


@pytest.mark.parametrize("subject", ["", " Ada", "Ada\n", "\ud800"])
def test_a_name_that_would_not_come_back_is_refused_and_leaves_no_file(tmp_path, subject):
    with pytest.raises(LabelError, match="Expected"):
        write_csv(tmp_path / "labels.csv", [Label("clip", 1.0, 2.0, "jerk", subject=subject)])

    assert [] == list(tmp_path.iterdir())


def test_a_csv_takes_the_place_of_the_old_one_and_never_writes_into_it(tmp_path):
    write_csv(tmp_path / "labels.csv", [Label("old", 1.5, 2.25, "jerk")])
    (tmp_path / "kept.csv").hardlink_to(tmp_path / "labels.csv")
    write_csv(tmp_path / "labels.csv", [Label("new", 1.5, 2.25, "jerk")])
    texts = {path.name: path.read_text(encoding="utf-8").splitlines()[1:] for path in tmp_path.iterdir()}

    assert {"kept.csv": ["old,1.5,2.25,jerk,,,,"], "labels.csv": ["new,1.5,2.25,jerk,,,,"]} == texts


def test_a_csv_that_cannot_take_its_place_leaves_nothing_behind(tmp_path):
    (tmp_path / "labels.csv").mkdir()
    with pytest.raises(OSError, match="labels"):
        write_csv(tmp_path / "labels.csv", [])

    assert ["labels.csv"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_a_byte_order_mark_and_any_line_ends_are_understood(tmp_path, mark, end):
    path = tmp_path / "labels.csv"
    path.write_bytes(mark + end.join(["kind, end_s, start_s, clip", "jerk, 2.25, 1.5, Übung 1", ""]).encode())

    assert (Label("Übung 1", 1.5, 2.25, "jerk"),) == read_labels(path).labels


@pytest.mark.parametrize(
    "text",
    [
        "clip;start_s;end_s;kind\nclip;1,5;2,25;bounce\n",
        "clip;start_s;end_s;kind;side;;\nclip;1,5;2,25;bounce;;;\n;;;;;;\n",
        "clip\tstart_s\tend_s\tkind\nclip\t1.5\t2.25\tbounce\n",
        'clip,start_s,end_s,kind,rater\nclip,"1,5","2,25",bounce\n',
    ],
)
def test_what_spreadsheets_make_of_a_csv_is_understood(text):
    assert (Label("clip", 1.5, 2.25, "bounce"),) == parsed(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty file"),
        ("\n  \n", "empty file"),
        ("clip,start_s,kind\na,1,jerk\n", "Line 1: Expected the columns"),
        ("clip,start_s,kind\na,1,jerk\n", "none named end_s"),
        ("clip,start_s,end_s,kind,sde\na,1,2,jerk,left\n", "Expected columns among ['side'"),
        ("clip,start,end_s,kind\na,1,2,jerk\n", "Expected columns among ['start_s'], but got 'start'"),
        ("clip,clip,start_s,end_s,kind\na,a,1,2,jerk\n", "each column once"),
        (HEADER + "a,1,2,jerkk\n", "Line 2: Expected kind to be one of ['jerk'"),
        (HEADER + "a,1,2,jerk\n\na,3,two,jerk\n", "Line 4: Expected a number of seconds for end_s, but got 'two'"),
        (HEADER + '"a\nb",1,2,jerk\na,3,,jerk\n', "Line 4: Expected a number of seconds for end_s, but got ''"),
        (HEADER + "a,3,2,jerk\n", "Line 2: Expected 0 <= start_s <= end_s"),
        (HEADER + "a,-1,2,jerk\n", "Line 2: Expected 0 <= start_s"),
        (HEADER + "a,nan,2,jerk\n", "Expected a number"),
        (HEADER + "a,1_0,20,jerk\n", "Expected a number"),
        (HEADER + ",1,2,jerk\n", "Line 2: Expected the name of a clip"),
        (HEADER + "a,1,2,jerk,left\n", "Line 2: Expected 4 cells, but got 5"),
        ("clip,start_s,end_s,kind,side\na,1,2,jerk,up\n", "Line 2: Expected side to be one of"),
        (HEADER + 'b,1,2,jerk\n"a,1,2,jerk\n', "Line 3: Expected the cells of a table"),
    ],
)
def test_a_csv_that_cannot_be_used_says_where_and_why_and_names_the_file_last(tmp_path, text, says):
    path = saved(tmp_path, "labels.csv", text)
    with pytest.raises(LabelError) as error:
        read_labels(path)

    assert says in str(error.value)
    assert str(error.value).endswith(f": {path}")


def test_a_csv_in_another_encoding_says_in_which_line(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_bytes((HEADER + "Übung,1,2,jerk\n").encode("cp1252"))
    with pytest.raises(LabelError, match="UTF-8, but got a byte that is none in line 2"):
        read_labels(path)


def test_the_truth_of_a_rendered_clip_is_read_as_labels():
    labels = read_labels(SAMPLES / "ktc_lunge_left.truth.json.gz").labels

    assert ["hold", "jerk", "moving_in", "release", "setup", "setup"] == sorted(one.kind for one in labels)
    assert {("ktc_lunge_left", "knee-to-chest", "left", "truth")} == {
        (one.clip, one.stretch, one.side, one.rater) for one in labels
    }


def test_the_page_on_labels_lists_the_kinds_and_its_csv_can_be_read():
    page = (Path(__file__).parents[1] / "docs" / "labels.md").read_text(encoding="utf-8")
    listed = [name for line in page.splitlines() if line.startswith("* ") for name in line.split("`")[1::2]]
    labels = parsed(page.split("```csv\n")[1].split("```")[0])

    assert list(KINDS) == listed
    assert ["hold", "jerk"] == [label.kind for label in labels]


def test_a_file_of_another_kind_is_refused_and_a_missing_one_is_missing(tmp_path):
    with pytest.raises(LabelError, match=r"\.eaf"):
        read_labels(saved(tmp_path, "labels.txt", "x"))
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(LabelError, match="can be read"):
        read_labels(tmp_path / "folder.csv")
    with pytest.raises(FileNotFoundError):
        read_labels(tmp_path / "none.csv")


@pytest.mark.parametrize("fps", [0.0, -30.0, float("nan"), float("inf")])
def test_a_frame_rate_that_is_none_is_refused(tmp_path, fps):
    with pytest.raises(LabelError, match="fps"):
        read_labels(saved(tmp_path, "labels.csv", HEADER), fps=fps)


WHOLE = {
    ".csv": written([Label("c", 1.0, 2.0, "jerk")]),
    ".tsv": exported.BORIS_9,
    ".eaf": exported.EAF,
    ".json": json.dumps(exported.studio({"ranges": [{"start": 1, "end": 9}], "timelinelabels": ["jerk"]}, fps=30)),
    "-old.csv": exported.BORIS_7,
    "-aggregated.csv": exported.BORIS_AGGREGATED,
    ".truth.json.gz": gzip.compress(b'{"schema": 1}'),
}


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(list(WHOLE.values())),
    st.sampled_from([*WHOLE, *SUFFIXES]),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=12),
    st.integers(0, 4000),
)
def test_bytes_that_were_tampered_with_raise_nothing_but_label_errors(tmp_path_factory, whole, suffix, changes, cut):
    content = bytearray(whole if isinstance(whole, bytes) else whole.encode())
    for place, byte in changes:
        content[place % len(content)] = byte
    path = tmp_path_factory.mktemp("mutants") / f"labels{suffix}"
    path.write_bytes(content[: cut or None])
    with suppress(LabelError):
        read_labels(path)


LEAVES = st.none() | st.booleans() | st.integers(-5, 10**400) | st.floats() | st.sampled_from(["", "jerk", "left", "9"])
WORDS = """annotations result value ranges start end timelinelabels labels choices id data fps video completed_by schema
clip stretch side phases faults frames landmarks kind name view"""
KEYS = st.sampled_from(WORDS.split())
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def grafted(whole, ways, leaf):
    """The JSON with another value somewhere inside: `ways` choose among the parts of each level."""
    if not ways or not isinstance(whole, dict | list) or not whole:
        return leaf
    if isinstance(whole, list):
        at = ways[0] % len(whole)
        return [grafted(part, ways[1:], leaf) if number == at else part for number, part in enumerate(whole)]
    at = list(whole)[ways[0] % len(whole)]
    return {key: grafted(part, ways[1:], leaf) if key == at else part for key, part in whole.items()}


@pytest.fixture(scope="module")
def truth():
    table = json.loads(gzip.decompress((SAMPLES / "ktc_lunge_left.truth.json.gz").read_bytes()))
    table["frames"] = table["frames"][:2]
    return table


@pytest.mark.parametrize(
    ("key", "part"),
    [("faults", [{"kind": "wobble", "start_s": 1, "end_s": 2, "size": 1}]), ("frames", [{"t_s": 0, "landmarks": 9}])],
)
def test_a_truth_with_a_wrong_part_is_refused_and_named(tmp_path, truth, key, part):
    path = tmp_path / "clip.truth.json.gz"
    path.write_bytes(gzip.compress(json.dumps({**truth, key: part}).encode()))
    with pytest.raises(LabelError, match=r"clip\.truth\.json\.gz"):
        read_labels(path)


def test_landmarks_that_are_no_table_and_damaged_bytes_are_refused_in_a_truth(tmp_path, truth):
    path, wrong = tmp_path / "clip.truth.json.gz", json.loads(json.dumps(truth))
    wrong["frames"][0]["landmarks"]["recipient"] = [1, 2]
    path.write_bytes(gzip.compress(json.dumps(wrong).encode()))
    with pytest.raises(LabelError, match="Expected the truth of a rendered clip"):
        read_labels(path)
    path.write_bytes(gzip.compress(b"{}")[:10] + b"\xff" * 9)
    with pytest.raises(LabelError, match="Expected the truth of a rendered clip"):
        read_labels(path)


@settings(max_examples=300, deadline=None)
@given(st.data(), st.lists(st.integers(0, 50), max_size=9), TREES)
def test_json_with_a_wrong_part_raises_nothing_but_label_errors(tmp_path_factory, truth, data, ways, leaf):
    folder, studio = tmp_path_factory.mktemp("grafted"), json.loads(WHOLE[".json"])
    if data.draw(st.booleans()):
        path = saved(folder, "labels.json", json.dumps(grafted(studio, ways, leaf)))
    else:
        path = folder / "labels.truth.json.gz"
        path.write_bytes(gzip.compress(json.dumps(grafted(truth, ways, leaf)).encode(), 1))
    with suppress(LabelError):
        read_labels(path)
