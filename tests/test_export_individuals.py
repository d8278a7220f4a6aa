"""Whose landmarks are exported under which role, where the engine's numbers change."""

from typing import Any

from cast import DOWN, HELPER, SIZE, Cast, film
from stretchcheck.exports.individuals import told_apart
from vision.people import People


def result_of(cast: Cast, seconds: float) -> dict[str, Any]:
    people = People(SIZE)
    for observation in film(cast, seconds=seconds):
        people.update(observation)
    summary = people.summary()
    return {
        "source": {"width": SIZE[0], "height": SIZE[1]},
        "people": {
            "recipient": summary.recipient,
            "partner": summary.partner,
            "identity_switches": summary.identity_switches,
        },
    }


def names(cast: Cast, *at_s: float) -> list[list[str]]:
    """Names of numbers 0, 1 and 2 at some times."""
    found = told_apart(film(cast, seconds=10), result_of(cast, 10))
    return [[found.name(round(time_s * 30), number) for number in (0, 1, 2)] for time_s in at_s]


def test_a_role_is_its_holders_until_the_number_goes_over_and_then_nobodys_until_another_has_it() -> None:
    told = names(lambda t: {0: HELPER, 1: DOWN} if t < 5 else {1: HELPER, 2: DOWN}, 0.0, 4.9, 5.2, 9.0)

    assert ["partner", "recipient", "person_2"] == told[0] == told[1]
    assert "recipient" not in told[2]
    assert ["person_0", "partner", "recipient"] == told[3]


def test_a_number_that_goes_over_and_comes_back_is_nobodys_meanwhile() -> None:
    told = names(lambda t: {0: HELPER, 1: HELPER if 5 <= t < 7 else DOWN}, 1.0, 6.0, 9.0)

    assert [["partner", "recipient"], ["partner", "person_1"], ["partner", "recipient"]] == [each[:2] for each in told]
