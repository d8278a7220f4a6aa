"""Questions before a session: any yes refuses it, with the gravest advice; all no goes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stretchcheck.live.screening import GROUPS, QUESTIONS, is_complete, refusal

ALL_NO = dict.fromkeys(QUESTIONS, False)
GROUP_OF = {question.id: group for group in GROUPS for question in group.questions}


def test_all_no_goes_on() -> None:
    assert refusal(ALL_NO) is None
    assert is_complete(ALL_NO)


def test_every_question_is_asked_once() -> None:
    assert len(QUESTIONS) == len(set(QUESTIONS))
    assert len({group.id for group in GROUPS}) == len(GROUPS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_single_yes_refuses_with_the_advice_of_its_group(question: str) -> None:
    found, group = refusal({**ALL_NO, question: True}), GROUP_OF[question]

    assert found is not None
    assert (group.advice_title, group.urgent) == (found.title, found.urgent)
    assert group.advice in found.text
    assert {q.text for g in GROUPS for q in g.questions if q.text in found.text} == {
        q.text for q in group.questions if q.id == question
    }


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_yes_refuses_before_the_rest_is_answered(question: str) -> None:
    assert refusal({question: True}) is not None


@given(st.lists(st.sampled_from(QUESTIONS), min_size=2, unique=True))
def test_of_several_the_gravest_advice_is_given_and_all_its_reasons_are_named(yes: list[str]) -> None:
    found = refusal({**ALL_NO, **dict.fromkeys(yes, True)})
    gravest = next(group for group in GROUPS if any(GROUP_OF[question] is group for question in yes))

    assert found is not None
    assert gravest.advice_title == found.title
    assert all(q.text in found.text for q in gravest.questions if q.id in yes)


def test_emergencies_come_first_and_urgent_ones_before_others() -> None:
    assert "emergency" == GROUPS[0].id
    assert [True, True, False, False] == [group.urgent for group in GROUPS]


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_question_left_open_is_not_complete(question: str) -> None:
    assert not is_complete({each: False for each in QUESTIONS if each != question})
