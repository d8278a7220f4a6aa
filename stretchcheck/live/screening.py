"""Questions before a session, and what any "yes" means: no session, and whom to ask instead.

Wording after public emergency advice and the usual precautions for these stretches; no diagnosis is made of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Question:
    """One yes/no question."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Questions with the same advice after a yes."""

    id: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    advice_title: str
    advice: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no session."""

    title: str
    text: str
    urgent: bool


def _ask(**questions: str) -> tuple[Question, ...]:
    return tuple(Question(name, text) for name, text in questions.items())


GROUPS: Final = (
    Group(
        "emergency",
        "Signs of an emergency",
        "Does the person who will be stretched have any of these now?",
        _ask(
            both_legs="Back pain with pain, tingling, weakness or numbness in both legs",
            saddle="Numbness or tingling around the genitals, the inner thighs or the buttocks",
            bladder="Difficulty peeing, or loss of control of bladder or bowels",
            chest="Chest pain, or trouble breathing",
            accident="Back pain that began with a serious accident, such as a car accident or a bad fall",
        ),
        "Get help now",
        "Do not stretch. Call the emergency number or go to an emergency department now.",
        urgent=True,
    ),
    Group(
        "soon",
        "Signs to show a doctor soon",
        "Does any of these go with the back pain?",
        _ask(
            fever="A high temperature, or feeling ill",
            weight="Losing weight without trying",
            lump="A lump or swelling in the back, or a back that has changed its shape",
            night="Pain that is not better at rest or is worse at night",
            cough="Pain that is worse when sneezing, coughing or on the toilet",
            upper="Pain at the top of the back, between the shoulders",
            down_leg="Pain, tingling or weakness that spreads down a leg, new or getting worse",
        ),
        "See a doctor first",
        "Do not stretch today. Make an urgent appointment with a doctor, and show them what you answered yes to.",
        urgent=True,
    ),
    Group(
        "bones",
        "Bones and joints",
        "These stretches bend and turn the back and the hips to their end.",
        _ask(
            osteoporosis="Osteoporosis (thin bones), or ever a broken bone of the spine",
            hip="A hip replacement, on either side, at any time",
            surgery="Surgery or a broken bone of back, hip, knee or abdomen in the last year",
            disc="A herniated disc with signs in a leg, or a slipped vertebra",
            inflamed="A flare of inflamed joints, or joints that slip out easily",
        ),
        "Ask a doctor or physiotherapist first",
        "No session without a professional's word. With thin bones or a broken vertebra, bending the back can break "
        "bones. With a hip replacement, bending past a right angle, crossing the legs and twisting are what is "
        "usually forbidden: that is all three of these stretches.",
        urgent=False,
    ),
    Group(
        "health",
        "Health",
        "",
        _ask(
            pregnant="Pregnant, or possibly so",
            blood="Blood thinners with easy bruising, or blood pressure that is not under control",
            young="Younger than 16",
            unwell="Dizzy, unwell, very tired, or after alcohol or strong painkillers",
        ),
        "Ask a doctor or physiotherapist first",
        "No session today. Ask a professional whether and how these stretches suit you.",
        urgent=False,
    ),
)

QUESTIONS: Final = tuple(question.id for group in GROUPS for question in group.questions)


def refusal(answers: Mapping[str, bool]) -> Refusal | None:
    """What follows from the answers so far: the gravest advice of every yes, or None."""
    for group in GROUPS:
        named = [question.text for question in group.questions if answers.get(question.id)]
        if named:
            return Refusal(group.advice_title, f"{group.advice} You answered yes to: {'; '.join(named)}.", group.urgent)
    return None


def is_complete(answers: Mapping[str, bool]) -> bool:
    """Whether every question was answered."""
    return all(question in answers for question in QUESTIONS)
