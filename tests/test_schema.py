"""The shape of result.json: what is promised is accepted, everything else is refused in one clear line."""

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from protocols.stretches import STRETCHES
from protocols.thresholds import DEFAULTS
from protocols.types import EVENT_KINDS
from results import a_check, a_repetition, a_result, an_event, with_check
from stretchcheck.schema import result_schema, validate_result

PARTNER_CHECKS = ["partner_side", "partner_stance", "partner_back", "partner_legs", "partner_hands"]
FREE_OBJECTS = {"settings"}


def changed(path: str, value: Any) -> dict[str, Any]:
    """A valid result with one value replaced; the path is dotted, `-` takes a key away."""
    result: Any = a_result(a_repetition(), events=[an_event("jerk", 6.1, 6.5)])
    *parents, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    at = result
    for key in parents:
        at = at[key]
    if value == "-":
        del at[last]
    else:
        at[last] = value
    return dict(result)


def test_the_schema_itself_is_valid() -> None:
    Draft202012Validator.check_schema(result_schema())


def test_a_full_result_an_empty_one_and_one_with_advice_are_accepted() -> None:
    advice = a_repetition()
    advice["checks"] += [a_check(name, "warn", scored=False) for name in PARTNER_CHECKS]
    for result in (a_result(a_repetition(), events=[an_event("jerk", 6.1, 6.5)]), a_result(), a_result(advice)):
        validate_result(result)


def test_what_json_gives_back_is_accepted_as_well_as_tuples() -> None:
    result = a_result(a_repetition())
    result["repetitions"][0]["hold"]["target_s"] = (30.0, 60.0)
    validate_result(result)
    validate_result(json.loads(json.dumps(result)))


@pytest.mark.parametrize(
    "path",
    [
        *("people.recipient", "people.partner", "stretch", "view.roll_deg"),
        *(f"repetitions.0.hold.{key}" for key in ("start_s", "end_s")),
        *(f"repetitions.0.peak.{key}" for key in ("change_deg", "angle_deg", "speed_deg_s", "accel_deg_s2", "sparc")),
        *(f"repetitions.0.checks.0.{key}" for key in ("value", "limit", "unit", "at_s", "why_unknown", "cue")),
        *(f"events.0.{key}" for key in ("value", "unit", "phase", "side", "repetition")),
    ],
)
def test_null_is_accepted_where_it_is_promised(path: str) -> None:
    validate_result(changed(path, None))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", 2),
        ("source.name", None),
        ("source.sha256", "abc"),
        ("source.frames", 12.5),
        ("engine.models.movenet", "not a hash"),
        ("settings.accel_deg_s2", "55"),
        ("settings.profile", 3),
        ("people.recipient_seen", 1.2),
        ("people.others", -1),
        ("view.kind", "above"),
        ("view.suits", ["yoga"]),
        ("stretch", "auto"),
        ("repetitions.0.side", None),
        ("repetitions.0.phases.0.name", "rest"),
        ("repetitions.0.hold", None),
        ("repetitions.0.hold.held_s", None),
        ("repetitions.0.hold.held_s", float("nan")),
        ("repetitions.0.hold.target_s", [30.0]),
        ("repetitions.0.hold.verdict", "ok"),
        ("repetitions.0.peak.sparc", float("inf")),
        ("repetitions.0.checks.0.verdict", "good"),
        ("repetitions.0.checks.0.unknown_share", True),
        ("repetitions.0.checks.0.scored", False),
        ("events.0.kind", "sneeze"),
        ("events.0.phase", "rest"),
        ("events.0.who", None),
        ("events.0.repetition", -1),
    ],
)
def test_what_was_not_promised_is_refused_and_the_place_is_named(path: str, value: Any) -> None:
    parts = [f"[{key}]" if key.isdigit() else f".{key}" for key in path.split(".")]
    with pytest.raises(ValueError, match="Expected") as refused:
        validate_result(changed(path, value))

    assert f"$.{''.join(parts)[1:]}" in str(refused.value)
    assert 1 == len(str(refused.value).splitlines())


def test_the_message_says_what_was_expected_and_what_came() -> None:
    with pytest.raises(ValueError, match='but got "middle"') as refused:
        validate_result(changed("repetitions.0.side", "middle"))

    assert 'Expected one of ["left", "right"], but got "middle": $.repetitions[0].side' == str(refused.value)


def test_missing_and_surplus_keys_are_named() -> None:
    with pytest.raises(ValueError, match=r"Expected the keys fps, but got only .*sha256.*: \$\.source"):
        validate_result(changed("source.fps", "-"))
    with pytest.raises(ValueError, match=r"but got also grade: \$\.repetitions\[0\]"):
        validate_result(changed("repetitions.0.grade", "A"))


def test_every_object_but_the_settings_is_closed() -> None:
    result = a_result(a_repetition(), events=[an_event("jerk", 6.1, 6.5)])

    def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        if isinstance(value, dict):
            return [path] + [p for key, inner in value.items() for p in places(inner, (*path, key))]
        if isinstance(value, list):
            return [p for index, inner in enumerate(value) for p in places(inner, (*path, index))]
        return []

    for place in places(result):
        altered: Any = copy.deepcopy(result)
        at = altered
        for key in place:
            at = at[key]
        at["surprise"] = 1.0
        if set(place) & FREE_OBJECTS:
            validate_result(altered)
        else:
            with pytest.raises(ValueError, match=r"surprise|Expected text like"):
                validate_result(altered)


def test_checks_must_be_all_there_and_in_order() -> None:
    repetition = a_repetition()
    with pytest.raises(ValueError, match=r"checks\[0\]\.name"):
        validate_result(a_result(repetition | {"checks": repetition["checks"][::-1]}))
    with pytest.raises(ValueError, match="at least 9 items"):
        validate_result(a_result(repetition | {"checks": repetition["checks"][:-1]}))
    with pytest.raises(ValueError, match=r"checks\[9\]\.scored"):
        validate_result(a_result(repetition | {"checks": [*repetition["checks"], a_check("partner_back")]}))


def test_the_schema_knows_what_the_judges_can_say() -> None:
    schema = result_schema()
    orders = {
        rule["if"]["properties"]["stretch"]["const"]: [
            item["properties"]["name"]["const"] for item in rule["then"]["properties"]["checks"]["prefixItems"]
        ]
        for rule in schema["$defs"]["repetition"]["allOf"]
    }

    assert list(EVENT_KINDS) == schema["$defs"]["event"]["properties"]["kind"]["enum"]
    for name, stretch in STRETCHES.items():
        assert [check for check, _ in stretch.checks] == orders[name]
    validate_result(a_result(settings={**DEFAULTS.effective(), "profile": "defaults"}))


def test_a_changed_check_stays_valid() -> None:
    validate_result(a_result(with_check(a_repetition(), "hold", verdict="fault", cue="Hold for 30 to 60 seconds.")))
