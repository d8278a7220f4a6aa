"""Nobody is in two parts, and whoever belongs together is held out together."""

from pathlib import Path

import pytest

from calibration.scoring.reference import Reference
from calibration.tuning.splits import (
    UNTOLD,
    SplitError,
    Who,
    groups_of,
    held_out,
    parts_with,
    read_parts,
    refuse_mixed,
    who_of,
)


def test_a_person_in_both_parts_is_refused() -> None:
    clips = [Who("a", "nora", part="development"), Who("b", "nora", part="test"), Who("c", "kenji", part="test")]
    with pytest.raises(SplitError, match=r"but nora is in development \(a\) and test \(b\); .*--without nora"):
        refuse_mixed(clips)


def test_people_in_one_part_each_are_not_refused() -> None:
    refuse_mixed([Who("a", "nora", part="development"), Who("b", "kenji", part="test"), Who("c", "nora")])


def test_clips_that_are_in_neither_part_mix_nobody() -> None:
    refuse_mixed([Who("a", "nora", part="development"), Who("b", "nora", part="none"), Who("c", "kenji", part="test")])


def test_a_person_who_helps_in_the_other_part_and_is_stretched_there_is_refused() -> None:
    clips = [
        Who("a", "nora", "kenji", "development"), Who("b", "kenji", None, "test"), Who("c", "ravi", None, "test"),
    ]  # fmt: skip
    with pytest.raises(SplitError, match=r"kenji\+nora is in"):
        refuse_mixed(clips)


def test_pairs_that_change_roles_are_one_group_and_helpers_alone_join_nobody() -> None:
    clips = [
        Who("a", "nora", "kenji"), Who("b", "kenji", "lena"), Who("c", "ravi", "lena"), Who("d", None), Who("e", None),
    ]  # fmt: skip

    assert {"a": "kenji+nora", "b": "kenji+nora", "c": "ravi", "d": UNTOLD, "e": UNTOLD} == groups_of(clips)


def test_chains_of_pairs_are_one_group() -> None:
    clips = [Who("a", "p", "q"), Who("b", "r", "s"), Who("c", "s", "t"), Who("d", "q", "r"), Who("e", "t")]

    assert {"p+q+r+s+t"} == set(groups_of(clips).values())


def test_one_group_alone_cannot_be_held_out() -> None:
    assert ["a", "b"] == held_out(["b", "a", "b"])
    assert [] == held_out(["a", "a"])


def test_a_file_of_parts_goes_over_what_the_truths_say(tmp_path: Path) -> None:
    path = tmp_path / "parts.csv"
    path.write_text("clip,split\na,test\nc,none\n")
    clips = [Who("a", "nora", part="development"), Who("b", "nora", part="test"), Who("c", "nora", part="test")]
    changed = parts_with(clips, read_parts(path))

    assert ["test", "test", "none"] == [who.part for who in changed]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("clip,part\na,test\n", "Expected the columns clip and split"),
        ("clip,split\na,training\n", "but got 'training' of a"),
        ("clip,split\na,test\na,development\n", "but a is in both"),
        ("", "Expected the columns"),
    ],
)
def test_what_is_no_file_of_parts_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "parts.csv"
    path.write_text(text)
    with pytest.raises(SplitError, match=says):
        read_parts(path)


def test_a_file_of_parts_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SplitError, match="but there is none"):
        read_parts(tmp_path / "none.csv")


def test_who_is_in_a_clip_is_what_any_of_its_raters_knows() -> None:
    one, two = Reference("a", ()), Reference("a", (), subject="Nora", partner="kenji", split="test")

    assert Who("a", "Nora", "kenji", "test") == who_of("a", [one, two]) == who_of("a", [two, one])
    assert Who("a", None) == who_of("a", [one, one])


def test_raters_who_name_different_people_are_refused_and_other_spellings_are_not() -> None:
    nora = Reference("a", (), subject="Nora  A")
    assert "Nora  A" == who_of("a", [nora, Reference("a", (), subject="nora a ")]).subject
    with pytest.raises(SplitError, match="who is stretched in a, but got kenji and nora a"):
        who_of("a", [nora, Reference("a", (), subject="kenji")])


def test_another_spelling_does_not_hide_who_is_in_both_parts() -> None:
    clips = [Who("a", "Nora", part="development"), Who("b", "nora ", part="test")]

    assert {"a": "Nora", "b": "Nora"} == groups_of(clips)
    with pytest.raises(SplitError, match="Nora is in development"):
        refuse_mixed(clips)


def test_clips_of_nobody_named_may_not_be_in_two_parts() -> None:
    with pytest.raises(SplitError, match=r"nobody is named in development \(a\) and test \(b\)"):
        refuse_mixed([Who("a", None, part="development"), Who("b", None, part="test"), Who("c", "nora", part="test")])
    refuse_mixed([Who("a", None, part="development"), Who("b", None), Who("c", "nora", part="test")])
