"""Knows the shape of result.json and says in one line where a result departs from it."""

import json
import sys
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

__all__ = ["InvalidResultError", "result_schema", "validate_result"]

_SHOWN: Final = 80
"""Characters of an offending value that are repeated in the message."""

_LARGEST: Final = sys.float_info.max
"""JSON sets no limit to a whole number, but what works with it takes it for a float."""

_TYPES: Final = {"null": "null", "array": "a list", "object": "an object", "integer": "a whole number"}


def result_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of result.json, schema 1."""
    text = files(__package__).joinpath("result-1.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


class InvalidResultError(ValueError):
    """A result that the schema does not allow."""


def validate_result(result: dict[str, Any]) -> None:
    """Check a result before it is written or after it was read; numbers must be finite, tuples count as lists.

    Raises:
        ValueError: it is not what schema 1 promises; one line with what was expected, what came, and the JSON path.
    """
    errors = list(_validator().iter_errors(result))
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        told = f"{_message(errors[0])}: {errors[0].json_path}{more}"
        raise InvalidResultError(" ".join(told.split()))


@cache
def _validator() -> Validator:
    types = Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number).redefine("array", _is_array)
    strict: type[Validator] = extend(Draft202012Validator, type_checker=types)  # type: ignore[no-untyped-call]
    return strict(result_schema())


def _is_number(checker: object, value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= _LARGEST


def _is_array(checker: object, value: object) -> bool:
    return isinstance(value, (list, tuple))


def _message(error: ValidationError) -> str:
    schema: Any = error.schema
    value: Any = error.instance
    if error.validator == "required":
        missing = [name for name in schema["required"] if name not in value]
        return f"Expected the keys {', '.join(missing)}, but got only {', '.join(sorted(value)) or 'none'}"
    if error.validator == "additionalProperties":
        known = schema.get("properties", schema.get("patternProperties", {}))
        extra = [name for name in value if name not in known]
        return f"Expected only the keys {', '.join(sorted(known))}, but got also {', '.join(extra)}"
    return f"Expected {_expected(str(error.validator), error.validator_value)}, but got {_shown(value)}"


def _expected(rule: str, wanted: Any) -> str:
    """What a rule of the schema asks for, in words."""
    match rule:
        case "type":
            names = [wanted] if isinstance(wanted, str) else wanted
            return " or ".join(_TYPES.get(name, f"a {name}") for name in names)
        case "enum":
            return f"one of {json.dumps(wanted)}"
        case "const":
            return json.dumps(wanted)
        case "minimum" | "maximum":
            return f"at {'least' if rule == 'minimum' else 'most'} {wanted}"
        case "minItems" | "maxItems":
            return f"at {'least' if rule == 'minItems' else 'most'} {wanted} items"
        case "pattern":
            return f"text like {wanted}"
        case _:
            return f"{rule} {json.dumps(wanted)}"


def _shown(value: object) -> str:
    """The value as JSON writes it, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
